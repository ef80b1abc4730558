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

/// The values of one level, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Level {
    seen: Vec<Seen>,
}

impl Level {
    pub(crate) fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// The count of this value; nothing if it was not seen.
    pub(crate) fn count(&self, key: Key) -> u32 {
        self.seen.iter().find(|seen| seen.key == key).map_or(0, |seen| seen.count)
    }

    /// Counts one more and says which value gave way, if one had to.
    pub(crate) fn add(&mut self, key: Key, count: u32) -> Option<Seen> {
        let at = match self.seen.binary_search_by_key(&key, |seen| seen.key) {
            Ok(at) => {
                if let Some(seen) = self.seen.get_mut(at) {
                    seen.count = seen.count.saturating_add(count);
                }
                return None;
            }
            Err(at) => at,
        };
        self.seen.insert(at, Seen { key, count });
        if self.seen.len() <= KEPT_PER_LEVEL {
            return None;
        }
        // The newcomer itself never gives way, or a full level could learn nothing new.
        let rarest =
            self.seen.iter().filter(|seen| seen.key != key).min_by_key(|seen| seen.count).copied()?;
        self.seen.retain(|seen| seen.key != rarest.key);
        Some(rarest)
    }

    /// Takes so much of a count away; a value without a count is gone.
    pub(crate) fn take(&mut self, key: Key, count: u32) {
        if let Ok(at) = self.seen.binary_search_by_key(&key, |seen| seen.key)
            && let Some(seen) = self.seen.get_mut(at)
        {
            seen.count = seen.count.saturating_sub(count);
        }
        self.seen.retain(|seen| seen.count > 0);
    }

    /// Puts back a value that gave way, if there is room for it.
    pub(crate) fn put_back(&mut self, lost: Seen) {
        if lost.count > 0 && (self.seen.len() < KEPT_PER_LEVEL || self.count(lost.key) > 0) {
            self.add(lost.key, lost.count);
        }
    }

    /// Fades every count by so many half-lives; what has faded away is gone.
    pub(crate) fn fade(&mut self, halvings: u32) {
        for seen in &mut self.seen {
            seen.count = decay::faded(seen.count, halvings);
        }
        self.seen.retain(|seen| seen.count > 0);
    }

    /// A level as it was stored; nothing if it could not have been stored so.
    pub(crate) fn restored(seen: Vec<Seen>) -> Option<Level> {
        let ordered = seen.windows(2).all(|pair| matches!(pair, [a, b] if a.key < b.key));
        let sound = seen.len() <= KEPT_PER_LEVEL && ordered && seen.iter().all(|seen| seen.count > 0);
        sound.then_some(Level { seen })
    }
}
