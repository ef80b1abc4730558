//! Moments and spans in whole seconds. There is no clock here: `now` is always an argument.

use serde::{Deserialize, Serialize};

/// A moment, in seconds since 1970-01-01 00:00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

/// One minute, in seconds.
pub const MINUTE: i64 = 60;
/// One hour, in seconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day, in seconds.
pub const DAY: i64 = 24 * HOUR;

impl Time {
    /// The moment `seconds` later (or earlier, when negative); saturates at the ends of time.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this moment; negative if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Seconds left until this moment, never below zero.
    #[must_use]
    pub fn left(self, now: Self) -> i64 {
        self.since(now).max(0)
    }
}
