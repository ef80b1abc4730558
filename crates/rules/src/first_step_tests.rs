//! Stories of the first step: what a password opens, what it does not, and what a stranger can tell from it.

use super::*;
use crate::browser::TokenSays;
use crate::change::Write;
use crate::decision::Told;
use crate::offer::Offered;
use crate::samples::*;
use crate::settings::VerifyWhen;
use crate::settings::{Profile, QuestionUse};
use crate::sign_in::LinkProof;
use crate::tries::{CounterKey, Scope};
use risk::CoarseReason;

fn give(facts: &Facts, matches: bool) -> Decision {
    draw(|draw| password(facts, matches, &Settings::default(), NOW, draw))
}

fn verification(decision: &Decision) -> &Verification {
    match &decision.sign_in.stage {
        Stage::SecondStep(verification) => verification,
        other => panic!("no second step: {other:?}"),
    }
}

fn failures(scope: Scope, n: i64) -> crate::tries::Tries {
    counted(&[(CounterKey::Account { scope, door: Door::Password }, n)])
}

#[test]
fn the_right_password_opens_the_door_of_a_known_browser() {
    let decision = give(&begins(Some(ana(vec![question(), app()])), known()), true);
    let session = decision.granted.session.expect("a session").session;
    assert_eq!((session.level, session.amr), (1, vec!["pwd".to_owned()]));
    assert_eq!(session.proofs.password_at, Some(NOW));
    assert!(decision.granted.browser.is_some_and(|token| token.starts_with(&LAPTOP.to_string())));
}

#[test]
fn an_unknown_browser_is_asked_and_told_why_in_coarse_words() {
    let decision = give(&begins(Some(ana(vec![question(), app()])), None), true);
    assert_eq!(verification(&decision).verdict, Verdict::Challenge);
    assert!(matches!(decision.reasons(), Told::Coarse(told) if told == [CoarseReason::NewBrowser]));
    assert!(decision.granted.session.is_none());
    assert!(decision.granted.sign_in.is_some(), "the sign-in rose, so its secret is new");
}

#[test]
fn unknown_name_wrong_password_and_locked_account_look_the_same() {
    let mut locked = ana(vec![app()]);
    locked.stored.account.state = AccountState::Locked { since: NOW };
    let shape = |account| {
        let decision = give(&begins(account, None), false);
        let writes: Vec<_> = decision.change.iter().map(std::mem::discriminant).collect();
        (decision.said, decision.sign_in.stage, decision.offer, writes)
    };
    assert_eq!(shape(None), shape(Some(ana(vec![app()]))));
    assert_eq!(shape(None), shape(Some(locked)));
}

#[test]
fn a_locked_owner_is_told_so_after_the_right_password() {
    let mut account = ana(vec![app()]);
    account.stored.account.state = AccountState::Locked { since: NOW.plus(-60) };
    let decision = give(&begins(Some(account), known()), true);
    let refusal = Refusal::AccountLocked { since: NOW.plus(-60) };
    assert_eq!(decision.sign_in.stage, Stage::Refused { refusal });
    assert!(decision.granted.session.is_none());
}

#[test]
fn a_wrong_password_is_counted_for_its_class_and_its_network() {
    let decision = give(&begins(Some(ana(vec![])), None), false);
    assert_eq!(decision.said, Some(Said::WrongPassword));
    assert_eq!(writes(&decision.change, |w| matches!(w, Write::Take { .. })), 2);
    let right = give(&begins(Some(ana(vec![app()])), None), true);
    let given_back = |w: &Write| matches!(w, Write::Succeed { take, .. } if matches!(take.key, CounterKey::Account { .. }));
    assert_eq!(writes(&right.change, given_back), 1);
    assert_eq!(
        writes(&right.change, |w| matches!(w, Write::Succeed { .. })),
        1,
        "a network is not given back"
    );
}

#[test]
fn the_tenth_wrong_password_of_a_known_browser_makes_it_unknown() {
    let tenth =
        Facts { tries: failures(Scope::Browser(LAPTOP), 9), ..begins(Some(ana(vec![app()])), known()) };
    let later = NOW.plus(120);
    let decision = draw(|draw| password(&tenth, false, &Settings::default(), later, draw));
    let forgotten = |w: &Write| matches!(w, Write::ForgetBrowser { browser, .. } if *browser == LAPTOP);
    assert_eq!(writes(&decision.change, forgotten), 1);
}

#[test]
fn failures_of_strangers_do_not_change_what_a_known_browser_is_asked() {
    let account = || Some(ana(vec![app()]));
    let attacked = Facts { tries: failures(Scope::Strangers, 50), ..begins(account(), known()) };
    assert!(give(&attacked, true).granted.session.is_some());
    let elsewhere = Facts { tries: failures(Scope::Strangers, 50), ..begins(account(), None) };
    assert_eq!(give(&elsewhere, true).said, Some(Said::Resting));
}

