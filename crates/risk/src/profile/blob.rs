//! A profile as bytes: fixed fields, then each level with its length, all little-endian, with a version
//! first. Any bytes at all can be read without harm. Sealing and storing are not here.

use super::level::{KEPT_PER_LEVEL, Level, Seen};
use super::{Hours, Kind, LastPlace, Profile};
use crate::bytes::{Reader, Unreadable};
use crate::{Key, Position};

/// The version that is written. Older ones stay readable.
const VERSION: u8 = 1;

/// No blob is larger.
pub const LARGEST_BLOB: usize = 64 + Kind::COUNT * (1 + 8 * KEPT_PER_LEVEL);

impl Profile {
    /// The bytes to store.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LARGEST_BLOB);
        self.write(&mut bytes);
        bytes
    }

    /// Writes the same bytes behind others.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
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
    }

    /// Reads what [`Profile::to_bytes`] wrote, in this version or an older one. No bytes are an empty
    /// profile.
    ///
    /// # Errors
    /// The bytes are no profile, or one of a newer engine.
    pub fn from_bytes(bytes: &[u8]) -> Result<Profile, Unreadable> {
        match Reader::behind(VERSION, bytes)? {
            None => Ok(Profile::default()),
            Some(reader) => profile(reader).ok_or(Unreadable::Broken),
        }
    }
}

fn profile(mut from: Reader<'_>) -> Option<Profile> {
    let landmark = i64::from(from.u16()?);
    let (sign_ins, total, could_show, showed_none) = (from.u32()?, from.u32()?, from.u32()?, from.u32()?);
    let hours = Hours { across: from.i64()?, up: from.i64()?, count: i64::from(from.u32()?) };
    let last = match from.u8()? {
        0 => None,
        1 => Some(last(&mut from)?),
        _ => return None,
    };
    let mut levels: [Level; Kind::COUNT] = Default::default();
    for level in &mut levels {
        read_level(&mut from, level)?;
    }
    from.whole(Profile { sign_ins, landmark, total, could_show, showed_none, hours, last, levels })
}

fn last(from: &mut Reader<'_>) -> Option<LastPlace> {
    let at = from.i64()?;
    Some(LastPlace { at, position: Position { north: from.i16()?, east: from.i16()? } })
}

fn read_level(from: &mut Reader<'_>, level: &mut Level) -> Option<()> {
    for _ in 0..from.u8()? {
        level.restore(Seen { key: Key::new(from.u32()?), count: from.u32()? })?;
    }
    Some(())
}

#[cfg(test)]
#[path = "blob_tests.rs"]
mod tests;
