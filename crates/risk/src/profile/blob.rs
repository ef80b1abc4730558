//! A profile as bytes: fixed fields, then each level with its length, all little-endian, with a version
//! first. Any bytes at all can be read without harm. Sealing and storing are not here.

use super::level::{KEPT_PER_LEVEL, Level, Seen};
use super::{Hours, Kind, LastPlace, Profile};
use crate::{Key, Position};

/// The version that is written. Older ones stay readable.
const VERSION: u8 = 1;

/// No blob is larger.
pub const LARGEST_BLOB: usize = 64 + Kind::COUNT * (1 + 8 * KEPT_PER_LEVEL);

/// The bytes are no profile that this version of the engine can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAProfile {
    /// Written by a newer engine.
    #[error("a profile of version {0}, which this engine does not know")]
    Newer(u8),
    /// Cut short, too long, or never a profile.
    #[error("not a profile")]
    Broken,
}

impl Profile {
    /// The bytes to store.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LARGEST_BLOB);
        bytes.push(VERSION);
        bytes.extend(u16::try_from(self.landmark).unwrap_or(u16::MAX).to_le_bytes());
        for number in [self.sign_ins, self.total, self.could_show, self.showed_none] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.hours.across.to_le_bytes());
        bytes.extend(self.hours.up.to_le_bytes());
        bytes.extend(u32::try_from(self.hours.count).unwrap_or(u32::MAX).to_le_bytes());
        bytes.push(u8::from(self.last.is_some()));
        if let Some(LastPlace { at, position }) = self.last {
            bytes.extend(at.to_le_bytes());
            bytes.extend(position.north.to_le_bytes());
            bytes.extend(position.east.to_le_bytes());
        }
        for level in &self.levels {
            bytes.push(u8::try_from(level.seen().len()).unwrap_or(u8::MAX));
            for seen in level.seen() {
                bytes.extend(seen.key.get().to_le_bytes());
                bytes.extend(seen.count.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads what [`Profile::to_bytes`] wrote, in this version or an older one. No bytes are an empty
    /// profile.
    ///
    /// # Errors
    /// The bytes are no profile, or one of a newer engine.
    pub fn from_bytes(bytes: &[u8]) -> Result<Profile, NotAProfile> {
        match bytes.split_first() {
            None => Ok(Profile::default()),
            Some((&VERSION, rest)) => Reader(rest).profile().ok_or(NotAProfile::Broken),
            Some((0, _)) => Err(NotAProfile::Broken),
            Some((&version, _)) => Err(NotAProfile::Newer(version)),
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }

    fn profile(mut self) -> Option<Profile> {
        let landmark = i64::from(u16::from_le_bytes(self.take()?));
        let (sign_ins, total, could_show, showed_none) = (self.u32()?, self.u32()?, self.u32()?, self.u32()?);
        let hours = Hours { across: self.i64()?, up: self.i64()?, count: i64::from(self.u32()?) };
        let last = match self.take()? {
            [0] => None,
            [1] => Some(self.last()?),
            _ => return None,
        };
        let mut levels: [Level; Kind::COUNT] = Default::default();
        for level in &mut levels {
            *level = self.level()?;
        }
        let profile = Profile { sign_ins, landmark, total, could_show, showed_none, hours, last, levels };
        self.0.is_empty().then_some(profile)
    }

    fn last(&mut self) -> Option<LastPlace> {
        let at = self.i64()?;
        let north = i16::from_le_bytes(self.take()?);
        let east = i16::from_le_bytes(self.take()?);
        Some(LastPlace { at, position: Position { north, east } })
    }

    fn level(&mut self) -> Option<Level> {
        let [length] = self.take()?;
        let mut seen = Vec::with_capacity(usize::from(length).min(KEPT_PER_LEVEL));
        for _ in 0..length {
            seen.push(Seen { key: Key::new(self.u32()?), count: self.u32()? });
        }
        Level::restored(seen)
    }
}

#[cfg(test)]
#[path = "blob_tests.rs"]
mod tests;
