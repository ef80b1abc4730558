//! Stories of a phone that was found again: what was suspended is had back by proving it, and by nothing less.

use super::*;
use crate::change::Change;
use crate::facts::AccountFacts;
use crate::fresh::Action;
use crate::samples::*;
use crate::session::Proofs;
use crate::sign_in::TextCode;
use crate::tries::{CounterKey, Scope};

/// Ana in a session that she proved with a recovery code since she lost her phone.
fn found(account: AccountFacts) -> MyFacts {
    let since = Some((MethodKind::RecoveryCode, NOW.plus(1)));
    mine(account, Proofs { method_at: since, ..all_proofs() })
}

fn later() -> Time {
    NOW.plus(60)
}

fn proved(facts: &MyFacts, id: MethodId, checked: Checked) -> Result<Change, (NotEnrolled, Change)> {
    let settings = Settings::default();
    let person = FreshPerson::prove(&facts.session, &facts.account, Action::Reactivate, &settings, later())
        .expect("fresh");
    draw(|draw| reactivate(&person, facts, id, checked, &settings, later(), draw))
}

fn shown(step: Option<i64>) -> Checked {
    Checked::AuthenticatorApp { step, drifted: None, now_step: later().0 / 30 }
}

fn right() -> Checked {
    shown(Some(later().0 / 30))
}

fn saved(change: &Change) -> &Method {
    let found = change.iter().find_map(|w| match w {
        Write::SaveMethod { method, .. } => Some(method),
        _ => None,
    });
    found.expect("the method is written")
}

fn texted(stored: StoredMethod, wrong: u8) -> StoredMethod {
    let code = TextCode {
        sealed: "sealed 123456".into(),
        expires: later().plus(300),
        resend_at: None,
        sent: 1,
        wrong,
        failed: false,
    };
    let data = crate::method::MethodData::TextMessage { hint: "+34 … 89".into(), proof: Some(code) };
    StoredMethod { method: Method { data, ..stored.method }, ..stored }
}

#[test]
fn the_code_of_the_app_has_it_back_and_every_address_is_told() {
    let facts = found(ana(vec![question(), lost(app()), codes("ab")]));
    let change = proved(&facts, APP, right()).expect("proved");
    assert!(saved(&change).is_active());
    assert_eq!(saved(&change).added_at, app().method.added_at, "it is the same method as before");
    assert_eq!(writes(&change, |w| matches!(w, Write::Succeed { .. })), 2, "the try is given back");
    assert_eq!(writes(&change, |w| matches!(w, Write::Send(_))), 1);
    let said =
        |w: &Write| matches!(w, Write::Record(e) if matches!(e.what, EventKind::MethodReactivated { .. }));
    assert_eq!(writes(&change, said), 1);
    let lowered = |w: &Write| matches!(w, Write::SaveAccount { .. } | Write::SaveSession { .. });
    assert_eq!(writes(&change, lowered), 0, "the three strict days go on, and the session is as it was");
}

#[test]
fn a_code_that_was_used_before_the_loss_does_not_have_it_back() {
    let mut used = lost(app());
    let crate::method::MethodData::AuthenticatorApp(state) = &mut used.method.data else { panic!("an app") };
    state.last_step = later().0 / 30;
    let refused = proved(&found(ana(vec![used, codes("a")])), APP, right());
    assert!(matches!(refused, Err((NotEnrolled::Wrong, _))));
}

#[test]
fn a_wrong_code_counts_at_the_door_of_its_kind() {
    let facts = found(ana(vec![lost(app()), codes("a")]));
    let (why, change) = proved(&facts, APP, shown(None)).expect_err("wrong");
    assert_eq!(why, NotEnrolled::Wrong);
    let door = Door::Method(MethodKind::AuthenticatorApp);
    let taken = |scope: Scope| {
        let key = CounterKey::Account { scope, door };
        writes(&change, |w| matches!(w, Write::Take { take, .. } if take.key == key))
    };
    assert_eq!((taken(Scope::Browser(LAPTOP)), taken(Scope::Known)), (1, 1));
    assert_eq!(writes(&change, |w| matches!(w, Write::Send(_) | Write::SaveMethod { .. })), 0);
}

