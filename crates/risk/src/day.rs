//! Whole days, the grain in which a history remembers. No calendar and no time zones: a day is
//! 86,400 seconds of Unix time.

use serde::{Deserialize, Serialize};

const SECONDS_PER_DAY: i64 = 86_400;

/// A day, counted from 1970-01-01 (UTC). Coarse on purpose: a history keeps no times of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(i64);

impl Day {
    /// The day that holds this instant, given in Unix seconds.
    pub const fn of(unix_seconds: i64) -> Day {
        Day(unix_seconds.div_euclid(SECONDS_PER_DAY))
    }

    /// How many days lie between the two, whichever comes first.
    pub const fn distance(self, other: Day) -> u64 {
        self.0.abs_diff(other.0)
    }

    /// The day's number, from 1970.
    pub(crate) const fn number(self) -> i64 {
        self.0
    }
}
