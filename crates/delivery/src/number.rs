//! Phone numbers: read as people type them, kept as E.164, shown masked.
//! Not here: whether a text may be sent to one (`limits`).

use phonenumber::{Type, country};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A country by its two letters (ISO 3166-1), like `DE`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country(String);

/// Not two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is two letters, like DE")]
pub struct BadCountry;

impl Country {
    /// The two letters, in upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Country {
    type Error = BadCountry;

    fn try_from(letters: String) -> Result<Self, BadCountry> {
        let country = letters.to_ascii_uppercase();
        if country::Id::from_str(&country).is_ok() { Ok(Self(country)) } else { Err(BadCountry) }
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.0
    }
}

/// A number that texts can go to. `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Number {
    e164: String,
    country: Country,
}

impl Number {
    /// The number, like `+491701234567`.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// Whose number it is.
    pub fn country(&self) -> &Country {
        &self.country
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Number").field(&mask(&self.e164)).finish()
    }
}

/// Why a number is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberRefusal {
    /// It cannot be read as a number; without a default country it must begin with `+`.
    NotANumber,
    /// No country gives out such a number.
    NotInUse,
    /// A landline, pager, service or other number that takes no texts.
    NotMobile,
    /// Texts to it cost extra (premium, shared cost) or pay its owner.
    Premium,
    /// Toll-free numbers take no texts.
    TollFree,
    /// Internet telephony where the number tells it: anyone may hold it (NIST SP 800-63B 3.1.3.3).
    Voip,
}

/// Reads a number as a person types it. `home` is the country of numbers without `+`.
///
/// The first call loads the metadata of all countries (`phonenumber`'s copy of libphonenumber's): about
/// 0.1 s and 7 MB, once. Each country met after that adds about 1 MB of compiled patterns, kept in
/// `phonenumber`'s own cache. Later calls take some 30 µs.
pub fn parse(typed: &str, home: Option<&Country>) -> Result<Number, NumberRefusal> {
    if typed.len() > 64 {
        return Err(NumberRefusal::NotANumber);
    }
    let home = home.and_then(|country| country::Id::from_str(country.as_str()).ok());
    let international = typed.trim_start().starts_with('+');
    let home = home.filter(|_| !international);
    // In "+49 (0)170" the zero is dialled at home only, and a slash is a mere space; the parser takes
    // both amiss.
    let typed = typed.replace('/', " ");
    let typed = if international { typed.replace("(0)", "") } else { typed };
    let number = phonenumber::parse(home, &typed).map_err(|_| NumberRefusal::NotANumber)?;
    if number.extension().is_some() {
        return Err(NumberRefusal::NotANumber);
    }
    let country = number.country().id().ok_or(NumberRefusal::NotInUse)?;
    match number.number_type(&phonenumber::metadata::DATABASE) {
        Type::Mobile | Type::FixedLineOrMobile => {}
        Type::PremiumRate | Type::SharedCost | Type::PersonalNumber => {
            return Err(NumberRefusal::Premium);
        }
        Type::TollFree => return Err(NumberRefusal::TollFree),
        Type::Voip => return Err(NumberRefusal::Voip),
        Type::Unknown => return Err(NumberRefusal::NotInUse),
        _ => return Err(NumberRefusal::NotMobile),
    }
    let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
    // What is kept must read as itself again; the parser lets a doubled trunk zero through.
    let again = phonenumber::parse(None, &e164).map_err(|_| NumberRefusal::NotANumber)?;
    if !is_e164(&e164) || again.format().mode(phonenumber::Mode::E164).to_string() != e164 {
        return Err(NumberRefusal::NotANumber);
    }
    Ok(Number { e164, country: Country(country.as_ref().to_owned()) })
}

/// True for `+` and 7 to 15 digits that do not begin with 0 (ITU-T E.164).
pub fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

/// What pages, logs and events show: country code and the last two digits, like `+49 ••• ••67`. Always
/// the same number of dots, so that the length tells nothing.
pub fn mask(e164: &str) -> String {
    if !is_e164(e164) {
        return "•••".to_owned();
    }
    let code = &e164[..=calling_code_length(&e164[1..])];
    format!("{code} ••• ••{}", &e164[e164.len() - 2..])
}

/// Digits of the country calling code (ITU-T E.164 annex): one for 1 and 7, two for those listed, else
/// three. By itself, so that showing a page does not load the metadata.
fn calling_code_length(digits: &str) -> usize {
    const TWO: [&str; 42] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
        "82", "84", "86", "90", "91", "92", "93", "94",
    ];
    let two = digits.get(..2).unwrap_or_default();
    match digits.as_bytes().first() {
        Some(b'1' | b'7') => 1,
        _ if TWO.contains(&two) || matches!(two, "95" | "98") => 2,
        _ => 3,
    }
}

/// Digits in a prefix.
const PREFIX_DIGITS: usize = 7;

/// The prefix that the breaker counts by: `+` and the first seven digits, which is a block of some
/// thousand neighbours in most countries (SMS pumping walks through neighbours).
pub fn prefix(e164: &str) -> &str {
    e164.get(..=PREFIX_DIGITS).unwrap_or(e164)
}

#[cfg(test)]
#[path = "number_tests.rs"]
mod tests;
