//! Where a visit comes from, as far as that is known. The look-up of an address is not here:
//! this crate sees only its outcome.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The outcome of asking where a visit comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The location data named this country.
    Country(CountryCode),
    /// The operator has given no location data. Nothing is missing that was ever there, so this
    /// contributes nothing: an installation without location data asks no more for it.
    NotConfigured,
    /// A loopback, private or link-local address. No location data covers these, and whole offices
    /// sign in from them, so they contribute nothing.
    Private,
    /// There is location data, but it gave no answer: unreadable, out of date, or silent about this
    /// address. A broken input asks for the second step; it never skips it.
    Missing,
}

/// An ISO 3166-1 alpha-2 country code: two upper-case letters. `NA` is Namibia and a country like
/// any other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

/// The text is not a country code: not two upper-case letters, or one of `XX` and `ZZ`, which
/// location data uses to say "unknown" ([`Place::Missing`] says that here, so that "unknown" can
/// never become a place somebody is known to be at).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a country code of two upper-case letters")]
pub struct NotACountry;

impl CountryCode {
    /// The two letters.
    pub fn letters(self) -> [char; 2] {
        self.0.map(char::from)
    }
}

impl FromStr for CountryCode {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<CountryCode, NotACountry> {
        match *text.as_bytes() {
            [b'X', b'X'] | [b'Z', b'Z'] => Err(NotACountry),
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => Ok(CountryCode([a, b])),
            _ => Err(NotACountry),
        }
    }
}

impl TryFrom<String> for CountryCode {
    type Error = NotACountry;

    fn try_from(text: String) -> Result<CountryCode, NotACountry> {
        text.parse()
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> String {
        code.to_string()
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = self.letters();
        write!(f, "{a}{b}")
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