#[test]
fn tries_used_up_at_a_sign_in_are_used_up_here_and_the_last_one_ends_the_known_browser() {
    let door = Door::Method(MethodKind::AuthenticatorApp);
    let key = CounterKey::Account { scope: Scope::Browser(LAPTOP), door };
    let after = |n: i64| {
        let account = ana(vec![lost(app()), codes("a")]);
        MyFacts { tries: counted(&[(key.clone(), n)]), ..found(account) }
    };
    assert!(
        matches!(proved(&after(10), APP, right()), Err((NotEnrolled::Resting, change)) if change.is_empty())
    );
    let (_, last) = proved(&after(9), APP, shown(None)).expect_err("wrong");
    assert_eq!(writes(&last, |w| matches!(w, Write::ForgetBrowser { browser: LAPTOP, .. })), 1);
}

#[test]
fn the_hint_that_a_clock_is_off_burns_the_code_it_was_given_for() {
    let facts = found(ana(vec![lost(app()), codes("a")]));
    let now_step = later().0 / 30;
    let ahead = Checked::AuthenticatorApp { step: None, drifted: Some(now_step + 4), now_step };
    let (why, change) = proved(&facts, APP, ahead).expect_err("another code is needed");
    assert_eq!(why, NotEnrolled::ClockOff { seconds: 120 });
    assert!(!saved(&change).is_active());
}

#[test]
fn a_phone_is_had_back_by_a_code_sent_to_it_and_five_wrong_ones_kill_the_code() {
    let with = |phone: StoredMethod| found(ana(vec![lost(phone), codes("a")]));
    let matches = |matches| Checked::TextMessage { matches };
    let unsent = proved(&with(phone()), PHONE, matches(true));
    assert!(matches!(unsent, Err((NotEnrolled::Gone, _))), "nothing was sent");
    let dead = proved(&with(texted(phone(), 5)), PHONE, matches(true));
    assert!(matches!(dead, Err((NotEnrolled::CodeDead, change)) if change.is_empty()));

    let (_, wrong) = proved(&with(texted(phone(), 0)), PHONE, matches(false)).expect_err("wrong");
    let crate::method::MethodData::TextMessage { proof, .. } = &saved(&wrong).data else { panic!("a phone") };
    assert_eq!(proof.as_ref().map(|code| code.wrong), Some(1));
    assert_eq!(writes(&wrong, |w| matches!(w, Write::Take { .. })), 2);

    let right = proved(&with(texted(phone(), 4)), PHONE, matches(true)).expect("proved");
    assert_eq!(saved(&right).data, phone().method.data, "the code has served");
}

#[test]
fn only_a_suspended_app_or_phone_can_be_had_back() {
    let settings = Settings::default();
    for (stored, can) in [
        (lost(app()), true),
        (lost(phone()), true),
        (lost(codes("a")), false),
        (lost(question()), false),
        (app(), false),
        (unfinished(app()), false),
    ] {
        assert_eq!(can_be_proved(&stored.method, &settings), can, "{:?}", stored.method.kind());
    }
    let silent = Settings { text_messages: false, ..settings };
    assert!(!can_be_proved(&lost(phone()).method, &silent), "no code can be sent");
}

#[test]
fn a_proof_from_before_the_loss_has_nothing_back_since_it_may_have_been_made_by_the_lost_phone() {
    let account = ana(vec![question(), lost(app()), codes("a")]);
    let before = session(2, all_proofs());
    let settings = Settings::default();
    for action in [Action::Reactivate, Action::Remove, Action::ChangePassword, Action::Loosen] {
        let missing = FreshPerson::prove(&before, &account, action, &settings, later()).expect_err("stale");
        assert!(missing.method, "{action:?}");
    }
    let standing = ana(vec![question(), app(), codes("a")]);
    assert!(FreshPerson::prove(&before, &standing, Action::Reactivate, &settings, later()).is_ok());
}
