//! What a profile learns, keeps, forgets and takes back.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{Kind, LARGEST_BLOB, Lesson, Profile};
use crate::samples::{DAY, NOW};
use crate::{Key, Position, Signals, TokenEvidence};

const HOME: Signals = Signals {
    country: Some(Key::new(34)),
    owner: Some(Key::new(64_496)),
    network: Some(Key::new(1_000)),
    system: Some(Key::new(1)),
    browser: Some(Key::new(0x0007_0000)),
    version: Some(125),
    token: TokenEvidence::Known,
    position: Some(Position { north: 161, east: -15 }),
    ..Signals::at(NOW)
};

/// Somebody else's sign-in, from elsewhere with something else.
const STRANGER: Signals = Signals {
    country: Some(Key::new(47)),
    owner: Some(Key::new(64_511)),
    network: Some(Key::new(2_000)),
    system: Some(Key::new(2)),
    browser: Some(Key::new(0x0009_0000)),
    version: Some(99),
    token: TokenEvidence::Absent,
    position: Some(Position { north: 240, east: 40 }),
    ..Signals::at(NOW)
};

fn taught(visits: impl IntoIterator<Item = Signals>) -> Profile {
    visits.into_iter().fold(Profile::default(), |profile, visit| profile.learn(&visit).0)
}

#[test]
fn a_sign_in_counts_once_and_half_after_ninety_days() {
    let profile = taught([HOME]);
    let home = Key::new(34);
    assert_eq!(profile.sign_ins(), 1);
    assert_eq!(profile.at(NOW).total(), 1.0);
    assert_eq!(profile.at(NOW).count(Kind::Country, home), 1.0);
    assert_eq!(profile.at(NOW + 90 * DAY).count(Kind::Country, home), 0.5);
    assert!(!profile.at(NOW).has_seen(Kind::Country, Key::new(47)));
}

#[test]
fn a_network_is_new_only_where_its_owner_is_not() {
    let elsewhere = Signals { network: Some(Key::new(1_001)), ..HOME };
    let profile = taught([HOME, HOME, elsewhere, elsewhere, STRANGER]);
    let owner = HOME.owner_key().unwrap();
    assert_eq!(profile.at(NOW).count(Kind::NewNetwork, owner), 1.0);
    assert_eq!(profile.at(NOW).count(Kind::NewNetwork, STRANGER.owner_key().unwrap()), 0.0);
}

#[test]
fn this_was_not_me_takes_a_strangers_sign_in_back_without_a_trace() {
    let at = |days: i64, visit: Signals| Signals { at: NOW + days * DAY, ..visit };
    let before = taught([at(0, HOME), at(3, HOME)]);
    let (with, lesson) = before.learn(&at(40, STRANGER));
    let after = [60, 100].into_iter().fold(with, |profile, days| profile.learn(&at(days, HOME)).0);
    let without = taught([at(0, HOME), at(3, HOME), at(60, HOME), at(100, HOME)]);
    assert_eq!(after.unlearn(&lesson), without);
}

#[test]
fn taking_back_the_only_sign_in_leaves_nothing() {
    let (profile, lesson) = Profile::default().learn(&HOME);
    assert_eq!(profile.unlearn(&lesson), Profile::default());
    assert_eq!(Profile::default().unlearn(&lesson), Profile::default());
}

#[test]
fn the_thirteenth_country_displaces_the_rarest_and_taking_it_back_brings_that_home() {
    let from = |country| Signals { country: Some(Key::new(country)), ..HOME };
    let full = taught((0..12).flat_map(|country| [from(country); 2]).chain([from(0), from(1)]));
    let (crowded, lesson) = full.learn(&from(12));
    let seen =
        |profile: &Profile| (0..13).filter(|c| profile.at(NOW).has_seen(Kind::Country, Key::new(*c))).count();
    assert_eq!((seen(&full), seen(&crowded)), (12, 12));
    assert!(crowded.at(NOW).has_seen(Kind::Country, Key::new(12)), "a newcomer is learned");
    assert!(crowded.at(NOW).has_seen(Kind::Country, Key::new(0)), "and what is common stays");
    assert_eq!(crowded.unlearn(&lesson), full);
}

#[test]
fn a_profile_learned_while_the_clock_was_years_ahead_starts_anew() {
    let ahead = taught([Signals { at: NOW + 3_000 * DAY, ..HOME }]);
    let (right_again, _) = ahead.learn(&HOME);
    assert_eq!(right_again, taught([HOME]));
}

#[test]
fn the_hour_is_usual_where_the_sign_ins_were() {
    let nine = NOW - NOW.rem_euclid(DAY) + 9 * 3_600;
    let profile = taught((0..20).map(|day| Signals { at: nine + day * DAY, ..HOME }));
    let hours = profile.at(nine).hours();
    let likelihood = |clock: i64| hours.likelihood(super::hour(nine - 9 * 3_600 + clock * 3_600));
    assert!(likelihood(9) > 2.0 && likelihood(21) < 0.3, "{} {}", likelihood(9), likelihood(21));
    assert!(likelihood(8) > likelihood(5));
}

#[test]
fn every_stored_lesson_can_be_read_for_ever() {
    let (_, lesson) = taught([HOME]).learn(&STRANGER);
    let json = serde_json::to_string(&lesson).unwrap();
    assert_eq!(json, include_str!("fixtures/lesson_1.json").trim());
    assert_eq!(serde_json::from_str::<Lesson>(&json).unwrap(), lesson);
}

fn visits() -> impl Strategy<Value = Signals> {
    let key = |from: u32| (0..30_u32).prop_map(move |key| Some(Key::new(from + key * 0x1_0001)));
    let token =
        prop::sample::select(vec![TokenEvidence::Known, TokenEvidence::Absent, TokenEvidence::NothingToShow]);
    (0..1_500_i64, key(1), key(2), key(3), key(4), any::<u16>(), token).prop_map(
        |(hours, country, owner, network, browser, version, token)| Signals {
            at: NOW + hours * 3_600,
            country,
            owner,
            network,
            system: browser,
            browser,
            version: Some(version),
            token,
            ..Signals::at(0)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(3),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_was_learned_last_is_taken_back_to_the_last_bit(
        visits in prop::collection::vec(visits(), 1..60), last in visits(),
    ) {
        let before = taught(visits);
        // A sign-in in an earlier half-life than the landmark would begin anew; these are all within.
        let (after, lesson) = before.learn(&last);
        prop_assert_eq!(after.unlearn(&lesson), before);
    }

    #[test]
    fn a_profile_is_always_small_and_survives_being_stored(
        visits in prop::collection::vec(visits(), 0..200),
    ) {
        let profile = taught(visits);
        let bytes = profile.to_bytes();
        prop_assert!(bytes.len() <= LARGEST_BLOB && LARGEST_BLOB <= 1_024);
        prop_assert_eq!(Profile::from_bytes(&bytes).unwrap(), profile);
    }

    #[test]
    fn whatever_a_clock_does_learning_and_taking_back_does_no_harm(
        times in prop::collection::vec(any::<i64>(), 1..20),
    ) {
        let mut profile = Profile::default();
        for at in times {
            let (after, lesson) = profile.learn(&Signals { at, ..HOME });
            prop_assert!(after.sign_ins() >= 1);
            profile = after.unlearn(&lesson).learn(&Signals { at, ..HOME }).0;
            prop_assert!(profile.at(at.wrapping_add(DAY)).total().is_finite());
        }
    }
}
