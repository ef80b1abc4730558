//! Stories of power: what must be proved, how lately, before anything that protects an account may change.

use super::*;
use crate::samples::*;
use crate::session::Proofs;
use crate::settings::Profile;

fn prove(account: &AccountFacts, proofs: Proofs, action: Action) -> Result<FreshPerson, Missing> {
    FreshPerson::prove(&session(1, proofs), account, action, &Settings::default(), NOW)
}

fn missing(account: &AccountFacts, proofs: Proofs, action: Action) -> Missing {
    prove(account, proofs, action).expect_err("something is missing")
}

fn level_1() -> AccountFacts {
    let mut account = ana(vec![question()]);
    account.stored.account.first_strong_at = None;
    account
}

#[test]
fn the_first_strong_method_takes_password_question_and_a_mailed_link() {
    let bare = missing(&level_1(), Proofs::default(), Action::AddMethod);
    assert_eq!(bare, Missing { password: true, question: true, link: true, ..Missing::default() });
    assert!(prove(&level_1(), all_proofs(), Action::AddMethod).is_ok());
    for one_short in [
        Proofs { password_at: None, ..all_proofs() },
        Proofs { question_at: None, ..all_proofs() },
        Proofs { link_at: Some(NOW.plus(-3600)), ..all_proofs() },
    ] {
        assert!(prove(&level_1(), one_short, Action::AddMethod).is_err());
    }
}

#[test]
fn without_a_question_the_first_thing_to_do_is_to_choose_one() {
    let mut account = level_1();
    account.methods.clear();
    assert!(missing(&account, all_proofs(), Action::AddMethod).question_first);
    let imported = ana(vec![app()]);
    let lacking = missing(&imported, all_proofs(), Action::AddMethod);
    assert_eq!(
        lacking,
        Missing { question_first: true, ..Missing::default() },
        "a method from elsewhere opens no gate"
    );
    for action in
        [Action::AddQuestion, Action::Reactivate, Action::Remove, Action::AddEmail, Action::ChangePassword]
    {
        assert!(prove(&imported, all_proofs(), action).is_ok(), "{action:?}");
    }
    let strict = Settings::of(Profile::Strict);
    assert!(FreshPerson::prove(&session(1, all_proofs()), &account, Action::AddMethod, &strict, NOW).is_ok());
}

#[test]
fn without_a_verified_address_there_is_nowhere_to_mail_the_link() {
    let mut account = level_1();
    account.emails.clear();
    let lacking = missing(&account, all_proofs(), Action::AddMethod);
    assert_eq!((lacking.email, lacking.link), (true, false));
}

#[test]
fn where_no_mail_is_sent_the_operators_link_stands_for_the_mailed_one_and_nothing_else_does() {
    let silent = Settings { mail: false, ..Settings::default() };
    let lacking = |account: &AccountFacts, proofs: Proofs| {
        FreshPerson::prove(&session(1, proofs), account, Action::AddMethod, &silent, NOW).map(|_| ())
    };
    let mut unreachable = level_1();
    unreachable.emails.clear();
    for account in [level_1(), unreachable] {
        let without = lacking(&account, Proofs { link_at: None, ..all_proofs() });
        assert_eq!(
            without,
            Err(Missing { operator_link: true, ..Missing::default() }),
            "no letter is promised"
        );
        let stale = lacking(&account, Proofs { link_at: Some(NOW.plus(-3600)), ..all_proofs() });
        assert!(stale.is_err(), "it proves for an hour, as a mailed one");
        assert_eq!(lacking(&account, all_proofs()), Ok(()));
    }
    let asked = FreshPerson::prove(
        &session(1, Proofs { link_at: None, ..all_proofs() }),
        &level_1(),
        Action::AddQuestion,
        &silent,
        NOW,
    );
    assert!(asked.is_ok(), "another question waits for no letter");
}

