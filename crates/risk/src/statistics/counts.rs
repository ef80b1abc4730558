//! Exact counts of a bounded number of values. When there are too many, the rarest are forgotten.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::Key;

/// Spreads keys over a table. They are keyed hashes already, so nobody can choose ones that fall together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, word: u32) {
        let mixed = (self.0 ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    most: usize,
    of: HashMap<Key, u32, BuildHasherDefault<Spread>>,
}

impl Counts {
    pub(crate) fn at_most(most: usize) -> Counts {
        Counts { most, of: HashMap::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.of.len()
    }

    /// How many values are told apart at most.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// All that is counted, in the order of the keys.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Key, u32)> {
        let mut all: Vec<(Key, u32)> = self.of.iter().map(|(key, count)| (*key, *count)).collect();
        all.sort_unstable();
        all.into_iter()
    }

    pub(crate) fn count(&self, key: Key) -> u32 {
        self.of.get(&key).copied().unwrap_or(0)
    }

    pub(crate) fn add(&mut self, key: Key, count: u32) {
        let counted = self.of.entry(key).or_insert(0);
        *counted = counted.saturating_add(count);
        self.make_room();
    }

    /// Forgets the rarest until a quarter is free, so that this is seldom done.
    fn make_room(&mut self) {
        if self.of.len() <= self.most {
            return;
        }
        let mut rare = 1;
        while self.of.len() > self.most / 4 * 3 {
            self.of.retain(|_, count| *count > rare);
            rare *= 2;
        }
    }

    pub(crate) fn fade(&mut self, faded: impl Fn(u32) -> u32) {
        self.of.retain(|_, count| {
            *count = faded(*count);
            *count > 0
        });
    }

    pub(crate) fn merge(&mut self, other: &Counts, faded: impl Fn(u32) -> u32) {
        for (key, count) in &other.of {
            let counted = self.of.entry(*key).or_insert(0);
            *counted = counted.saturating_add(faded(*count));
        }
        self.fade(|count| count);
        self.make_room();
    }
}
