//! Exact counts of a bounded number of values. When there are too many, the rarest are forgotten.

use std::collections::BTreeMap;

use crate::Key;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    most: usize,
    of: BTreeMap<Key, u32>,
}

impl Counts {
    pub(crate) fn at_most(most: usize) -> Counts {
        Counts { most, of: BTreeMap::new() }
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
        self.of.iter().map(|(key, count)| (*key, *count))
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