#[test]
fn a_right_password_too_soon_is_not_looked_at() {
    let hasty = Facts { tries: failures(Scope::Strangers, 5), ..begins(Some(ana(vec![app()])), None) };
    let decision = give(&hasty, true);
    assert_eq!(decision.said, Some(Said::Wait { until: NOW.plus(29) }));
    assert!(decision.change.is_empty());
}

#[test]
fn a_password_is_not_asked_twice() {
    let facts = second_step(ana(vec![app()]), None);
    assert_eq!(give(&facts, true).said, Some(Said::NotAsked));
}

#[test]
fn every_sign_in_people_are_asked_until_their_browser_may_skip() {
    let mut account = ana(vec![app()]);
    account.stored.account.verify = VerifyWhen::EverySignIn;
    let asked = give(&begins(Some(account.clone()), known()), true);
    assert_eq!(verification(&asked).reasons, [Reason::EverySignIn]);
    let mut browser = laptop(TokenSays::Current);
    browser.stored.browser.skip_until = Some(NOW.plus(1));
    let facts = begins(Some(account), Some(browser));
    assert!(give(&facts, true).granted.session.is_some());
    let strict = Settings::of(Profile::Strict);
    let never = draw(|draw| password(&facts, true, &strict, NOW, draw));
    assert_eq!(verification(&never).verdict, Verdict::Challenge);
}

#[test]
fn where_the_site_asks_everyone_it_is_not_called_the_persons_wish() {
    let site_asks = Settings { when_risky_allowed: false, ..Settings::default() };
    for verify in [VerifyWhen::WhenRisky, VerifyWhen::EverySignIn] {
        let mut account = ana(vec![app()]);
        account.stored.account.verify = verify;
        let facts = begins(Some(account), known());
        let asked = draw(|draw| password(&facts, true, &site_asks, NOW, draw));
        assert!(matches!(asked.reasons(), Told::Coarse(told) if told == [CoarseReason::OperatorRule]));
    }
}

#[test]
fn a_replayed_browser_token_revokes_the_family_and_asks_for_something_strong() {
    let decision = give(&begins(Some(ana(vec![app()])), Some(laptop(TokenSays::Reused))), true);
    assert_eq!(verification(&decision).verdict, Verdict::ChallengeStrong);
    assert_eq!(writes(&decision.change, |w| matches!(w, Write::ForgetBrowser { .. })), 1);
}

#[test]
fn after_several_failures_a_text_message_needs_a_mailed_link_too() {
    let tries = failures(Scope::Strangers, 3);
    let facts = Facts { tries: tries.clone(), ..begins(Some(ana(vec![phone()])), None) };
    let decision = give(&facts, true);
    assert_eq!(
        (verification(&decision).verdict, verification(&decision).link),
        (Verdict::ChallengeStrong, LinkProof::Needed)
    );
    let with_app = Facts { tries, ..begins(Some(ana(vec![phone(), app()])), None) };
    assert_eq!(verification(&give(&with_app, true)).link, LinkProof::NotNeeded);
}

#[test]
fn an_account_without_any_method_is_entered_with_its_password() {
    let decision = give(&begins(Some(ana(vec![unfinished(app())])), None), true);
    let session = decision.granted.session.expect("there is nothing to ask").session;
    assert_eq!((session.level, session.browser), (1, None), "a first step alone makes no browser known");
}

#[test]
fn a_question_that_the_site_never_asks_locks_nobody_out() {
    for question_use in [QuestionUse::Off, QuestionUse::GateOnly] {
        let settings = Settings { question: question_use, ..Settings::default() };
        let enters = |methods| {
            let facts = begins(Some(ana(methods)), None);
            draw(|draw| password(&facts, true, &settings, NOW, draw))
        };
        assert!(enters(vec![question()]).granted.session.is_some(), "{question_use:?}");
        let decision = enters(vec![question(), app()]);
        assert!(decision.granted.session.is_none() && decision.offer.iter().any(Offered::usable));
        let refused = Stage::Refused { refusal: Refusal::NoWayIn };
        assert_eq!(enters(vec![question(), lost(app())]).sign_in.stage, refused);
    }
}

#[test]
fn losing_the_only_method_does_not_open_the_account_to_the_password_alone() {
    let mut account = ana(vec![lost(app())]);
    account.stored.account.suspended_until = Some(NOW.plus(100));
    let decision = give(&begins(Some(account.clone()), None), true);
    assert_eq!(decision.sign_in.stage, Stage::Refused { refusal: Refusal::NoWayIn });
    account.stored.account.suspended_until = Some(NOW.plus(-1));
    let later = give(&begins(Some(account), None), true);
    assert_eq!(
        later.sign_in.stage,
        Stage::Refused { refusal: Refusal::NoWayIn },
        "nor when the time is over"
    );
}
