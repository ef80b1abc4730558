//! What one completed sign-in taught a profile, kept beside that sign-in so that "this wasn't me" can
//! take exactly this back. Holds keyed hashes only.

use serde::{Deserialize, Serialize};

use super::level::Seen;
use super::{Kind, LastPlace, Profile, decay, hours};
use crate::{Key, Signals, TokenEvidence};

/// What one sign-in taught.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    at: i64,
    day: i64,
    landmark: i64,
    hour: u8,
    showed: TokenEvidence,
    keys: [Option<Key>; Kind::COUNT],
    /// The network owner, if the account had signed in from it before.
    returned_to: Option<Key>,
    /// What gave way to it.
    displaced: [Option<Seen>; Kind::COUNT],
    /// Where the account was before, if the sign-in told a place.
    previous: Option<LastPlace>,
}

impl Lesson {
    pub(super) fn of(visit: &Signals, day: i64, before: &Profile) -> Lesson {
        let owner = visit.owner_key();
        // A first network of an owner is no news about how often this owner's networks change.
        let is_new = |network| before.level(Kind::Network).count(network) == 0;
        let known_owner = owner.filter(|owner| before.level(Kind::Owner).count(*owner) > 0);
        Lesson {
            at: visit.at,
            day,
            landmark: before.landmark,
            hour: hours::hour(visit.at),
            showed: visit.token,
            keys: [
                visit.country,
                owner,
                visit.network,
                visit.system,
                visit.browser_key(),
                visit.version_key(),
                known_owner.filter(|_| visit.network.is_some_and(is_new)),
            ],
            returned_to: known_owner,
            displaced: [None; Kind::COUNT],
            previous: before.last,
        }
    }

    pub(super) fn with_displaced(self, displaced: [Option<Seen>; Kind::COUNT]) -> Lesson {
        Lesson { displaced, ..self }
    }

    pub(super) fn landmark(&self) -> i64 {
        self.landmark
    }

    pub(super) fn count(&self, landmark: i64) -> u32 {
        decay::added(self.day, landmark)
    }

    pub(crate) fn returned_to(&self) -> Option<Key> {
        self.returned_to
    }

    /// When the sign-in was, in Unix seconds.
    pub fn at(&self) -> i64 {
        self.at
    }

    /// What it showed of this kind.
    pub(crate) fn key(&self, kind: Kind) -> Option<Key> {
        self.keys[kind as usize]
    }

    pub(crate) fn showed(&self) -> TokenEvidence {
        self.showed
    }

    pub(super) fn hour(&self) -> u8 {
        self.hour
    }

    pub(super) fn keys(&self) -> &[Option<Key>; Kind::COUNT] {
        &self.keys
    }

    /// What gave way, as it has faded by this landmark.
    pub(super) fn displaced(&self, landmark: i64) -> [Option<Seen>; Kind::COUNT] {
        let moved = u32::try_from(landmark.saturating_sub(self.landmark)).unwrap_or_default();
        self.displaced.map(|lost| lost.map(|seen| Seen { count: decay::faded(seen.count, moved), ..seen }))
    }

    pub(super) fn is_of(&self, last: LastPlace) -> bool {
        last.at == self.at
    }

    pub(super) fn previous(&self) -> Option<LastPlace> {
        self.previous
    }
}
