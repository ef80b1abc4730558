//! Stories of passkeys in the second step: what level they reach, which one counts, what a counter tells, what is too late.

use super::*;
use crate::facts::HeldSignIn;
use crate::id::RowToken;
use crate::judge::PasskeyProof;
use crate::message::{Message, Notice, Says};
use crate::method::{MethodData, PasskeyState};
use crate::offer::WaysIn;
use crate::samples::*;
use crate::session::Session;

fn pick(facts: &Facts, method: MethodId, now: Time) -> Decision {
    draw(|draw| choose(facts, method, ceremony(now), &Settings::default(), now, draw))
}

fn asked(methods: Vec<StoredMethod>, method: MethodId) -> Facts {
    let facts = second_step(ana(methods), None);
    let decision = pick(&facts, method, NOW);
    assert_eq!(decision.said, None);
    after(&facts, &decision)
}

fn proof(method: MethodId, user_verified: bool, counter: u32) -> Checked {
    Checked::Passkey(Some(PasskeyProof { method, user_verified, synced: false, counter }))
}

fn say(facts: &Facts, checked: Checked, now: Time) -> Decision {
    draw(|draw| answer(facts, checked, false, &Settings::default(), now, draw))
}

fn session_of(decision: &Decision) -> &Session {
    &decision.granted.session.as_ref().expect("a session").session
}

fn key_after(decision: &Decision) -> (MethodId, PasskeyState) {
    let saved = decision.change.iter().find_map(|write| match write {
        Write::SaveMethod { method, .. } => match &method.data {
            MethodData::Passkey(key) => Some((method.id, key.clone())),
            _ => None,
        },
        _ => None,
    });
    saved.expect("the passkey is written")
}

#[test]
fn verification_makes_the_difference_between_level_two_and_three() {
    for (verified, level) in [(true, 3), (false, 2)] {
        let facts = asked(vec![passkey(BLUE_KEY, 0)], BLUE_KEY);
        let done = say(&facts, proof(BLUE_KEY, verified, 0), NOW);
        assert_eq!(session_of(&done).level, level);
        assert_eq!(session_of(&done).amr, ["pwd", "hwk", "user", "pop", "mfa"]);
        assert_eq!(session_of(&done).proofs.method_at, Some((MethodKind::Passkey, NOW)));
    }
}

#[test]
fn the_passkey_that_answered_counts_whichever_was_chosen() {
    let facts = asked(vec![passkey(BLUE_KEY, 3), passkey(RED_KEY, 9)], BLUE_KEY);
    let done = say(&facts, proof(RED_KEY, true, 10), NOW);
    let (id, key) = key_after(&done);
    assert_eq!((id, key.counter), (RED_KEY, 10));
}

#[test]
fn a_passkey_that_is_not_in_use_answers_nothing() {
    let facts = asked(vec![passkey(BLUE_KEY, 0), lost(passkey(RED_KEY, 0))], BLUE_KEY);
    for stranger in [RED_KEY, APP] {
        let wrong = say(&facts, proof(stranger, true, 1), NOW);
        assert_eq!(wrong.said, Some(Said::Wrong));
        assert!(wrong.granted.session.is_none());
        assert!(wrong.change.iter().any(|w| matches!(w, Write::Take { .. })), "it is counted");
    }
    assert_eq!(say(&facts, Checked::Passkey(None), NOW).said, Some(Said::Wrong));
    assert_eq!(say(&facts, Checked::TextMessage { matches: true }, NOW).said, Some(Said::NotAsked));
}

#[test]
fn a_counter_that_goes_back_passes_and_is_told() {
    for (before, shown, copied) in [(0, 0, false), (5, 6, false), (5, 5, true), (5, 0, true), (0, 1, false)] {
        let facts = asked(vec![passkey(BLUE_KEY, before)], BLUE_KEY);
        let done = say(&facts, proof(BLUE_KEY, true, shown), NOW);
        let is_event = |w: &Write| matches!(w, Write::Record(e) if e.what == EventKind::PasskeyCopied);
        assert_eq!(writes(&done.change, is_event) == 1, copied, "{before} then {shown}");
        let Stage::Passed { reasons, .. } = &done.sign_in.stage else { panic!("it passes") };
        assert_eq!(reasons.contains(&Reason::PasskeyCopied), copied);
        assert_eq!(key_after(&done).1.counter, before.max(shown), "the highest is remembered");
        assert_eq!(key_after(&done).1.went_back_at, copied.then_some(NOW));
        let told = writes(&done.change, is_mail);
        assert_eq!(told > 0, copied, "its owner is mailed");
    }
}

