//! The rules as stories, and the promise that a further sign of danger never lowers what is asked.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{Assessment, RECENT_RECOVERY, Verdict, assess};
use crate::samples::{DAY, HOUR, NOW, country, usual_history, usual_visit};
use crate::{
    AccountEvents, BrowserEvidence, CoarseReason, History, Lapse, Place, Reason, RecentFailures, Visit,
};

const NORWAY: &str = "NO";

fn asked(visit: &Visit) -> (Verdict, Vec<Reason>) {
    let Assessment { verdict, reasons } = assess(visit, &usual_history());
    (verdict, reasons)
}

fn from(code: &str) -> Place {
    Place::Country(country(code))
}

#[test]
fn the_owner_at_home_on_her_own_browser_is_let_in() {
    assert_eq!(asked(&usual_visit()), (Verdict::Allow, vec![]));
}

#[test]
fn an_unknown_browser_is_asked() {
    let visit = Visit { browser: BrowserEvidence::Unknown, ..usual_visit() };
    assert_eq!(asked(&visit), (Verdict::Challenge, vec![Reason::NewBrowser]));
}

#[test]
fn a_new_country_is_asked_even_on_a_known_browser() {
    let visit = Visit { place: from(NORWAY), ..usual_visit() };
    let new_place = Reason::NewPlace { country: country(NORWAY) };
    assert_eq!(asked(&visit), (Verdict::Challenge, vec![new_place]));
    let abroad = Visit { browser: BrowserEvidence::Unknown, ..visit };
    assert_eq!(asked(&abroad), (Verdict::Challenge, vec![Reason::NewBrowser, new_place]));
}

#[test]
fn a_country_not_seen_for_half_a_year_is_new_again() {
    let visit = Visit { at: NOW + 200 * DAY, ..usual_visit() };
    assert_eq!(asked(&visit).1, [Reason::NewPlace { country: country("ES") }]);
}

#[test]
fn broken_location_data_asks_even_on_a_known_browser() {
    let visit = Visit { place: Place::Missing, ..usual_visit() };
    assert_eq!(asked(&visit), (Verdict::Challenge, vec![Reason::PlaceMissing]));
}

#[test]
fn without_location_data_or_inside_the_house_the_place_says_nothing() {
    for place in [Place::NotConfigured, Place::Private] {
        assert_eq!(asked(&Visit { place, ..usual_visit() }), (Verdict::Allow, vec![]));
    }
}

#[test]
fn the_first_sign_in_ever_is_asked_for_its_new_browser_and_not_for_its_place() {
    let visit = Visit { browser: BrowserEvidence::Unknown, ..usual_visit() };
    let first = assess(&visit, &History::default());
    assert_eq!(first, Assessment::allow().require(Verdict::Challenge, Reason::NewBrowser));
}

#[test]
fn a_known_browser_whose_history_was_lost_is_asked() {
    let assessment = assess(&usual_visit(), &History::default());
    assert_eq!(assessment.reasons, [Reason::NewPlace { country: country("ES") }]);
}

#[test]
fn three_failures_of_its_own_are_held_against_a_browser() {
    let after = |browser, by_this_class| {
        let failures = RecentFailures { by_this_class, denied_prompt: false };
        asked(&Visit { browser, failures, ..usual_visit() }).0
    };
    assert_eq!(after(BrowserEvidence::Known, 2), Verdict::Allow);
    assert_eq!(after(BrowserEvidence::Known, 3), Verdict::Challenge);
    assert_eq!(after(BrowserEvidence::Known, u32::MAX), Verdict::Challenge);
    assert_eq!(after(BrowserEvidence::Unknown, 2), Verdict::Challenge);
    assert_eq!(after(BrowserEvidence::Unknown, 3), Verdict::ChallengeStrong);
}

