//! Failures lately as bytes, for the other nodes and to go on from after a restart: the buckets that still count something,
//! each with its keyed name. Sealing and storing are not here.

use super::{Bucket, Bursts, MINUTES, QUARTERS, SETS, WAYS};
use crate::Key;
use crate::bytes::{Reader, Unreadable};

/// The version that is written. Older ones stay readable.
const VERSION: u8 = 1;

/// After so many minutes nothing of a bucket counts any more.
const OVER_AFTER: i64 = 75;

impl Bursts {
    /// The bytes to store at this moment: 72 for each address or network that something failed from within the hour, 290 KiB
    /// at most.
    #[must_use]
    pub fn to_bytes(&self, at: i64) -> Vec<u8> {
        let minute = at.div_euclid(60);
        let counts = |bucket: &&Bucket| {
            bucket.latest > minute.saturating_sub(OVER_AFTER) && bucket.latest <= minute.saturating_add(60)
        };
        let buckets: Vec<&Bucket> = self.buckets.iter().flatten().filter(counts).collect();
        let mut bytes = vec![VERSION];
        bytes.extend(u32::try_from(buckets.len()).unwrap_or(u32::MAX).to_le_bytes());
        for bucket in buckets {
            bytes.extend(bucket.key.get().to_le_bytes());
            bytes.extend(bucket.latest.to_le_bytes());
            bytes.extend(bucket.failures.iter().flat_map(|failures| failures.to_le_bytes()));
            bytes.extend(bucket.accounts.iter().flat_map(|accounts| accounts.to_le_bytes()));
        }
        bytes
    }

    /// Reads what [`Bursts::to_bytes`] wrote, in this version or an older one. No bytes are no failures.
    ///
    /// # Errors
    /// The bytes are no failures, or those of a newer engine.
    pub fn from_bytes(bytes: &[u8]) -> Result<Bursts, Unreadable> {
        let mut read = Bursts::default();
        let Some(mut from) = Reader::behind(VERSION, bytes)? else { return Ok(read) };
        let length = from.length(SETS * WAYS).ok_or(Unreadable::Broken)?;
        for _ in 0..length {
            read.add(&bucket(&mut from).ok_or(Unreadable::Broken)?);
        }
        from.whole(read).ok_or(Unreadable::Broken)
    }
}

fn bucket(from: &mut Reader<'_>) -> Option<Bucket> {
    let (key, latest) = (Key::new(from.u32()?), from.i64()?);
    let mut bucket = Bucket { key, latest, failures: [0; MINUTES], accounts: [0; QUARTERS] };
    for failures in &mut bucket.failures {
        *failures = from.u16()?;
    }
    for accounts in &mut bucket.accounts {
        *accounts = from.take().map(u64::from_le_bytes)?;
    }
    (latest != i64::MIN).then_some(bucket)
}

#[cfg(test)]
#[path = "blob_tests.rs"]
mod tests;
