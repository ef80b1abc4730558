//! What an account's history keeps, and what it forgets.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{COUNTRIES_KEPT, COUNTRY_DAYS, History};
use crate::samples::{DAY, NOW, country, usual_history, usual_visit};
use crate::{Day, Place, Visit};

const SINCE: i64 = COUNTRY_DAYS as i64;

fn visit_from(code: &str, at: i64) -> Visit {
    Visit { at, place: Place::Country(country(code)), ..usual_visit() }
}

#[test]
fn a_new_account_knows_nothing() {
    let history = History::default();
    assert!(history.is_empty());
    assert!(!history.knows(country("ES"), Day::of(NOW)));
    assert_eq!((history.first(), history.last()), (None, None));
}

#[test]
fn a_country_is_known_for_180_days_after_the_last_sign_in_from_it() {
    let history = History::default().learn(&visit_from("ES", NOW));
    assert!(history.knows(country("ES"), Day::of(NOW)));
    assert!(history.knows(country("ES"), Day::of(NOW + SINCE * DAY)));
    assert!(!history.knows(country("ES"), Day::of(NOW + (SINCE + 1) * DAY)));
    assert!(!history.knows(country("NA"), Day::of(NOW)));
}

#[test]
fn coming_back_renews_a_country_and_remembers_the_first_day() {
    let history = History::default().learn(&visit_from("ES", NOW)).learn(&visit_from("ES", NOW + 100 * DAY));
    assert!(history.knows(country("ES"), Day::of(NOW + 280 * DAY)));
    assert_eq!(history.countries().len(), 1);
    assert_eq!(history.countries()[0].first, Day::of(NOW));
    assert_eq!(history.sign_ins(), 2);
}

#[test]
fn a_place_without_a_country_counts_as_a_sign_in_and_teaches_no_country() {
    for place in [Place::NotConfigured, Place::Private, Place::Missing] {
        let history = History::default().learn(&Visit { place, ..usual_visit() });
        assert_eq!(history.sign_ins(), 1);
        assert_eq!(history.last(), Some(Day::of(NOW)));
        assert!(history.countries().is_empty());
    }
}

#[test]
fn the_country_not_seen_for_longest_gives_way() {
    let full = (0..12).zip("ABCDEFGHIJKL".chars()).fold(History::default(), |history, (day, letter)| {
        history.learn(&visit_from(&format!("A{letter}"), NOW + day * DAY))
    });
    assert_eq!(full.countries().len(), COUNTRIES_KEPT);
    let today = NOW + 20 * DAY;
    let again = full.learn(&visit_from("AA", today)).learn(&visit_from("NA", today));
    assert_eq!(again.countries().len(), COUNTRIES_KEPT);
    assert!(again.knows(country("NA"), Day::of(today)));
    assert!(again.knows(country("AA"), Day::of(today)), "seen again lately");
    assert!(!again.knows(country("AB"), Day::of(today)), "not seen for longest");
}

#[test]
fn a_country_learned_while_the_clock_was_years_ahead_is_forgotten_again() {
    let ahead = usual_history().learn(&visit_from("NO", NOW + 3_000 * DAY));
    assert!(!ahead.knows(country("NO"), Day::of(NOW)));
    assert!(ahead.learn(&usual_visit()).knows(country("ES"), Day::of(NOW)));
}

#[test]
fn every_stored_history_can_be_read_for_ever() {
    let stored = r#"{"sign_ins":1,"first":20710,"last":20710,"countries":[{"country":"ES","first":20710,"last":20710}]}"#;
    let history: History = serde_json::from_str(stored).unwrap();
    assert_eq!(history, usual_history());
    assert_eq!(serde_json::to_string(&history).unwrap(), stored);
    assert_eq!(serde_json::from_str::<History>("{}").unwrap(), History::default());
    let of_a_later_version = r#"{"sign_ins":1,"networks":["kept by a newer engine"]}"#;
    assert_eq!(serde_json::from_str::<History>(of_a_later_version).unwrap().sign_ins(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(2),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_history_stays_small_and_knows_the_country_it_learned_last(
        visits in prop::collection::vec(("[A-W][A-Z]", any::<i64>()), 1..60),
    ) {
        let mut history = History::default();
        for (code, at) in &visits {
            history = history.learn(&visit_from(code, *at));
            prop_assert!(history.knows(country(code), Day::of(*at)));
            prop_assert!(history.countries().len() <= COUNTRIES_KEPT);
        }
        let json = serde_json::to_string(&history).unwrap();
        prop_assert!(json.len() <= 1_200, "{} bytes", json.len());
        prop_assert_eq!(serde_json::from_str::<History>(&json).unwrap(), history);
    }
}