fn is_mail(write: &Write) -> bool {
    matches!(write, Write::Send(Message { says: Says::Notice { notice: Notice::PasskeyCopied, .. }, .. }))
}

/// A passkey whose counter went back so long before now.
fn copied_before(seconds: i64) -> StoredMethod {
    let mut stored = passkey(BLUE_KEY, 5);
    if let MethodData::Passkey(key) = &mut stored.method.data {
        key.went_back_at = Some(NOW.plus(-seconds));
    }
    stored
}

#[test]
fn a_copy_is_told_once_a_day_and_a_reason_to_ask_for_thirty_days() {
    for (hours, told, asked) in
        [(1, false, true), (25, true, true), (29 * 24, true, true), (31 * 24, true, false)]
    {
        let facts = self::asked(vec![copied_before(hours * 3600)], BLUE_KEY);
        let done = say(&facts, proof(BLUE_KEY, true, 1), NOW);
        let mails = writes(&done.change, is_mail);
        assert_eq!(mails > 0, told, "{hours} h");
        let account = facts.account.as_ref().unwrap();
        assert_eq!(facts.visit(account, NOW).account.passkey_copied, asked, "{hours} h");
    }
    let suspended = lost(copied_before(60));
    let facts = asked(vec![suspended, app()], APP);
    let account = facts.account.as_ref().unwrap();
    assert!(!facts.visit(account, NOW).account.passkey_copied, "one that is switched off copies nothing");
}

#[test]
fn a_passkey_satisfies_what_only_a_strong_method_does() {
    let account = ana(vec![phone(), passkey(BLUE_KEY, 0)]);
    let facts = second_step(account, None);
    let Stage::SecondStep(verification) = &facts.held.sign_in.stage else { panic!("asked") };
    let strong = Verification { verdict: Verdict::ChallengeStrong, ..verification.clone() };
    let sign_in = SignIn { stage: Stage::SecondStep(strong), ..facts.held.sign_in.clone() };
    let held = HeldSignIn { sign_in, based_on: Some(RowToken::from_bytes([9; 16])) };
    let facts = Facts { held, ..facts };
    let decision = pick(&facts, BLUE_KEY, NOW);
    let done = say(&after(&facts, &decision), proof(BLUE_KEY, false, 0), NOW);
    assert_eq!(session_of(&done).hold_until, None);
    assert_eq!(session_of(&done).level, 2);
}

#[test]
fn a_ceremony_is_asked_once_and_anew_when_it_took_too_long() {
    let facts = asked(vec![passkey(BLUE_KEY, 0)], BLUE_KEY);
    let again = pick(&facts, BLUE_KEY, NOW.plus(100));
    assert!(again.change.is_empty(), "the one under way stands");
    let late = NOW.plus(300);
    assert_eq!(say(&facts, proof(BLUE_KEY, true, 0), late).said, Some(Said::CodeDead));
    let anew = pick(&facts, BLUE_KEY, late);
    assert_eq!(anew.said, None);
    let done = say(&after(&facts, &anew), proof(BLUE_KEY, true, 0), late);
    assert_eq!(session_of(&done).level, 3);
}

#[test]
fn several_passkeys_are_one_way_to_answer_and_several_ways_in() {
    let account = ana(vec![question(), passkey(BLUE_KEY, 0), passkey(RED_KEY, 0), lost(passkey(APP, 0))]);
    let facts = second_step(account.clone(), None);
    let offered = look(&facts, &Settings::default(), NOW).offer;
    let usable = offered.iter().filter(|o| o.kind == MethodKind::Passkey && o.usable()).count();
    assert_eq!(usable, 1, "{offered:?}");
    assert_eq!(offered.iter().filter(|o| o.kind == MethodKind::Passkey).count(), 2, "a lost one says so");
    assert_eq!(WaysIn::of(account.active(), &Settings::default(), NOW).strong, 2);
}

#[test]
fn where_the_site_has_no_passkeys_none_is_asked_for() {
    let settings = Settings { passkeys: false, ..Settings::default() };
    let facts = second_step(ana(vec![passkey(BLUE_KEY, 0), app()]), None);
    let offered = look(&facts, &settings, NOW).offer;
    let passkey = offered.iter().find(|o| o.kind == MethodKind::Passkey).unwrap();
    assert_eq!(passkey.why_not, Some(crate::offer::WhyNot::NotAvailable));
    assert_eq!(WaysIn::of(facts.account.as_ref().unwrap().active(), &settings, NOW).strong, 1);
}
