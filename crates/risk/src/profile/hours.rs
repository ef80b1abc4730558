//! The hours of the day at which an account signs in, as one vector on a circle: where it points is the
//! usual hour, how long it is says how usual. No list of times is kept.

use std::f64::consts::PI;

const SECONDS_PER_DAY: i64 = 86_400;

/// The sum of unit vectors, one for each sign-in, in whole numbers so that one can be taken away again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hours {
    pub(crate) across: i64,
    pub(crate) up: i64,
    /// The sum of what was counted.
    pub(crate) count: i64,
}

/// A unit vector's length.
const LENGTH: f64 = 127.0;

impl Hours {
    /// With one sign-in at this time of day (0 to 255, a 256th of a day each), counted so often.
    #[must_use]
    pub(crate) fn with(self, hour: u8, count: i64) -> Hours {
        let turn = 2.0 * PI * f64::from(hour) / 256.0;
        Hours {
            across: self.across.saturating_add(count.saturating_mul(whole(LENGTH * libm::cos(turn)))),
            up: self.up.saturating_add(count.saturating_mul(whole(LENGTH * libm::sin(turn)))),
            count: self.count.saturating_add(count),
        }
    }

    pub(crate) fn faded(self, halvings: u32) -> Hours {
        // A shift rounds downwards also below zero, so that what was learned lately can still be taken back.
        let fade = |sum: i64| sum >> halvings.min(63);
        Hours { across: fade(self.across), up: fade(self.up), count: fade(self.count) }
    }

    /// How much likelier this hour is than a random one, by a von Mises distribution around the usual
    /// hour over a floor of one fifth.
    pub(crate) fn likelihood(self, hour: u8) -> f64 {
        let (across, up) = (exact(self.across), exact(self.up));
        let length =
            (libm::sqrt(across * across + up * up) / (LENGTH * exact(self.count).max(1.0))).min(0.999);
        let narrow = (length * (2.0 - length * length) / (1.0 - length * length)).min(4.0);
        let turn = 2.0 * PI * f64::from(hour) / 256.0 - libm::atan2(up, across);
        0.2 + 0.8 * libm::exp(narrow * libm::cos(turn)) / bessel(narrow)
    }
}

/// The time of day, in 256ths.
pub(crate) fn hour(at: i64) -> u8 {
    u8::try_from(at.rem_euclid(SECONDS_PER_DAY) * 256 / SECONDS_PER_DAY).unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, reason = "at most 127 in size")]
fn whole(value: f64) -> i64 {
    libm::round(value) as i64
}

#[expect(clippy::cast_precision_loss, reason = "a sum's low bits do not matter for an angle")]
fn exact(sum: i64) -> f64 {
    sum as f64
}

/// The modified Bessel function of the first kind and order 0, for 0 to 4, by its series.
fn bessel(x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..20_u8 {
        let half = x / (2.0 * f64::from(k));
        term *= half * half;
        sum += term;
    }
    sum
}
