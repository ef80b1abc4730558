//! The rules come first and the score only adds; a recent second step spares; a denial ends that.

use super::{Evidence, GRACE, Grounds, Passed, Policy, UnknownBrowser, decide};
use crate::samples::{NOW, country, usual_history, usual_visit};
use crate::{
    BrowserEvidence, Burst, Formula, History, Key, Place, Profile, Reason, RecentFailures, Score, Signals,
    Statistics, Threshold, Verdict, Visit, score,
};

const HOME: Option<Key> = Some(Key::new(34));

/// A score that holds this much against the visit, with failures or without.
fn risky(points: f64, failures: u32) -> Score {
    let visit = Signals { burst: Burst { failures, accounts: 0 }, ..Signals::at(NOW) };
    let mut score = score(&visit, &Profile::default(), &Statistics::default(), &Formula::default());
    score.points[0] = points - score.total();
    score
}

fn evidence<'a>(visit: &'a Visit, history: &'a History, points: f64) -> Evidence<'a> {
    let threshold = Threshold { score: 0.5, learned_from: 5_000 };
    Evidence { visit, history, country: HOME, score: risky(points, 0), threshold, passed: None }
}

fn verdict(evidence: &Evidence<'_>) -> Verdict {
    decide(evidence, &Policy::default()).verdict
}

#[test]
fn the_higher_above_the_threshold_the_more_is_asked() {
    let (visit, history) = (usual_visit(), usual_history());
    let at = |points| verdict(&evidence(&visit, &history, points));
    assert_eq!([at(-5.0), at(0.5)], [Verdict::Allow; 2]);
    assert_eq!([at(0.6), at(3.5)], [Verdict::Challenge; 2]);
    assert_eq!([at(3.6), at(99.0)], [Verdict::ChallengeStrong; 2]);
}

#[test]
fn a_low_score_takes_nothing_away_from_the_rules() {
    let history = usual_history();
    let places =
        [Place::Country(country("ES")), Place::Country(country("NO")), Place::Missing, Place::Private];
    let failures = RecentFailures { by_this_class: 3, denied_prompt: false };
    for place in places {
        for browser in [BrowserEvidence::Known, BrowserEvidence::Unknown] {
            for failures in [RecentFailures::default(), failures] {
                let visit = Visit { place, browser, failures, ..usual_visit() };
                let judged = decide(&evidence(&visit, &history, -30.0), &Policy::default());
                assert_eq!(judged.verdict, judged.rules.verdict);
                assert_eq!(judged.rules, crate::assess(&visit, &history));
            }
        }
    }
}

#[test]
fn refusing_needs_an_attack_under_way_and_an_unknown_browser() {
    let history = usual_history();
    let stranger = Visit { browser: BrowserEvidence::Unknown, ..usual_visit() };
    let calm = evidence(&stranger, &history, 20.0);
    assert_eq!(verdict(&calm), Verdict::ChallengeStrong);
    let attacked = Evidence { score: risky(20.0, 60), ..calm };
    assert_eq!(verdict(&attacked), Verdict::Refuse);
    let owner = usual_visit();
    assert_eq!(verdict(&Evidence { visit: &owner, ..attacked }), Verdict::ChallengeStrong);
}

#[test]
fn who_passed_within_twelve_hours_in_the_same_country_is_not_asked_again_by_the_score() {
    let (visit, history) = (usual_visit(), usual_history());
    let asked = evidence(&visit, &history, 2.0);
    let after =
        |seconds: i64, country| Evidence { passed: Some(Passed { at: NOW - seconds, country }), ..asked };
    assert_eq!(verdict(&asked), Verdict::Challenge);
    let judged = decide(&after(60, HOME), &Policy::default());
    assert_eq!((judged.verdict, judged.spared, judged.parts()), (Verdict::Allow, true, vec![]));
    assert_eq!(verdict(&after(GRACE - 1, HOME)), Verdict::Allow);
    assert_eq!(verdict(&after(GRACE, HOME)), Verdict::Challenge);
    assert_eq!(verdict(&after(-60, HOME)), Verdict::Challenge, "a clock is wrong");
    assert_eq!(verdict(&after(60, Some(Key::new(47)))), Verdict::Challenge);
    assert_eq!(verdict(&Evidence { score: risky(5.0, 0), ..after(60, HOME) }), Verdict::ChallengeStrong);
}

#[test]
fn a_denied_prompt_ends_the_grace() {
    let denied = RecentFailures { by_this_class: 0, denied_prompt: true };
    let (visit, history) = (Visit { failures: denied, ..usual_visit() }, usual_history());
    let passed = Some(Passed { at: NOW - 60, country: HOME });
    let judged = decide(&Evidence { passed, ..evidence(&visit, &history, 2.0) }, &Policy::default());
    assert_eq!((judged.verdict, judged.spared), (Verdict::Challenge, false));
}

