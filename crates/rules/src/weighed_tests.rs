//! What is asked for a score, what is kept of how it was judged, and what a completed sign-in teaches.

use std::collections::BTreeMap;

use risk::{CountryCode, Factor, Place, Policy, Reason, Score, Signals, Threshold, TokenEvidence, Verdict};

use super::{RiskSettings, Scored, weigh};
use crate::change::Write;
use crate::decision::Decision;
use crate::event::{Event, EventKind};
use crate::facts::Facts;
use crate::first_step;
use crate::samples::{NOW, after, ana, app, begins, draw, known, usual};
use crate::settings::{Settings, VerifyWhen};
use crate::sign_in::{Refusal, Stage};
use crate::weighed::Weighed;

fn spain() -> CountryCode {
    "ES".parse().expect("a country")
}

/// Ana on her laptop, where the engine holds this against her.
fn scored(parts: &[(Factor, f64)]) -> Facts {
    let score = Score::from(parts.iter().copied().collect::<BTreeMap<_, _>>());
    let threshold = Threshold { score: 0.5, learned_from: 4_000 };
    let facts = begins(Some(ana(vec![app()])), known());
    Facts { scored: Some(Scored { score, threshold, breached_password: false }), ..facts }
}

fn asked(facts: &Facts, settings: &Settings) -> (Verdict, Vec<Reason>, Weighed) {
    let account = facts.account.as_ref().expect("an account");
    let (assessment, weighed) = weigh(facts, account, settings, NOW);
    (assessment.verdict, assessment.reasons, weighed)
}

fn give_password(facts: &Facts, settings: &Settings) -> Decision {
    draw(|draw| first_step::password(facts, true, settings, NOW, draw))
}

fn events(decision: &Decision) -> Vec<&EventKind> {
    let of = |write| match write {
        &Write::Record(Event { ref what, .. }) => Some(what),
        _ => None,
    };
    decision.change.iter().filter_map(of).collect()
}

#[test]
fn a_known_browser_is_asked_for_a_score_above_the_threshold_and_reads_why() {
    let settings = Settings::default();
    let (verdict, reasons, _) = asked(&scored(&[(Factor::Hosting, 0.4)]), &settings);
    assert_eq!((verdict, reasons), (Verdict::Allow, vec![]));
    let (verdict, reasons, weighed) =
        asked(&scored(&[(Factor::Hosting, 1.5), (Factor::Hour, 0.8)]), &settings);
    assert_eq!(verdict, Verdict::Challenge);
    assert_eq!(reasons, [Reason::HostingNetwork, Reason::UnusualHour]);
    assert_eq!((weighed.verdict, weighed.token), (Verdict::Challenge, TokenEvidence::Known));
    assert_eq!(weighed.policy, Policy::default().version());
}

#[test]
fn without_a_score_the_second_step_is_asked() {
    let facts = Facts { scored: None, ..scored(&[]) };
    let (verdict, reasons, _) = asked(&facts, &Settings::default());
    assert_eq!((verdict, reasons), (Verdict::Challenge, vec![Reason::ProfileUnreadable]));
}

#[test]
fn an_unreadable_profile_asks_and_begins_anew_once_the_second_step_is_passed() {
    let mut facts = scored(&[]);
    if let Some(account) = &mut facts.account {
        account.profile = None;
    }
    let decision = give_password(&facts, &Settings::default());
    assert!(matches!(decision.sign_in.stage, Stage::SecondStep(_)));
    let link = Facts { scored: None, ..after(&facts, &decision) };
    let account = link.account.as_ref().expect("an account");
    let lessons = super::learn(&link, account, None, NOW);
    assert_eq!(lessons.profile.sign_ins(), 1);
}

#[test]
fn a_breached_password_is_a_reason_of_its_own() {
    let facts = Facts { scored: Some(Scored { breached_password: true, ..usual() }), ..scored(&[]) };
    let (verdict, reasons, _) = asked(&facts, &Settings::default());
    assert_eq!((verdict, reasons), (Verdict::Challenge, vec![Reason::BreachedPassword]));
}

#[test]
fn in_shadow_the_decision_is_recorded_and_not_enforced() {
    let risk = RiskSettings { shadow: true, ..RiskSettings::default() };
    let settings = Settings { risk, ..Settings::default() };
    let facts = scored(&[(Factor::Tor, 2.5)]);
    let decision = give_password(&facts, &settings);
    assert!(matches!(decision.sign_in.stage, Stage::Passed { .. }));
    let recorded = events(&decision);
    let [EventKind::SignedIn { weighed: Some(weighed), reasons, .. }] = recorded.as_slice() else {
        panic!("{recorded:?}");
    };
    assert_eq!((weighed.verdict, weighed.shadow, reasons.as_slice()), (Verdict::Challenge, true, &[][..]));
    let mut unusual = Facts { browser: None, ..facts };
    assert_eq!(asked(&unusual, &settings).0, Verdict::Allow, "a new browser is merely unusual");
    if let Some(account) = &mut unusual.account {
        account.stored.account.suspended_until = Some(NOW.plus(60));
    }
    assert_eq!(asked(&unusual, &settings).0, Verdict::ChallengeStrong, "a lost phone is not");
}

