//! Statistics as bytes, for nodes to exchange and to find again after a restart. Cells that count nothing are left out.
//! Sealing and storing are not here.

use super::Statistics;
use super::counts::Counts;
use super::sketch::Sketch;
use crate::Key;
use crate::bytes::{Reader, Unreadable};

/// The version that is written. Older ones stay readable.
const VERSION: u8 = 1;

impl Statistics {
    /// The bytes to store: eight for each value that was counted, and a few more.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.period.to_le_bytes());
        for number in [self.total, self.could_show, self.showed_none] {
            bytes.extend(number.to_le_bytes());
        }
        let tables =
            [&self.countries, &self.owners, &self.systems, &self.browsers, &self.returns, &self.new_networks];
        for table in tables {
            write(&mut bytes, table.all().map(|(key, count)| (key.get(), count)));
        }
        write(&mut bytes, self.networks.filled());
        bytes
    }

    /// Reads what [`Statistics::to_bytes`] wrote, in this version or an older one. No bytes are statistics of nothing.
    ///
    /// # Errors
    /// The bytes are no statistics, or those of a newer engine.
    pub fn from_bytes(bytes: &[u8]) -> Result<Statistics, Unreadable> {
        match Reader::behind(VERSION, bytes)? {
            None => Ok(Statistics::default()),
            Some(reader) => read(reader).ok_or(Unreadable::Broken),
        }
    }
}

/// The number of pairs, then the pairs.
fn write(bytes: &mut Vec<u8>, pairs: impl Iterator<Item = (u32, u32)>) {
    let place = bytes.len();
    bytes.extend([0; 4]);
    let mut length = 0_u32;
    for (what, count) in pairs {
        bytes.extend(what.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        length += 1;
    }
    if let Some(start) = bytes.get_mut(place..place + 4) {
        start.copy_from_slice(&length.to_le_bytes());
    }
}

fn read(mut from: Reader<'_>) -> Option<Statistics> {
    let mut read = Statistics {
        period: from.i64()?,
        total: from.u32()?,
        could_show: from.u32()?,
        showed_none: from.u32()?,
        ..Statistics::default()
    };
    for table in read.tables() {
        counts(&mut from, table)?;
    }
    read.networks = sketch(&mut from)?;
    from.whole(read)
}

/// Each value once, in order, and none that was not counted: so that the same counts are the same bytes.
fn counts(from: &mut Reader<'_>, table: &mut Counts) -> Option<()> {
    let mut before = None;
    for _ in 0..from.length(table.most())? {
        let (key, count) = (Key::new(from.u32()?), from.u32()?);
        if count == 0 || before.is_some_and(|before| before >= key) {
            return None;
        }
        before = Some(key);
        table.add(key, count);
    }
    Some(())
}

fn sketch(from: &mut Reader<'_>) -> Option<Sketch> {
    let mut sketch = Sketch::default();
    let mut before = None;
    for _ in 0..from.length(Sketch::CELLS)? {
        let (cell, count) = (from.u32()?, from.u32()?);
        if count == 0 || before.is_some_and(|before| before >= cell) {
            return None;
        }
        before = Some(cell);
        sketch.fill(cell, count)?;
    }
    Some(sketch)
}

#[cfg(test)]
#[path = "blob_tests.rs"]
mod tests;