#[test]
fn a_recovery_is_suspect_for_72_hours() {
    let after = |seconds: i64| {
        let account =
            AccountEvents { recovered_at: Some(NOW.saturating_sub(seconds)), ..AccountEvents::default() };
        let visit = Visit { browser: BrowserEvidence::Unknown, account, ..usual_visit() };
        asked(&visit).0
    };
    assert_eq!(after(0), Verdict::ChallengeStrong);
    assert_eq!(after(RECENT_RECOVERY - 1), Verdict::ChallengeStrong);
    assert_eq!(after(RECENT_RECOVERY), Verdict::Challenge);
    assert_eq!(after(-HOUR), Verdict::ChallengeStrong, "the clock is wrong");
    assert_eq!(after(i64::MAX), Verdict::Challenge);
}

#[test]
fn a_copied_browser_token_is_asked_strongly() {
    let browser = BrowserEvidence::NoLongerKnown(Lapse::TokenReused);
    let visit = Visit { browser, ..usual_visit() };
    assert_eq!(asked(&visit), (Verdict::ChallengeStrong, vec![Reason::BrowserTokenReused]));
}

#[test]
fn a_browser_that_guessed_too_often_is_asked_strongly() {
    let browser = BrowserEvidence::NoLongerKnown(Lapse::TooManyFailures);
    let failures = RecentFailures { by_this_class: 10, denied_prompt: false };
    let visit = Visit { browser, failures, ..usual_visit() };
    assert_eq!(asked(&visit), (Verdict::ChallengeStrong, vec![Reason::RecentFailures]));
}

#[test]
fn a_suspended_account_is_asked_strongly_on_every_browser() {
    let account = AccountEvents { suspended: true, ..AccountEvents::default() };
    let visit = Visit { account, ..usual_visit() };
    assert_eq!(asked(&visit), (Verdict::ChallengeStrong, vec![Reason::Suspended]));
}

#[test]
fn reasons_that_are_not_risk_join_in_without_lowering_what_is_asked() {
    let strong = Assessment::allow().require(Verdict::ChallengeStrong, Reason::Suspended);
    let both = strong.require(Verdict::Challenge, Reason::EverySignIn);
    assert_eq!(both.verdict, Verdict::ChallengeStrong);
    assert_eq!(both.reasons, [Reason::Suspended, Reason::EverySignIn]);
    let again = both.clone().require(Verdict::Challenge, Reason::EverySignIn);
    assert_eq!(again, both, "one reason is told once");
}

#[test]
fn before_the_second_step_each_coarse_reason_is_told_once() {
    let account = AccountEvents {
        suspended: true,
        password_just_reset: true,
        recovered_at: Some(NOW),
        ..AccountEvents::default()
    };
    let visit = Visit { browser: BrowserEvidence::Unknown, account, ..usual_visit() };
    let told = assess(&visit, &usual_history()).coarse_reasons();
    assert_eq!(told, [CoarseReason::NewBrowser, CoarseReason::SecurityEvent]);
}

#[test]
fn a_stored_assessment_can_be_read_for_ever() {
    let stored = r#"{"verdict":"challenge_strong","reasons":[{"code":"new_browser"},{"code":"new_place","country":"NA"}]}"#;
    let assessment: Assessment = serde_json::from_str(stored).unwrap();
    assert_eq!(assessment.verdict, Verdict::ChallengeStrong);
    assert_eq!(serde_json::to_string(&assessment).unwrap(), stored);
}

#[test]
fn a_stored_visit_can_be_read_for_ever() {
    let stored = concat!(
        r#"{"at":1790000000,"browser":{"no_longer_known":"token_reused"},"place":{"country":"ES"},"#,
        r#""user_agent":{"browser":"firefox","major":125,"os":"windows","device":"desktop"},"#,
        r#""failures":{"by_this_class":0,"denied_prompt":false},"#,
        r#""account":{"recovered_at":null,"password_just_reset":false,"suspended":false}}"#,
    );
    let visit: Visit = serde_json::from_str(stored).unwrap();
    let browser = BrowserEvidence::NoLongerKnown(Lapse::TokenReused);
    assert_eq!(visit, Visit { browser, ..usual_visit() });
    assert_eq!(serde_json::to_string(&visit).unwrap(), stored);
}

