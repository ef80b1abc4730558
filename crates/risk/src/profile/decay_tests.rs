//! Ninety days halve a count, whole numbers only.

use super::{HALF_LIFE_DAYS, added, faded, moves, period, worth};

const DAY: i64 = 20_700;

#[test]
fn a_sign_in_counts_half_after_ninety_days_and_a_quarter_after_180() {
    let landmark = period(DAY);
    let count = f64::from(added(DAY, landmark));
    assert_eq!(count / worth(DAY, landmark), 1.0);
    assert_eq!(count / worth(DAY + HALF_LIFE_DAYS, landmark), 0.5);
    assert_eq!(count / worth(DAY + 2 * HALF_LIFE_DAYS, landmark), 0.25);
    let after_45 = count / worth(DAY + 45, landmark);
    assert!((after_45 - 0.5_f64.sqrt()).abs() < 1e-3, "{after_45}");
}

#[test]
fn each_day_counts_a_little_more_than_the_day_before() {
    let landmark = period(DAY);
    for day in (landmark + 1) * HALF_LIFE_DAYS..(landmark + 4) * HALF_LIFE_DAYS {
        let (before, after) = (added(day - 1, landmark), added(day, landmark));
        let ratio = f64::from(after) / f64::from(before);
        assert!(ratio > 1.006 && ratio < 1.0095, "{ratio} on {day}");
    }
}

#[test]
fn the_landmark_follows_and_what_was_learned_since_stays_exact() {
    let old = period(DAY);
    let later = DAY + 5 * HALF_LIFE_DAYS;
    let moved = moves(later, old);
    assert_eq!(moved, 1);
    // A sign-in of the day of the old landmark's second period counts the same seen from both.
    let day = DAY + HALF_LIFE_DAYS;
    assert_eq!(faded(added(day, old), moved), added(day, old + 1));
    assert_eq!(added(DAY - HALF_LIFE_DAYS, old), 0, "faded before it came");
}

#[test]
fn impossible_days_do_no_harm() {
    for day in [i64::MIN / 2, -1, 0, i64::MAX / 2] {
        assert!(added(day, period(day)) >= 1_024);
        assert!(worth(day, 230).is_finite());
        assert!(moves(day, 230) <= 64);
    }
    assert_eq!(faded(u32::MAX, 64), 0);
}
