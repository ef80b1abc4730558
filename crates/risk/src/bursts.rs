//! Failures lately, by address or network: how many in ten minutes, and of about how many accounts in an
//! hour (spraying, stuffing). In a fixed piece of memory that no attacker can make larger. Which address is which is the
//! caller's affair: keys come in. How it is written for other nodes is in `blob`.

mod blob;

use crate::{Burst, Key};

/// Sets of buckets; each key belongs to one set.
const SETS: usize = 1_024;
/// Buckets in a set: so many networks that fall together are told apart.
const WAYS: usize = 4;
/// Minutes that failures are counted for.
const MINUTES: usize = 10;
/// Quarters of an hour that accounts are counted for: a whole hour at least.
const QUARTERS: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket {
    key: Key,
    /// The minute of the latest failure, from 1970.
    latest: i64,
    failures: [u16; MINUTES],
    /// By quarter of an hour, one bit for each 64th of all accounts.
    accounts: [u64; QUARTERS],
}

impl Bucket {
    const EMPTY: Bucket =
        Bucket { key: Key::new(0), latest: i64::MIN, failures: [0; MINUTES], accounts: [0; QUARTERS] };

    /// Forgets what is too old by this minute.
    fn move_on(&mut self, minute: i64) {
        // Counted while the clock was ahead: without this it would count for as long as that.
        if self.latest > minute.saturating_add(60) {
            *self = Bucket { key: self.key, ..Bucket::EMPTY };
        }
        let forget = |from: i64, to: i64, length: usize| {
            let length = i64::try_from(length).unwrap_or(1);
            let first = to.saturating_sub(length - 1).max(from.saturating_add(1));
            (first..=to).map(move |at| usize::try_from(at.rem_euclid(length)).unwrap_or_default())
        };
        for at in forget(self.latest, minute, MINUTES) {
            self.failures[at] = 0;
        }
        for at in forget(self.latest.div_euclid(15), minute.div_euclid(15), QUARTERS) {
            self.accounts[at] = 0;
        }
        self.latest = self.latest.max(minute);
    }

    /// Adds what the same address or network did elsewhere.
    fn join(&mut self, other: &Bucket) {
        if self.latest == i64::MIN {
            *self = *other;
            return;
        }
        let mut other = *other;
        let minute = self.latest.max(other.latest);
        self.move_on(minute);
        other.move_on(minute);
        for (ours, theirs) in self.failures.iter_mut().zip(other.failures) {
            *ours = ours.saturating_add(theirs);
        }
        for (ours, theirs) in self.accounts.iter_mut().zip(other.accounts) {
            *ours |= theirs;
        }
    }
}

/// The recent failures of one node, or of several together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bursts {
    buckets: Vec<[Bucket; WAYS]>,
}

impl Default for Bursts {
    fn default() -> Bursts {
        Bursts { buckets: vec![[Bucket::EMPTY; WAYS]; SETS] }
    }
}

impl Bursts {
    /// Counts a failed sign-in of this account (any hash of it, also of a name that nobody has) from an
    /// address or network. To be called for each key that the failure belongs to.
    pub fn failed(&mut self, from: Key, account: Key, at: i64) {
        let minute = at.div_euclid(60);
        let Some(set) = self.buckets.get_mut(set_of(from)) else { return };
        let known = set.iter().position(|bucket| bucket.key == from && bucket.latest != i64::MIN);
        let quietest = || set.iter().enumerate().min_by_key(|(_, bucket)| bucket.latest).map(|(at, _)| at);
        let Some(bucket) = known.or_else(quietest).and_then(|at| set.get_mut(at)) else { return };
        if known.is_none() {
            *bucket = Bucket { key: from, ..Bucket::EMPTY };
        }
        bucket.move_on(minute);
        // A late report counts as of the latest minute.
        let minute = bucket.latest;
        let slot = |at: i64, length: i64| usize::try_from(at.rem_euclid(length)).unwrap_or_default();
        if let Some(failures) = bucket.failures.get_mut(slot(minute, 10)) {
            *failures = failures.saturating_add(1);
        }
        if let Some(accounts) = bucket.accounts.get_mut(slot(minute.div_euclid(15), 5)) {
            *accounts |= 1 << (account.within(Some(from)).get() % 64);
        }
    }

    /// What went wrong lately from here.
    pub fn lately(&self, from: Key, at: i64) -> Burst {
        lately(&[self], from, at)
    }

    /// The worse of two places: an address and its network.
    pub fn worse(&self, places: impl IntoIterator<Item = Key>, at: i64) -> Burst {
        self.worse_with(None, places, at)
    }

    /// The same, where `others` saw failures too: theirs add to ours, and an account that failed at both is one.
    pub fn worse_with(
        &self,
        others: Option<&Bursts>,
        places: impl IntoIterator<Item = Key>,
        at: i64,
    ) -> Burst {
        let all: Vec<&Bursts> = std::iter::once(self).chain(others).collect();
        places.into_iter().map(|from| lately(&all, from, at)).fold(Burst::default(), |worst, burst| Burst {
            failures: worst.failures.max(burst.failures),
            accounts: worst.accounts.max(burst.accounts),
        })
    }

    /// Adds what another node saw. Where more networks fall together than have room, the quietest are forgotten.
    pub fn merge(&mut self, other: &Bursts) {
        for bucket in other.buckets.iter().flatten().filter(|bucket| bucket.latest != i64::MIN) {
            self.add(bucket);
        }
    }

    fn add(&mut self, theirs: &Bucket) {
        let Some(set) = self.buckets.get_mut(set_of(theirs.key)) else { return };
        let known = set.iter().position(|bucket| bucket.key == theirs.key && bucket.latest != i64::MIN);
        if let Some(ours) = known.and_then(|at| set.get_mut(at)) {
            ours.join(theirs);
        } else if let Some(quietest) = set.iter_mut().min_by_key(|bucket| bucket.latest)
            && quietest.latest < theirs.latest
        {
            *quietest = *theirs;
        }
    }

    fn bucket(&self, from: Key) -> Option<&Bucket> {
        let mut set = self.buckets.get(set_of(from)).into_iter().flatten();
        set.find(|bucket| bucket.key == from && bucket.latest != i64::MIN)
    }
}

/// What all of these saw lately from here.
fn lately(all: &[&Bursts], from: Key, at: i64) -> Burst {
    let mut sum = Bucket { key: from, ..Bucket::EMPTY };
    for found in all.iter().filter_map(|bursts| bursts.bucket(from)) {
        let mut bucket = *found;
        // As of now, so that neither moves the other on.
        bucket.move_on(at.div_euclid(60));
        sum.join(&bucket);
    }
    let accounts = sum.accounts.iter().fold(0, |all, quarter| all | quarter);
    Burst { failures: sum.failures.iter().copied().map(u32::from).sum(), accounts: different(accounts) }
}

fn set_of(key: Key) -> usize {
    (key.get().wrapping_mul(0x9e37_79b1) >> 22) as usize
}

/// About how many different accounts left these marks: linear counting (Whang et al. 1990) over 64 bits.
fn different(marks: u64) -> u32 {
    let free = marks.count_zeros().max(1);
    let estimate = 64.0 * libm::log(64.0 / f64::from(free));
    round(estimate)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 266")]
fn round(estimate: f64) -> u32 {
    libm::round(estimate) as u32
}

#[cfg(test)]
#[path = "bursts_tests.rs"]
mod tests;