/// Any visit, with or without signs of danger.
fn visits() -> impl Strategy<Value = Visit> {
    let browser = prop_oneof![
        Just(BrowserEvidence::Known),
        Just(BrowserEvidence::Unknown),
        Just(BrowserEvidence::NoLongerKnown(Lapse::TokenReused)),
        Just(BrowserEvidence::NoLongerKnown(Lapse::TooManyFailures)),
    ];
    let place = prop_oneof![
        Just(from("ES")),
        Just(from(NORWAY)),
        Just(Place::NotConfigured),
        Just(Place::Private),
        Just(Place::Missing),
    ];
    let recovered_at = prop::option::of(NOW - 100 * HOUR..=NOW);
    let events = (recovered_at, any::<bool>(), any::<bool>());
    (browser, place, 0..6_u32, any::<bool>(), events).prop_map(
        |(browser, place, by_this_class, denied_prompt, (recovered_at, password_just_reset, suspended))| {
            Visit {
                browser,
                place,
                failures: RecentFailures { by_this_class, denied_prompt },
                account: AccountEvents {
                    recovered_at,
                    password_just_reset,
                    suspended,
                    ..AccountEvents::default()
                },
                ..usual_visit()
            }
        },
    )
}

fn histories() -> impl Strategy<Value = History> {
    prop_oneof![Just(History::default()), Just(usual_history())]
}

/// The visit once with each single sign of danger added to it.
fn with_one_more_sign(visit: &Visit) -> Vec<Visit> {
    let with = |change: &dyn Fn(&mut Visit)| {
        let mut riskier = visit.clone();
        change(&mut riskier);
        riskier
    };
    let mut riskier = vec![
        with(&|v| v.browser = BrowserEvidence::NoLongerKnown(Lapse::TokenReused)),
        with(&|v| v.failures.by_this_class += 1),
        with(&|v| v.failures.denied_prompt = true),
        with(&|v| v.account.recovered_at = Some(NOW)),
        with(&|v| v.account.password_just_reset = true),
        with(&|v| v.account.suspended = true),
        with(&|v| v.place = Place::Missing),
    ];
    if visit.browser.is_known() {
        riskier.push(with(&|v| v.browser = BrowserEvidence::Unknown));
    }
    if visit.place != Place::Missing {
        riskier.push(with(&|v| v.place = from(NORWAY)));
    }
    riskier
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        rng_seed: RngSeed::Fixed(3),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn one_more_sign_of_danger_never_lowers_what_is_asked(visit in visits(), history in histories()) {
        let before = assess(&visit, &history).verdict;
        for riskier in with_one_more_sign(&visit) {
            prop_assert!(assess(&riskier, &history).verdict >= before, "{:?}", riskier);
        }
    }

    #[test]
    fn more_history_of_the_same_kind_never_raises_what_is_asked(visit in visits()) {
        let learned = History::default().learn(&visit);
        prop_assert!(assess(&visit, &learned).verdict <= assess(&visit, &History::default()).verdict);
    }

    #[test]
    fn whatever_is_asked_has_a_reason_and_no_reason_comes_twice(visit in visits(), history in histories()) {
        let Assessment { verdict, reasons } = assess(&visit, &history);
        prop_assert_eq!(reasons.is_empty(), verdict == Verdict::Allow);
        for (at, reason) in reasons.iter().enumerate() {
            prop_assert!(!reasons[..at].contains(reason));
        }
    }

    #[test]
    fn nobody_is_refused_by_these_rules(visit in visits(), history in histories()) {
        prop_assert!(assess(&visit, &history).verdict < Verdict::Refuse);
    }
}
