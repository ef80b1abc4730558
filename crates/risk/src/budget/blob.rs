//! Counted scores as bytes, for nodes to exchange and to find again after a restart: the latest week of each class, then
//! the bins that count something, week by week. Sealing and storing are not here.

use super::{BINS, ScoreCounts, WEEKS, Weeks};
use crate::bytes::{Reader, Unreadable};

/// The version that is written. Older ones stay readable.
const VERSION: u8 = 1;

impl ScoreCounts {
    /// The bytes to store: six for each bin that counts something, and a few more.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for weeks in &self.classes {
            bytes.extend(weeks.latest.to_le_bytes());
            for week in &weeks.weeks {
                let filled = (0_u16..).zip(week.bins).filter(|(_, count)| *count > 0);
                let length = u16::try_from(filled.clone().count()).unwrap_or(u16::MAX);
                bytes.extend(length.to_le_bytes());
                for (bin, count) in filled {
                    bytes.extend(bin.to_le_bytes());
                    bytes.extend(count.to_le_bytes());
                }
            }
        }
        bytes
    }

    /// Reads what [`ScoreCounts::to_bytes`] wrote, in this version or an older one. No bytes are no scores.
    ///
    /// # Errors
    /// The bytes are no scores, or those of a newer engine.
    pub fn from_bytes(bytes: &[u8]) -> Result<ScoreCounts, Unreadable> {
        let Some(mut from) = Reader::behind(VERSION, bytes)? else { return Ok(ScoreCounts::default()) };
        let mut read = ScoreCounts::default();
        read.classes
            .iter_mut()
            .try_for_each(|weeks| class(&mut from, weeks))
            .and_then(|()| from.whole(read))
            .ok_or(Unreadable::Broken)
    }
}

fn class(from: &mut Reader<'_>, weeks: &mut Weeks) -> Option<()> {
    weeks.latest = from.i64()?;
    for week in weeks.weeks.iter_mut().take(WEEKS) {
        let mut before = None;
        for _ in 0..from.u16()? {
            let (bin, count) = (usize::from(from.u16()?), from.u32()?);
            if count == 0 || bin >= BINS || before.is_some_and(|before| before >= bin) {
                return None;
            }
            before = Some(bin);
            *week.bins.get_mut(bin)? = count;
            week.total = week.total.saturating_add(count);
        }
    }
    Some(())
}

#[cfg(test)]
#[path = "blob_tests.rs"]
mod tests;
