//! Scores come back as they were, on another node too, and no bytes do harm.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::AccountClass;
use crate::samples::NOW;

const WEEK: i64 = 7 * 24 * 60 * 60;

/// Scores of a number of weeks, all a little different.
fn counted(weeks: std::ops::Range<i64>) -> ScoreCounts {
    let mut counts = ScoreCounts::default();
    for week in weeks {
        for (class, score) in AccountClass::ALL.into_iter().zip([-3.5, 0.25, 4.0]) {
            for step in 0..20 {
                counts.learn(class, NOW + week * WEEK, score + f64::from(step) / 7.0);
            }
        }
    }
    counts
}

#[test]
fn scores_come_back_as_they_were() {
    for counts in [ScoreCounts::default(), counted(0..1), counted(0..13), counted(0..30)] {
        assert_eq!(ScoreCounts::from_bytes(&counts.to_bytes()), Ok(counts));
    }
    assert_eq!(ScoreCounts::from_bytes(&[]), Ok(ScoreCounts::default()));
}

#[test]
fn nodes_that_exchange_bytes_know_what_one_node_would() {
    let mut merged = counted(0..4);
    merged.merge(&ScoreCounts::from_bytes(&counted(4..9).to_bytes()).unwrap());
    assert_eq!(merged, counted(0..9));
}

#[test]
fn bytes_cut_anywhere_with_something_behind_them_or_of_a_newer_engine_are_refused() {
    let bytes = counted(0..2).to_bytes();
    for length in 1..bytes.len() {
        assert_eq!(ScoreCounts::from_bytes(&bytes[..length]), Err(Unreadable::Broken), "{length} bytes");
    }
    assert_eq!(ScoreCounts::from_bytes(&[bytes.as_slice(), &[0]].concat()), Err(Unreadable::Broken));
    assert_eq!(ScoreCounts::from_bytes(&[2]), Err(Unreadable::Newer(2)));
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        cases: 500,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_read_without_harm(
        at: i64, changes in prop::collection::vec((0..900_usize, any::<u8>()), 0..4),
    ) {
        let mut bytes = counted(0..2).to_bytes();
        for (place, byte) in changes {
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
        }
        if let Ok(mut read) = ScoreCounts::from_bytes(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
            read.learn(AccountClass::Old, at, 1.0);
            read.merge(&counted(0..1));
            for class in AccountClass::ALL {
                prop_assert!(read.threshold(class, 0.02).score.is_finite());
            }
        }
    }
}
