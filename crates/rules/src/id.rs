//! Opaque identifiers: 128 random bits, written as 26 lower-case letters and digits so that both databases order them alike.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, Encoding, Specification};
use rand::Rng;
use serde::{Deserialize, Serialize};

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

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
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
                f.write_str(&alphabet().encode(&self.0))
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
                let bytes = alphabet().decode(text.as_bytes()).map_err(|_| NotAnId)?;
                Ok(Self(bytes.try_into().map_err(|_| NotAnId)?))
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
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
