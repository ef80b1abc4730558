//! Stories of the offer: which methods stand as buttons, which below them, and why.

use super::*;
use crate::samples::*;
use crate::tries::{CounterKey, Scope};

fn shown(
    account: &AccountFacts,
    verdict: Verdict,
    guesser: &Guesser,
    tries: &Tries,
) -> Vec<(MethodKind, Option<WhyNot>)> {
    let settings = Settings::default();
    let on = Occasion {
        verdict,
        step_up: false,
        own_phone: None,
        guesser,
        tries,
        no_texts: &[],
        settings: &settings,
        now: NOW,
    };
    offer(account, on).into_iter().map(|o| (o.kind, o.why_not)).collect()
}

fn stranger() -> Guesser {
    Guesser::Stranger { network: "elsewhere".into() }
}

const KNOWN: Guesser = Guesser::Known(LAPTOP);

fn resting(scope: Scope, kind: MethodKind) -> Tries {
    counted(&[(CounterKey::Account { scope, door: Door::Method(kind) }, 50)])
}

#[test]
fn the_question_is_offered_only_where_no_other_method_is_enabled() {
    let plain = |methods| shown(&ana(methods), Verdict::Challenge, &stranger(), &Tries::default());
    assert_eq!(plain(vec![question()]), [(MethodKind::SecurityQuestion, None)]);
    assert_eq!(plain(vec![question(), unfinished(app())]), [(MethodKind::SecurityQuestion, None)]);
    let both = plain(vec![question(), app()]);
    assert_eq!(both[1], (MethodKind::SecurityQuestion, Some(WhyNot::OnlyWithoutOthers)));
}

#[test]
fn a_method_reported_lost_still_keeps_the_question_out() {
    let seen = shown(&ana(vec![question(), lost(app())]), Verdict::Challenge, &stranger(), &Tries::default());
    assert!(seen.iter().all(|(_, why_not)| why_not.is_some()), "{seen:?}");
}

#[test]
fn on_a_known_browser_the_question_helps_when_everything_else_is_unusable() {
    let account = ana(vec![question(), app()]);
    let tries = resting(Scope::Known, MethodKind::AuthenticatorApp);
    let usable = |verdict, guesser: &Guesser| {
        shown(&account, verdict, guesser, &tries)
            .iter()
            .any(|(k, w)| *k == MethodKind::SecurityQuestion && w.is_none())
    };
    assert!(usable(Verdict::Challenge, &KNOWN));
    assert!(!usable(Verdict::ChallengeStrong, &KNOWN), "not when the risk is raised");
    assert!(!usable(Verdict::Challenge, &stranger()), "not elsewhere");
}

#[test]
fn a_raised_risk_takes_only_strong_methods_while_there_is_one() {
    let account = ana(vec![question(), phone(), app(), codes("ab")]);
    let seen = shown(&account, Verdict::ChallengeStrong, &KNOWN, &Tries::default());
    assert_eq!(
        seen,
        [
            (MethodKind::AuthenticatorApp, None),
            (MethodKind::RecoveryCode, None),
            (MethodKind::TextMessage, Some(WhyNot::TooWeak)),
            (MethodKind::SecurityQuestion, Some(WhyNot::TooWeak)),
        ]
    );
    let weak = shown(&ana(vec![phone(), codes("")]), Verdict::ChallengeStrong, &KNOWN, &Tries::default());
    assert_eq!(weak[0], (MethodKind::TextMessage, None), "with a mailed link besides");
    assert_eq!(weak[1], (MethodKind::RecoveryCode, Some(WhyNot::NoneLeft)));
}

#[test]
fn a_refused_visit_is_offered_no_less_than_a_raised_one_asks() {
    let seen = shown(&ana(vec![phone(), app()]), Verdict::Refuse, &KNOWN, &Tries::default());
    assert_eq!(seen[1], (MethodKind::TextMessage, Some(WhyNot::TooWeak)));
}

#[test]
fn a_method_rests_for_strangers_and_not_for_a_known_browser() {
    let account = ana(vec![app()]);
    let tries = resting(Scope::Strangers, MethodKind::AuthenticatorApp);
    assert_eq!(shown(&account, Verdict::Challenge, &stranger(), &tries)[0].1, Some(WhyNot::Resting));
    assert_eq!(shown(&account, Verdict::Challenge, &KNOWN, &tries)[0].1, None);
}

#[test]
fn the_preferred_method_comes_first_where_it_is_usable_and_sufficient() {
    let mut account = ana(vec![phone(), app()]);
    account.stored.account.preferred = Some(PHONE);
    let first = |verdict| shown(&account, verdict, &KNOWN, &Tries::default())[0].0;
    assert_eq!(first(Verdict::Challenge), MethodKind::TextMessage);
    assert_eq!(first(Verdict::ChallengeStrong), MethodKind::AuthenticatorApp);
}

#[test]
fn text_messages_are_not_offered_where_the_site_cannot_send_them() {
    let settings = Settings { text_messages: false, ..Settings::default() };
    let tries = Tries::default();
    let on = Occasion {
        own_phone: None,
        verdict: Verdict::Challenge,
        step_up: false,
        guesser: &KNOWN,
        tries: &tries,
        no_texts: &[],
        settings: &settings,
        now: NOW,
    };
    assert_eq!(offer(&ana(vec![phone()]), on)[0].why_not, Some(WhyNot::NotAvailable));
}

fn needed(account: &AccountFacts, verdict: Verdict) -> LinkProof {
    link_needed(account, verdict, &Settings::default(), NOW)
}

#[test]
fn no_link_is_waited_for_where_no_letter_can_come() {
    let silent = Settings { mail: false, ..Settings::default() };
    let account = ana(vec![phone()]);
    assert_eq!(needed(&account, Verdict::ChallengeStrong), LinkProof::Needed);
    assert_eq!(link_needed(&account, Verdict::ChallengeStrong, &silent, NOW), LinkProof::NotNeeded);
}

#[test]
fn a_suspended_account_is_never_offered_the_mailed_link() {
    let mut account = ana(vec![phone()]);
    assert_eq!(needed(&account, Verdict::ChallengeStrong), LinkProof::Needed);
    assert_eq!(needed(&account, Verdict::Challenge), LinkProof::NotNeeded);
    account.stored.account.suspended_until = Some(NOW.plus(1));
    assert_eq!(needed(&account, Verdict::ChallengeStrong), LinkProof::NotNeeded);
    assert_eq!(
        shown(&account, Verdict::ChallengeStrong, &KNOWN, &Tries::default())[0].1,
        Some(WhyNot::TooWeak)
    );
}

#[test]
fn ways_in_count_strong_and_weak_apart_and_spent_or_lost_ones_not_at_all() {
    let settings = Settings::default();
    let ways = |methods: Vec<crate::method::StoredMethod>| {
        WaysIn::of(methods.iter().map(|m| &m.method), &settings, NOW)
    };
    assert_eq!(ways(vec![question(), phone(), app(), codes("ab")]), WaysIn { strong: 2, weak: 1 });
    assert_eq!(ways(vec![question(), codes(""), lost(phone()), unfinished(app())]).total(), 0);
    let silent = Settings { text_messages: false, ..Settings::default() };
    assert_eq!(
        WaysIn::of([&phone().method].into_iter(), &silent, NOW).total(),
        0,
        "no code can be sent to it"
    );
}
