//! Statistics come back as they were, on another node too, and no bytes do harm.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::samples::NOW;
use crate::{Profile, Signals, TokenEvidence};

/// The sign-ins of some people, each from a network, an owner and a country of their own.
fn learned(people: std::ops::Range<u32>) -> Statistics {
    let mut statistics = Statistics::default();
    for person in people {
        let visit = Signals {
            country: Some(Key::new(person % 40)),
            owner: Some(Key::new(1_000 + person % 300)),
            network: Some(Key::new(100_000 + person)),
            system: Some(Key::new(person % 5)),
            browser: Some(Key::new(person % 7)),
            version: Some(125),
            token: if person % 3 == 0 { TokenEvidence::Absent } else { TokenEvidence::Known },
            ..Signals::at(NOW)
        };
        let (profile, _) = Profile::default().learn(&visit);
        let again = Signals { network: Some(Key::new(200_000 + person)), ..visit };
        for lesson in [Profile::default().learn(&visit).1, profile.learn(&again).1] {
            statistics.learn(&lesson);
        }
    }
    statistics
}

#[test]
fn statistics_come_back_as_they_were() {
    for statistics in [Statistics::default(), learned(0..1), learned(0..2_000)] {
        assert_eq!(Statistics::from_bytes(&statistics.to_bytes()), Ok(statistics));
    }
    assert_eq!(Statistics::from_bytes(&[]), Ok(Statistics::default()));
}

#[test]
fn nodes_that_exchange_bytes_know_what_one_node_would() {
    let (mut merged, there) = (learned(0..500), learned(500..900));
    merged.merge(&Statistics::from_bytes(&there.to_bytes()).unwrap());
    assert_eq!(merged, learned(0..900));
}

#[test]
fn a_small_site_takes_little_room() {
    let bytes = learned(0..10).to_bytes().len();
    assert!(bytes < 4_096, "{bytes} bytes for twenty sign-ins");
}

#[test]
fn bytes_cut_anywhere_with_something_behind_them_or_of_a_newer_engine_are_refused() {
    let bytes = learned(0..5).to_bytes();
    for length in 1..bytes.len() {
        assert_eq!(Statistics::from_bytes(&bytes[..length]), Err(Unreadable::Broken), "{length} bytes");
    }
    assert_eq!(Statistics::from_bytes(&[bytes.as_slice(), &[0]].concat()), Err(Unreadable::Broken));
    assert_eq!(Statistics::from_bytes(&[2, 0, 0]), Err(Unreadable::Newer(2)));
    let too_many = [&bytes[..21], &u32::MAX.to_le_bytes()].concat();
    assert_eq!(
        Statistics::from_bytes(&too_many),
        Err(Unreadable::Broken),
        "no room is made for what cannot be"
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(5),
        failure_persistence: None,
        cases: 500,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_read_without_harm(
        rest in prop::collection::vec(any::<u8>(), 0..200), changes in prop::collection::vec((0..400_usize, any::<u8>()), 0..4),
    ) {
        let _ = Statistics::from_bytes(&[&[1], rest.as_slice()].concat());
        let mut bytes = learned(0..3).to_bytes();
        for (place, byte) in changes {
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
        }
        if let Ok(read) = Statistics::from_bytes(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
        }
    }
}
