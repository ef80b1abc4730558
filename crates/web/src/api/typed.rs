//! Texts that callers type, read strictly: never empty, never longer than said, never shown by `Debug`.
//! Deliberately not here: what they mean.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use zeroize::Zeroizing;

/// A typed text of 1 to `MOST` characters. Wiped when dropped, since it may be a secret.
#[derive(Clone)]
pub(super) struct Typed<const MOST: usize>(pub(super) Zeroizing<String>);

/// A name to sign in with.
pub(super) type Name = Typed<320>;
/// A password; longer ones than the rules allow are judged by the rules.
pub(super) type Password = Typed<1024>;
/// A code.
pub(super) type Code = Typed<64>;
/// An answer to a question, a label, a number, an address.
pub(super) type Line = Typed<256>;
/// A passkey's ceremony, sealed.
pub(super) type Ceremony = Typed<4096>;
/// An identifier or token of ours.
pub(super) type Opaque = Typed<128>;

impl<const MOST: usize> fmt::Debug for Typed<MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(..)")
    }
}

impl<const MOST: usize> std::ops::Deref for Typed<MOST> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for Typed<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        match text.chars().take(MOST + 1).count() {
            0 => Err(D::Error::custom("expected at least one character")),
            n if n > MOST => Err(D::Error::custom(format!("expected at most {MOST} characters"))),
            _ => Ok(Self(text)),
        }
    }
}

/// A public key credential as a browser's `toJSON()` writes it; an object, read further by whoever checks it.
#[derive(Clone, Deserialize)]
pub(super) struct Credential(serde_json::Map<String, serde_json::Value>);

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(..)")
    }
}

impl Credential {
    /// The same as text.
    pub(super) fn text(self) -> Zeroizing<String> {
        Zeroizing::new(serde_json::Value::Object(self.0).to_string())
    }
}

/// Reads a field that may be absent, `null`, or a value, and keeps the three apart (`#[serde(default)]` beside it).
pub(super) fn given<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