#[test]
fn an_account_with_a_level_2_method_asks_for_one_used_lately() {
    let account = ana(vec![question(), app()]);
    let stale = Proofs { method_at: Some((MethodKind::AuthenticatorApp, NOW.plus(-600))), ..all_proofs() };
    for action in
        [Action::AddMethod, Action::Remove, Action::AddEmail, Action::Loosen, Action::ChangePassword]
    {
        assert!(missing(&account, stale.clone(), action).method, "{action:?}");
        assert!(prove(&account, all_proofs(), action).is_ok(), "{action:?}");
    }
}

#[test]
fn a_recovery_code_may_add_but_not_remove() {
    let account = ana(vec![question(), app(), codes("a")]);
    let by_code = Proofs { method_at: Some((MethodKind::RecoveryCode, NOW)), ..all_proofs() };
    assert!(prove(&account, by_code.clone(), Action::AddMethod).is_ok());
    for action in [Action::Remove, Action::Loosen] {
        assert!(missing(&account, by_code.clone(), action).not_by_recovery_code);
    }
}

#[test]
fn reporting_the_only_method_lost_does_not_lower_what_power_takes() {
    let account = ana(vec![question(), lost(app())]);
    let without = Proofs { method_at: None, ..all_proofs() };
    assert!(missing(&account, without, Action::AddMethod).method);
}

#[test]
fn for_three_days_after_the_first_strong_method_nothing_is_removed() {
    let mut account = ana(vec![question(), app()]);
    account.stored.account.first_strong_at = Some(NOW);
    for action in [Action::Remove, Action::AddEmail, Action::Loosen] {
        assert_eq!(missing(&account, all_proofs(), action).hold_until, Some(NOW.plus(72 * HOUR)));
    }
    assert!(prove(&account, all_proofs(), Action::AddMethod).is_ok());
}

#[test]
fn a_session_under_hold_changes_nothing_that_protects_the_account() {
    let mut held = session(2, all_proofs());
    held.session.hold_until = Some(NOW.plus(1));
    let account = ana(vec![question(), app()]);
    let settings = Settings::default();
    for action in [Action::AddQuestion, Action::AddMethod, Action::Remove, Action::ChangePassword] {
        let refused = FreshPerson::prove(&held, &account, action, &settings, NOW).map(|_| ());
        assert_eq!(refused.map_err(|m| m.hold_until), Err(Some(NOW.plus(1))), "{action:?}");
    }
    assert!(FreshPerson::prove(&held, &account, Action::Remove, &settings, NOW.plus(1)).is_ok());
}

#[test]
fn a_proof_from_the_future_was_made_by_a_wrong_clock() {
    let account = level_1();
    let at = |seconds| Proofs { password_at: Some(NOW.plus(seconds)), ..all_proofs() };
    assert!(prove(&account, at(30), Action::AddQuestion).is_ok(), "nodes may differ by a little");
    assert!(missing(&account, at(3600), Action::AddQuestion).password);
}

#[test]
fn power_names_its_account_session_and_action() {
    let person = prove(&level_1(), all_proofs(), Action::AddQuestion).expect("fresh");
    assert_eq!((person.account(), person.session(), person.action()), (ANA, SESSION, Action::AddQuestion));
}

#[test]
fn a_thief_with_the_password_can_plant_neither_an_address_nor_another_question() {
    let password_alone = Proofs { password_at: Some(NOW), ..Proofs::default() };
    for action in [Action::AddEmail, Action::AddQuestion] {
        let lacking = missing(&level_1(), password_alone.clone(), action);
        assert_eq!((lacking.question, lacking.link), (true, true), "{action:?}");
        assert!(prove(&level_1(), all_proofs(), action).is_ok(), "{action:?}");
    }
    let mut no_question = level_1();
    no_question.methods.clear();
    assert!(missing(&no_question, password_alone.clone(), Action::AddEmail).link);
    assert!(prove(&no_question, password_alone, Action::AddQuestion).is_ok(), "the first one");
}
