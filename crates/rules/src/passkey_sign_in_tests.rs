//! Stories of the passkey that is the whole sign-in: its level, what it cannot do, and what it never tells.

use super::passkey;
use super::*;
use crate::account::{Account, AccountState, StoredAccount};
use crate::samples::*;
use crate::sign_in::{Refusal, Stage};

fn proof(user_verified: bool, counter: u32) -> Option<PasskeyProof> {
    Some(PasskeyProof { method: BLUE_KEY, user_verified, synced: false, counter })
}

fn come(facts: &Facts, proof: Option<PasskeyProof>) -> Decision {
    draw(|draw| passkey(facts, proof, &Settings::default(), NOW, draw))
}

fn owner(change: impl FnOnce(&mut Account)) -> AccountFacts {
    let facts = ana(vec![question(), passkey_method(3)]);
    let mut account = facts.stored.account.clone();
    change(&mut account);
    AccountFacts { stored: StoredAccount { account, ..facts.stored.clone() }, ..facts }
}

fn passkey_method(counter: u32) -> StoredMethod {
    crate::samples::passkey(BLUE_KEY, counter)
}

#[test]
fn a_verified_passkey_signs_in_at_level_three_without_a_password() {
    let facts = begins(Some(owner(|_| {})), None);
    let done = come(&facts, proof(true, 4));
    let session = &done.granted.session.as_ref().unwrap().session;
    assert_eq!(session.level, 3);
    assert_eq!(session.amr, ["hwk", "user", "pop", "mfa"]);
    assert_eq!(session.proofs.password_at, None, "no password was given");
    assert_eq!(session.proofs.method_at, Some((MethodKind::Passkey, NOW)));
    assert!(done.granted.sign_in.is_some() && done.granted.browser.is_some());
}

#[test]
fn an_unverified_one_and_an_unknown_one_are_the_same() {
    let known = begins(Some(owner(|_| {})), None);
    let nobody = begins(None, None);
    let answers = [
        come(&known, proof(false, 4)),
        come(&known, None),
        come(&known, Some(PasskeyProof { method: RED_KEY, ..proof(true, 4).unwrap() })),
        come(&nobody, None),
        come(&nobody, proof(true, 4)),
    ];
    for answer in &answers {
        assert_eq!(answer.said, Some(Said::Wrong));
        assert!(answer.granted.session.is_none() && answer.granted.sign_in.is_none());
        let kinds = |d: &Decision| d.change.iter().map(std::mem::discriminant).collect::<Vec<_>>();
        assert_eq!(kinds(answer), kinds(&answers[0]), "the same is written");
        assert_eq!(writes(&answer.change, |w| matches!(w, Write::Take { .. })), 2);
    }
}

#[test]
fn a_suspended_passkey_opens_nothing() {
    let account = ana(vec![question(), lost(passkey_method(3))]);
    assert_eq!(come(&begins(Some(account), None), proof(true, 4)).said, Some(Said::Wrong));
}

#[test]
fn the_owner_of_a_locked_account_is_told_so_and_not_let_in() {
    let facts = begins(Some(owner(|account| account.state = AccountState::Locked { since: NOW })), None);
    let told = come(&facts, proof(true, 4));
    assert!(told.granted.session.is_none());
    let refusal = Refusal::AccountLocked { since: NOW };
    assert_eq!(told.sign_in.stage, Stage::Refused { refusal });
    assert_eq!(come(&facts, None).said, Some(Said::Wrong), "nobody else is");
}

#[test]
fn after_i_lost_my_phone_a_passkey_still_opens() {
    let facts = begins(Some(owner(|account| account.suspended_until = Some(NOW.plus(3600)))), None);
    let done = come(&facts, proof(true, 4));
    let session = &done.granted.session.as_ref().unwrap().session;
    assert_eq!((session.level, session.hold_until), (3, None));
}

#[test]
fn guesses_end_as_they_do_everywhere() {
    let strangers = crate::tries::CounterKey::Account { scope: crate::tries::Scope::Strangers, door: DOOR };
    let facts = |n| Facts { tries: counted(&[(strangers.clone(), n)]), ..begins(Some(owner(|_| {})), None) };
    assert!(matches!(come(&facts(5), proof(true, 4)).said, Some(Said::Wait { .. })));
    assert_eq!(come(&facts(50), proof(true, 4)).said, Some(Said::Resting));
    let at_last = come(&facts(4), proof(true, 4));
    assert!(at_last.granted.session.is_some());
    assert!(at_last.change.iter().any(|w| matches!(w, Write::Succeed { .. })), "its success gives them back");
}

#[test]
fn a_counter_that_goes_back_is_told() {
    let facts = begins(Some(owner(|_| {})), None);
    let done = come(&facts, proof(true, 2));
    let Stage::Passed { reasons, .. } = &done.sign_in.stage else { panic!("it passes") };
    assert!(reasons.contains(&Reason::PasskeyCopied));
}
