//! One level of a profile: what the account's sign-ins showed, counted, at most twelve of each kind.
//! What a count means is not here.

use serde::{Deserialize, Serialize};

use crate::Key;
use crate::profile::decay;

/// So many different values are kept at each level; the rarest gives way.
pub const KEPT_PER_LEVEL: usize = 12;

/// One value and its faded count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) key: Key,
    pub(crate) count: u32,
}

/// The values of one level, in the order of their keys. In place and not in a `Vec`: a profile is read and written at every
/// sign-in, and asking for memory seven times would cost more than all else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    kept: [Seen; KEPT_PER_LEVEL],
    length: usize,
}

const NOTHING: Seen = Seen { key: Key::new(0), count: 0 };

impl Default for Level {
    fn default() -> Level {
        Level { kept: [NOTHING; KEPT_PER_LEVEL], length: 0 }
    }
}

impl PartialEq for Level {
    fn eq(&self, other: &Level) -> bool {
        self.seen() == other.seen()
    }
}

impl Eq for Level {}

impl Level {
    pub(crate) fn seen(&self) -> &[Seen] {
        self.kept.get(..self.length).unwrap_or_default()
    }

    fn seen_mut(&mut self) -> &mut [Seen] {
        self.kept.get_mut(..self.length).unwrap_or_default()
    }

    fn find(&self, key: Key) -> Result<usize, usize> {
        self.seen().binary_search_by_key(&key, |seen| seen.key)
    }

    /// Puts a value where it belongs; there must be room.
    fn insert(&mut self, at: usize, seen: Seen) {
        if let Some(behind) = self.kept.get_mut(at..=self.length) {
            behind.rotate_right(1);
            self.kept[at] = seen;
            self.length += 1;
        }
    }

    fn remove(&mut self, at: usize) {
        if let Some(behind) = self.kept.get_mut(at..self.length) {
            behind.rotate_left(1);
            self.length -= 1;
        }
    }

    /// Forgets values that count nothing any more.
    fn tidy(&mut self) {
        let mut length = 0;
        for at in 0..self.length {
            let seen = self.kept[at];
            if seen.count > 0 {
                self.kept[length] = seen;
                length += 1;
            }
        }
        self.length = length;
    }

    /// The count of this value; nothing if it was not seen.
    pub(crate) fn count(&self, key: Key) -> u32 {
        self.seen().iter().find(|seen| seen.key == key).map_or(0, |seen| seen.count)
    }

    /// Counts one more and says which value gave way, if one had to.
    pub(crate) fn add(&mut self, key: Key, count: u32) -> Option<Seen> {
        let at = match self.find(key) {
            Ok(at) => {
                if let Some(seen) = self.kept.get_mut(at) {
                    seen.count = seen.count.saturating_add(count);
                }
                return None;
            }
            Err(at) => at,
        };
        if self.length < KEPT_PER_LEVEL {
            self.insert(at, Seen { key, count });
            return None;
        }
        // The newcomer itself never gives way, or a full level could learn nothing new.
        let (rarest, lost) = self.seen().iter().copied().enumerate().min_by_key(|(_, seen)| seen.count)?;
        self.remove(rarest);
        self.insert(if rarest < at { at - 1 } else { at }, Seen { key, count });
        Some(lost)
    }

    /// Takes so much of a count away; a value without a count is gone.
    pub(crate) fn take(&mut self, key: Key, count: u32) {
        if let Ok(at) = self.find(key)
            && let Some(seen) = self.kept.get_mut(at)
        {
            seen.count = seen.count.saturating_sub(count);
        }
        self.tidy();
    }

    /// Puts back a value that gave way, if there is room for it.
    pub(crate) fn put_back(&mut self, lost: Seen) {
        if lost.count > 0 && (self.length < KEPT_PER_LEVEL || self.count(lost.key) > 0) {
            self.add(lost.key, lost.count);
        }
    }

    /// Fades every count by so many half-lives; what has faded away is gone.
    pub(crate) fn fade(&mut self, halvings: u32) {
        for seen in self.seen_mut() {
            seen.count = decay::faded(seen.count, halvings);
        }
        self.tidy();
    }

    /// The next value of a level as it was stored; nothing if it could not have been stored so.
    pub(crate) fn restore(&mut self, seen: Seen) -> Option<()> {
        let in_order = self.seen().last().is_none_or(|last| last.key < seen.key);
        let sound = in_order && seen.count > 0 && self.length < KEPT_PER_LEVEL;
        sound.then(|| self.insert(self.length, seen))
    }
}
