//! Blobs of every version stay readable, and no bytes do harm.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{Profile, Unreadable};
use crate::samples::NOW;
use crate::{Formula, Key, Position, Signals, Statistics, TokenEvidence, score};

static NOBODY: LazyLock<Statistics> = LazyLock::new(Statistics::default);

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_version_1() -> Profile {
    let visit = Signals {
        country: Some(Key::new(34)),
        owner: Some(Key::new(64_496)),
        network: Some(Key::new(1_000)),
        browser: Some(Key::new(7)),
        version: Some(125),
        token: TokenEvidence::Absent,
        position: Some(Position { north: 161, east: -15 }),
        ..Signals::at(NOW)
    };
    Profile::default().learn(&visit).0
}

#[test]
fn a_blob_of_version_1_can_be_read_for_ever() {
    let stored = include_str!("../fixtures/profile_1.hex").trim();
    assert_eq!(hex(&of_version_1().to_bytes()), stored);
    assert_eq!(Profile::from_bytes(&of_version_1().to_bytes()), Ok(of_version_1()));
}

#[test]
fn no_bytes_are_an_empty_profile_and_a_newer_version_says_so() {
    assert_eq!(Profile::from_bytes(&[]), Ok(Profile::default()));
    assert_eq!(Profile::from_bytes(&[2, 0, 0]), Err(Unreadable::Newer(2)));
    assert_eq!(Profile::from_bytes(&[0]), Err(Unreadable::Broken));
}

#[test]
fn a_blob_cut_anywhere_or_with_something_behind_it_is_broken() {
    let bytes = of_version_1().to_bytes();
    for length in 1..bytes.len() {
        assert_eq!(Profile::from_bytes(&bytes[..length]), Err(Unreadable::Broken), "{length} bytes");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Profile::from_bytes(&longer), Err(Unreadable::Broken));
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(4),
        failure_persistence: None,
        cases: 2_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_read_without_harm_and_what_was_read_can_be_scored(
        rest in prop::collection::vec(any::<u8>(), 0..200), at: i64, changes in prop::collection::vec((0..110_usize, any::<u8>()), 0..4),
    ) {
        let _ = Profile::from_bytes(&[&[1], rest.as_slice()].concat());
        let mut bytes = of_version_1().to_bytes();
        for (place, byte) in changes {
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
        }
        if let Ok(profile) = Profile::from_bytes(&bytes) {
            let visit = Signals { country: Some(Key::new(34)), network: Some(Key::new(1)), ..Signals::at(at) };
            let score = score(&visit, &profile, &NOBODY, &Formula::default());
            prop_assert!(score.total().is_finite());
            prop_assert!(profile.learn(&visit).0.sign_ins() >= 1);
        }
    }
}
