//! How counts fade: every 90 days half of a count is gone. Counted forwards: a later sign-in adds more,
//! nothing already counted changes, so that a sign-in can be taken back to the last bit, and two counts
//! keep their order for ever. No floating point where something is stored.

/// After so many days a sign-in counts half.
pub const HALF_LIFE_DAYS: i64 = 90;

/// What a sign-in on the first day of a half-life adds; on its last day it is nearly twice that.
const UNIT: u32 = 1 << 10;

/// How far, in half-lives, the landmark stays behind the latest sign-in: late rows count too. Whatever was learned since the
/// landmark (270 days at least) can be taken back exactly; what is older loses its last bits.
const REACH: i64 = 4;

/// The half-life period of a day, counted from 1970.
pub(crate) const fn period(day: i64) -> i64 {
    day.div_euclid(HALF_LIFE_DAYS)
}

/// `UNIT * 2^(i/90)` for each day of a half-life, rounded.
#[expect(clippy::cast_possible_truncation, reason = "each is below 2 * UNIT")]
const WITHIN: [u32; 90] = {
    // 2^(1/90) with 32 binary places.
    const STEP: u128 = 4_328_173_274;
    let mut table = [0; 90];
    let mut exact: u128 = (UNIT as u128) << 32;
    let mut day = 0;
    while day < 90 {
        table[day] = ((exact + (1 << 31)) >> 32) as u32;
        exact = (exact * STEP) >> 32;
        day += 1;
    }
    table
};

fn within(day: i64) -> u32 {
    let at = usize::try_from(day.rem_euclid(HALF_LIFE_DAYS)).unwrap_or_default();
    WITHIN.get(at).copied().unwrap_or(UNIT)
}

/// What a sign-in of this day adds to a count, where the landmark is the beginning of that period.
/// Nothing if the day lies before the landmark: it has faded before it came.
pub(crate) fn added(day: i64, landmark: i64) -> u32 {
    match period(day) - landmark {
        // Landmarks follow the latest sign-in, so more than REACH is a caller's error and saturates.
        periods @ 0.. => within(day) << periods.min(REACH + 1),
        _ => 0,
    }
}

/// What one sign-in of this day is worth in the counts of that landmark, as a divisor.
pub(crate) fn worth(day: i64, landmark: i64) -> f64 {
    let periods = i32::try_from((period(day) - landmark).clamp(-64, 1_000)).unwrap_or_default();
    libm::ldexp(f64::from(within(day)), periods)
}

/// Where the landmark belongs when a sign-in of this day is the latest.
pub(crate) fn landmark(day: i64) -> i64 {
    (period(day) - REACH).max(0)
}

/// By how many periods the landmark moves when a sign-in of this day is learned.
pub(crate) fn moves(day: i64, before: i64) -> u32 {
    u32::try_from((landmark(day) - before).clamp(0, 64)).unwrap_or_default()
}

/// A count after the landmark has moved.
pub(crate) fn faded(count: u32, moved: u32) -> u32 {
    count.checked_shr(moved).unwrap_or(0)
}

#[cfg(test)]
#[path = "decay_tests.rs"]
mod tests;
