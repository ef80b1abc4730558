//! What an MMDB file tells of an address: country, position, owner. Files differ in their names for these, in their nesting
//! and in their types; whatever is there is taken, and what is not, or is not what its name says, is left out.
//! Deliberately not here: what it means when a file does not tell.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;

use maxminddb::{MaxMindDbError, Reader, WithinOptions};
use risk::{CountryCode, Position};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::owners::number;

/// A position that may be off by more than this says nothing of how far somebody travelled. Such are the middles of
/// countries.
const MOST_KILOMETRES_OFF: f64 = 500.0;

/// So many networks of a file show what it tells.
const NETWORKS_LOOKED_AT: usize = 5_000;

/// A file of MaxMind's DB format.
#[derive(Debug)]
pub(super) struct Mmdb(Reader<Vec<u8>>);

/// What a file tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) country: Option<CountryCode>,
    pub(super) position: Option<Position>,
    pub(super) owner: Option<u32>,
}

impl Mmdb {
    pub(super) fn read(path: &Path) -> Result<Self, MaxMindDbError> {
        Reader::open_readfile(path).map(Self)
    }

    /// What it tells of an address. A file of the other family, or a broken record, tells nothing.
    pub(super) fn of(&self, address: IpAddr) -> Told {
        let found = self.0.lookup(address).ok();
        found.and_then(|found| found.decode::<Record>().ok()?).map_or_else(Told::default, Record::told)
    }

    /// When it was made, in Unix seconds.
    pub(super) fn made_at(&self) -> i64 {
        i64::try_from(self.0.metadata().build_epoch).unwrap_or(i64::MAX)
    }

    /// What its first networks tell, taken together, to know what it can tell at all.
    pub(super) fn kinds(&self) -> Told {
        let networks = self.0.networks(WithinOptions::default()).into_iter().flatten();
        let records =
            networks.take(NETWORKS_LOOKED_AT).filter_map(|found| found.ok()?.decode::<Record>().ok()?);
        records.map(Record::told).fold(Told::default(), |so_far, told| Told {
            country: so_far.country.or(told.country),
            position: so_far.position.or(told.position),
            owner: so_far.owner.or(told.owner),
        })
    }
}

/// A record as it stands.
#[derive(Default)]
struct Record {
    country: Option<CountryCode>,
    north: Option<f64>,
    east: Option<f64>,
    kilometres_off: Option<f64>,
    owner: Option<u32>,
}

impl Record {
    fn told(self) -> Told {
        let off = self.kilometres_off.unwrap_or(0.0);
        // Files write 0° north 0° east, a place in the open sea, where they know none.
        let degrees = self.north.zip(self.east).filter(|degrees| *degrees != (0.0, 0.0));
        let degrees = degrees.filter(|_| off <= MOST_KILOMETRES_OFF);
        let position = degrees.and_then(|(north, east)| Position::of_degrees(north, east));
        Told { country: self.country, position, owner: self.owner }
    }

    fn take_text(&mut self, key: Key, text: &str) {
        match key {
            Key::Country | Key::CountryCode => self.country = self.country.or_else(|| text.parse().ok()),
            Key::Owner => self.owner = self.owner.or_else(|| number(text).filter(|owner| *owner != 0)),
            _ => {
                if let Ok(number) = text.parse() {
                    self.take_number(key, number);
                }
            }
        }
    }

    fn take_number(&mut self, key: Key, number: f64) {
        match key {
            Key::North => self.north = self.north.or(Some(number)),
            Key::East => self.east = self.east.or(Some(number)),
            Key::KilometresOff => self.kilometres_off = self.kilometres_off.or(Some(number)),
            _ => {}
        }
    }

    fn take_whole(&mut self, key: Key, number: u64) {
        let whole = u32::try_from(number).ok();
        match key {
            Key::Owner => self.owner = self.owner.or(whole.filter(|owner| *owner != 0)),
            key => whole.into_iter().for_each(|whole| self.take_number(key, f64::from(whole))),
        }
    }
}

/// The fields that are looked for, in the names that the usual files have for them.
#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    /// A code, or a map with a code; in some files a name beside a code.
    Country,
    #[serde(alias = "iso_code")]
    CountryCode,
    Location,
    #[serde(rename = "latitude", alias = "lat")]
    North,
    #[serde(rename = "longitude", alias = "lng")]
    East,
    #[serde(rename = "accuracy_radius")]
    KilometresOff,
    Traits,
    #[serde(rename = "autonomous_system_number", alias = "asn")]
    Owner,
    #[serde(other)]
    Other,
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut record = Self::default();
        Part { of: &mut record, key: Key::Other }.deserialize(deserializer)?;
        Ok(record)
    }
}

/// What stands under a key, be it nested: it goes into the record. What is not of a fitting type is passed over.
struct Part<'r> {
    of: &'r mut Record,
    key: Key,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key()? {
            match key {
                Key::Other => drop(map.next_value::<IgnoredAny>()?),
                key => map.next_value_seed(Part { of: self.of, key })?,
            }
        }
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.of.take_text(self.key, text);
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.of.take_number(self.key, number);
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.of.take_whole(self.key, number);
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        if let Ok(whole) = i32::try_from(number) {
            self.of.take_number(self.key, f64::from(whole));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u128<E>(self, _: u128) -> Result<(), E> {
        Ok(())
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
#[path = "mmdb_tests.rs"]
mod tests;
