//! Opaque identifiers: 128 random bits, written as 26 lower-case letters and digits so that both databases order them alike.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, Encoding, Specification};
use rand::Rng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The letters of an identifier: 128 bits, five to a letter.
const LETTERS: usize = 26;

/// The text given is not an identifier that this project writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

fn alphabet() -> &'static Encoding {
    static ALPHABET: std::sync::LazyLock<Encoding> = std::sync::LazyLock::new(|| {
        let mut lower = Specification::new();
        lower.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
        lower.encoding().unwrap_or(BASE32_NOPAD)
    });
    &ALPHABET
}

/// An identifier as text, in a place of the caller's: a request writes dozens of them.
struct Text([u8; LETTERS]);

impl Text {
    fn of(bytes: &[u8; 16]) -> Self {
        let mut letters = [0; LETTERS];
        alphabet().encode_mut(bytes, &mut letters);
        Self(letters)
    }

    fn as_str(&self) -> &str {
        // The alphabet is ASCII, so this never is the default.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn parse(text: &str) -> Result<[u8; 16], NotAnId> {
    let mut bytes = [0; 16];
    if text.len() != LETTERS {
        return Err(NotAnId);
    }
    alphabet().decode_mut(text.as_bytes(), &mut bytes).map_err(|_| NotAnId)?;
    Ok(bytes)
}

/// Reads an identifier out of a text without a copy of it.
struct Letters;

impl de::Visitor<'_> for Letters {
    type Value = [u8; 16];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an identifier")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<[u8; 16], E> {
        parse(text).map_err(E::custom)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new identifier from `rng`.
            pub fn random(rng: &mut impl Rng) -> Self {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }

            /// The identifier made of these bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The identifier's bytes.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Text::of(&self.0).as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(Text::of(&self.0).as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Letters).map(Self)
            }
        }
    )*};
}

ids! {
    /// An account; a name that does not exist is given one of a fixed number of pretended ones.
    AccountId,
    /// One sign-in, from its first page to its end.
    SignInId,
    /// One enrolled method.
    MethodId,
    /// One session.
    SessionId,
    /// One known browser of one account.
    BrowserId,
    /// One e-mail address of an account.
    EmailId,
    /// One entry of the activity list.
    EventId,
    /// One message in the outbox.
    MessageId,
    /// One mailed link.
    LinkId,
    /// One prompt on a phone.
    PromptId,
    /// The random mark of one version of a row: whoever read it may replace it, once.
    RowToken,
}

#[cfg(test)]
#[path = "id_tests.rs"]
mod tests;