#[test]
fn an_operator_may_leave_unknown_browsers_at_home_to_the_score_but_never_those_in_a_new_country() {
    let policy = Policy { unknown_browser: UnknownBrowser::NewCountry, ..Policy::default() };
    let history = usual_history();
    let asked = |place, history: &History, points| {
        let visit = Visit { browser: BrowserEvidence::Unknown, place, ..usual_visit() };
        decide(&evidence(&visit, history, points), &policy).verdict
    };
    let home = Place::Country(country("ES"));
    assert_eq!(asked(home, &history, -2.0), Verdict::Allow);
    assert_eq!(asked(home, &history, 2.0), Verdict::Challenge);
    assert_eq!(asked(Place::Country(country("NO")), &history, -30.0), Verdict::Challenge);
    for place in [Place::NotConfigured, Place::Private, Place::Missing] {
        assert_eq!(asked(place, &history, -30.0), Verdict::Challenge, "{place:?}");
    }
    assert_eq!(asked(home, &History::default(), -30.0), Verdict::Challenge, "the first sign-in");
}

#[test]
fn a_policy_with_impossible_numbers_or_unknown_keys_is_refused() {
    assert_eq!(Policy::default().checked(), Ok(Policy::default()));
    for budget in [-0.01, 1.01, f64::NAN] {
        assert!(Policy { budget, ..Policy::default() }.checked().is_err());
    }
    let wrong = Policy { refuse_above: 1.0, ..Policy::default() }.checked().unwrap_err();
    assert_eq!(wrong.to_string(), "`refuse_above` must be at least `strong_above` and at most 100 points");
    assert!(serde_json::from_str::<Policy>(r#"{"budgte": 0.02}"#).is_err());
    let stored: Policy =
        serde_json::from_str(r#"{"budget": 0.05, "unknown_browser": "new_country"}"#).unwrap();
    assert_eq!((stored.budget, stored.unknown_browser), (0.05, UnknownBrowser::NewCountry));
}

#[test]
fn the_grounds_as_stored_lead_to_the_same_decision_under_any_policy() {
    let history = usual_history();
    let policies = [
        Policy::default(),
        Policy { unknown_browser: UnknownBrowser::NewCountry, ..Policy::default() },
        Policy { strong_above: 0.5, refuse_above: 1.0, ..Policy::default() },
    ];
    for browser in [BrowserEvidence::Known, BrowserEvidence::Unknown] {
        for points in [-3.25, 0.625, 3.875, 9.0] {
            let visit = Visit { browser, ..usual_visit() };
            let at_hand = Evidence { score: risky(points, 60).rounded(), ..evidence(&visit, &history, 0.0) };
            let stored = serde_json::to_string(&Grounds::of(&at_hand)).unwrap();
            let read: Grounds = serde_json::from_str(&stored).unwrap();
            for policy in &policies {
                assert_eq!(read.decide(policy), decide(&at_hand, policy), "{stored}");
            }
        }
    }
}

#[test]
fn in_shadow_only_what_happened_to_the_account_counts() {
    let history = usual_history();
    let unusual =
        Visit { browser: BrowserEvidence::Unknown, place: Place::Country(country("ES")), ..usual_visit() };
    let grounds = Grounds::of(&evidence(&unusual, &history, 50.0));
    assert_eq!(grounds.decide(&Policy::default()).verdict, Verdict::ChallengeStrong);
    assert_eq!(grounds.in_shadow(), crate::Assessment::allow());
    let account = crate::AccountEvents { suspended: true, ..usual_visit().account };
    let suspended = Visit { account, ..unusual };
    let shadow = Grounds::of(&evidence(&suspended, &history, 50.0)).in_shadow();
    assert_eq!((shadow.verdict, shadow.reasons), (Verdict::ChallengeStrong, vec![Reason::Suspended]));
}

#[test]
fn a_score_that_asks_says_why_be_it_only_that_all_of_it_is_unusual() {
    let (visit, history) = (usual_visit(), usual_history());
    let spain = Some(country("ES"));
    let judged = decide(&evidence(&visit, &history, 2.0), &Policy::default());
    assert_eq!(judged.reasons(spain), [Reason::RarePlace { country: country("ES") }]);
    let mut faint = evidence(&visit, &history, 0.0);
    faint.score = Score::from(std::collections::BTreeMap::from([
        (crate::Factor::Hour, 0.6),
        (crate::Factor::Network, 0.6),
    ]));
    assert_eq!(decide(&faint, &Policy::default()).reasons(spain), [Reason::UnusualSignIn]);
    let abroad = Visit { place: Place::Country(country("NO")), ..visit };
    let judged = decide(&evidence(&abroad, &history, 2.0), &Policy::default());
    assert_eq!(judged.reasons(Some(country("NO"))), [Reason::NewPlace { country: country("NO") }]);
    let calm = decide(&evidence(&visit, &history, -2.0), &Policy::default());
    assert_eq!(calm.reasons(spain), []);
}

#[test]
fn a_policy_has_a_version_that_changes_with_each_of_its_numbers() {
    let default = Policy::default();
    let versions = [
        default,
        Policy { budget: 0.03, ..default },
        Policy { strong_above: 2.0, ..default },
        Policy { refuse_above: 7.0, ..default },
        Policy { unknown_browser: UnknownBrowser::NewCountry, ..default },
    ]
    .map(|policy| policy.version());
    let distinct: std::collections::BTreeSet<_> = versions.iter().collect();
    assert_eq!(distinct.len(), versions.len(), "{versions:?}");
    assert_eq!(default.version(), Policy::default().version());
}