#[test]
fn a_group_is_asked_at_least_what_the_operator_set() {
    let groups = BTreeMap::from([("client".to_owned(), Verdict::ChallengeStrong.into())]);
    let risk = RiskSettings { groups, ..RiskSettings::default() };
    let settings = Settings { risk, ..Settings::default() };
    let mut facts = scored(&[]);
    assert_eq!(asked(&facts, &settings).0, Verdict::Allow);
    if let Some(account) = &mut facts.account {
        account.stored.account.groups = vec!["freelancer".to_owned(), "client".to_owned()];
    }
    let (verdict, reasons, weighed) = asked(&facts, &settings);
    assert_eq!((verdict, reasons), (Verdict::ChallengeStrong, vec![Reason::Floor]));
    assert_eq!(weighed.verdict, Verdict::Allow, "the policy itself asks nothing");
}

#[test]
fn an_attack_under_way_refuses_a_stranger_and_never_a_known_browser() {
    let attack = [(Factor::Failures, 3.0), (Factor::ManyAccounts, 1.5), (Factor::Network, 4.0)];
    let known = scored(&attack);
    let stranger = Facts { browser: None, has_browsers: true, ..known.clone() };
    let decision = give_password(&stranger, &Settings::default());
    assert_eq!(decision.sign_in.stage, Stage::Refused { refusal: Refusal::AttackUnderWay });
    assert!(matches!(
        events(&decision)[..],
        [EventKind::SignInRefused { locked: false, weighed: Some(_), also: 0 }]
    ));
    let owner = give_password(&known, &Settings::default());
    assert!(matches!(owner.sign_in.stage, Stage::SecondStep(_)));
}

#[test]
fn what_was_judged_stands_with_the_question_and_a_completed_sign_in_teaches_it() {
    let mut facts = scored(&[(Factor::Network, 2.0)]);
    facts.caller.place = Place::Country(spain());
    facts.caller.origin.country = Some(spain());
    facts.caller.signals = Signals { country: Some(risk::Key::new(34)), ..Signals::at(NOW.0) };
    let decision = give_password(&facts, &Settings::default());
    let Stage::SecondStep(verification) = &decision.sign_in.stage else { panic!("{decision:?}") };
    let recorded = events(&decision);
    let [EventKind::SecondStepAsked { weighed, sign_in, .. }] = recorded.as_slice() else {
        panic!("{recorded:?}");
    };
    assert_eq!((Some(weighed), *sign_in), (verification.weighed.as_ref(), decision.sign_in.id));
    assert!(decision.learned.is_none(), "nothing is learned before it is complete");
    let next = after(&facts, &decision);
    let account = next.account.as_ref().expect("an account");
    let lessons = super::learn(&next, account, Some(weighed), NOW.plus(30));
    assert_eq!((lessons.profile.sign_ins(), lessons.taught.country), (1, Some(spain())));
    assert_eq!(lessons.learned.score, None, "a first sign-in is compared with nothing");
}

#[test]
fn who_verifies_at_every_sign_in_does_not_move_the_threshold() {
    let mut facts = scored(&[]);
    let settings = Settings::default();
    let score = |facts: &Facts| {
        let account = facts.account.as_ref().expect("an account");
        let (_, weighed) = weigh(facts, account, &settings, NOW);
        super::learn(facts, account, Some(&weighed), NOW).learned.score
    };
    let visit = facts.visit(&ana(vec![app()]), NOW);
    if let Some(account) = &mut facts.account {
        account.history = account.history.learn(&visit);
    }
    assert!(score(&facts).is_some());
    if let Some(account) = &mut facts.account {
        account.stored.account.verify = VerifyWhen::EverySignIn;
    }
    assert_eq!(score(&facts), None);
}

#[test]
fn a_second_step_passed_lately_spares_what_only_the_score_asks() {
    let mut facts = scored(&[(Factor::Network, 2.0)]);
    assert_eq!(asked(&facts, &Settings::default()).0, Verdict::Challenge);
    if let Some(browser) = &mut facts.browser {
        browser.stored.browser.passed = Some(risk::Passed { at: NOW.0 - 3_600, country: None });
    }
    assert_eq!(asked(&facts, &Settings::default()).0, Verdict::Allow);
    if let Some(account) = &mut facts.account {
        account.stored.account.denied_at = Some(NOW.plus(-60));
    }
    let (verdict, reasons, _) = asked(&facts, &Settings::default());
    assert_eq!(verdict, Verdict::Challenge, "a denial ends that grace");
    assert!(reasons.contains(&Reason::DeniedPrompt), "{reasons:?}");
}
