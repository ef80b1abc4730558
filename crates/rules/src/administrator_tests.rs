//! Stories of the administrator's power: who never gets it, and what it takes of those who do.

use super::*;
use crate::method::StoredMethod;
use crate::samples::*;
use crate::session::Proofs;
use crate::settings::Profile;
use crate::time::{HOUR, MINUTE};

fn marked(methods: Vec<StoredMethod>) -> AccountFacts {
    let mut account = ana(methods);
    account.stored.account.administrator = true;
    account
}

fn ago(kind: MethodKind, seconds: i64) -> Proofs {
    let at = Some((kind, NOW.plus(-seconds)));
    Proofs { method_at: at, strong_at: at.filter(|_| kind.is_strong()), ..Proofs::default() }
}

fn lacking(account: &AccountFacts, level: u8, proofs: Proofs) -> Option<Lacking> {
    Administrator::prove(&session(level, proofs), account, &Settings::default(), NOW).err()
}

const APP_NOW: MethodKind = MethodKind::AuthenticatorApp;

#[test]
fn whoever_is_not_marked_is_told_nothing_else_whatever_they_have_and_proved() {
    for methods in [vec![], vec![question(), phone()], vec![question(), app(), passkey(BLUE_KEY, 1)]] {
        for proofs in [Proofs::default(), all_proofs(), ago(APP_NOW, 1)] {
            assert_eq!(lacking(&ana(methods.clone()), 3, proofs), Some(Lacking::Mark));
        }
    }
    let mut grouped = ana(vec![app()]);
    grouped.stored.account.groups = vec!["administrators".into(), "admin".into()];
    assert_eq!(lacking(&grouped, 2, ago(APP_NOW, 1)), Some(Lacking::Mark), "a group is no mark");
}

#[test]
fn the_power_begins_with_an_app_or_a_passkey_and_not_before() {
    for methods in [
        vec![],
        vec![question(), phone(), codes("abc")],
        vec![pixel(PIXEL), phone()],
        vec![unfinished(app())],
        vec![lost(app()), phone()],
    ] {
        assert_eq!(lacking(&marked(methods), 2, all_proofs()), Some(Lacking::Method));
    }
    for methods in [vec![app()], vec![passkey(BLUE_KEY, 1)]] {
        let kind = methods[0].method.kind();
        assert_eq!(lacking(&marked(methods), 2, ago(kind, 1)), None);
    }
}

#[test]
fn a_session_proves_it_lately_and_strongly() {
    let account = marked(vec![question(), phone(), app(), codes("abc")]);
    assert_eq!(lacking(&account, 1, Proofs::default()), Some(Lacking::Proof(Why::NotProved)));
    let password = Proofs { password_at: Some(NOW), ..Proofs::default() };
    assert_eq!(lacking(&account, 1, password), Some(Lacking::Proof(Why::NotProved)), "level 1");
    let texted = Proofs { link_at: Some(NOW), ..ago(MethodKind::TextMessage, 1) };
    assert_eq!(lacking(&account, 2, texted), Some(Lacking::Proof(Why::TooWeak)), "a phone and a mailbox");
    let fresh_for = Settings::default().fresh_for;
    assert_eq!(lacking(&account, 2, ago(APP_NOW, fresh_for - 1)), None);
    let old = Lacking::Proof(Why::TooOld { proved_at: NOW.plus(-fresh_for) });
    assert_eq!(lacking(&account, 2, ago(APP_NOW, fresh_for)), Some(old));
    assert_eq!(lacking(&account, 1, ago(APP_NOW, 1)), Some(Lacking::Proof(Why::TooWeak)), "never at level 1");
    let set_up = Proofs { method_at: Some((APP_NOW, NOW)), ..Proofs::default() };
    assert_eq!(lacking(&account, 2, set_up), Some(Lacking::Proof(Why::TooWeak)), "set up is not answered");
}

#[test]
fn the_strict_profile_asks_for_a_fresher_proof() {
    let (account, strict) = (marked(vec![app()]), Settings::of(Profile::Strict));
    let after =
        |seconds| Administrator::prove(&session(2, ago(APP_NOW, seconds)), &account, &strict, NOW).is_ok();
    assert_eq!((after(5 * MINUTE - 1), after(5 * MINUTE)), (true, false));
}

#[test]
fn a_session_under_hold_waits_whatever_it_proved() {
    let mut held = session(2, ago(APP_NOW, 1));
    let until = NOW.plus(HOUR);
    held.session.hold_until = Some(until);
    let refused = Administrator::prove(&held, &marked(vec![app()]), &Settings::default(), NOW).err();
    assert_eq!(refused, Some(Lacking::Held { until }));
}

#[test]
fn the_power_says_whose_it_is_and_the_reserved_name_is_there_for_the_marked_alone() {
    let account = marked(vec![app()]);
    let power =
        Administrator::prove(&session(2, ago(APP_NOW, 1)), &account, &Settings::default(), NOW).unwrap();
    assert_eq!((power.account(), power.session()), (ANA, SESSION));
    let name = ActionName::parse(ADMINISTRATION).unwrap();
    assert!(ADMINISTRATION.starts_with(RESERVED));
    let settings = Settings::default();
    assert_eq!(reserved(&name, &account, &settings), Some(rule(&settings)));
    assert_eq!(reserved(&name, &ana(vec![app()]), &settings), None);
    assert_eq!(reserved(&ActionName::parse("vestibule.other").unwrap(), &account, &settings), None);
}
