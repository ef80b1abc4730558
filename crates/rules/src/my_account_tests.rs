//! Stories of one's own account: nobody reaches "no way in" by a click, and whatever loosens is told.

use super::*;
use crate::account::Email;
use crate::fresh::Action;
use crate::id::EmailId;
use crate::samples::*;
use crate::settings::Profile;
use crate::time::HOUR;

fn ana_with(methods: Vec<StoredMethod>) -> MyFacts {
    mine(ana(methods), all_proofs())
}

fn power(facts: &MyFacts, action: Action) -> FreshPerson {
    FreshPerson::prove(&facts.session, &facts.account, action, &Settings::default(), NOW).expect("fresh")
}

fn taken_away(facts: &MyFacts, id: MethodId) -> Result<Change, NotChanged> {
    let person = power(facts, Action::Remove);
    draw(|draw| remove(&person, facts, id, &Settings::default(), NOW, draw))
}

fn told(change: &Change) -> usize {
    writes(change, |w| matches!(w, Write::Send(_)))
}

#[test]
fn the_question_stays_while_other_methods_depend_on_it() {
    assert_eq!(taken_away(&ana_with(vec![question(), app()]), QUESTION), Err(NotChanged::QuestionNeeded));
    let pending_only = ana_with(vec![question(), unfinished(app())]);
    assert!(taken_away(&pending_only, QUESTION).is_ok());
}

#[test]
fn the_last_way_in_is_not_removed() {
    let facts = ana_with(vec![question(), app(), codes("ab")]);
    assert_eq!(taken_away(&facts, APP), Err(NotChanged::LastWayIn), "recovery codes do not stand alone");
    let with_phone = ana_with(vec![question(), app(), phone()]);
    assert_eq!(told(&taken_away(&with_phone, APP).expect("another is left")), 1);
}

#[test]
fn a_phone_that_no_code_can_be_sent_to_does_not_stand_in_for_the_last_way_in() {
    let facts = ana_with(vec![question(), app(), phone()]);
    let silent = Settings { text_messages: false, ..Settings::default() };
    assert_eq!(removable(&facts, APP, &silent, NOW), Err(NotChanged::LastWayIn));
    assert!(removable(&facts, PHONE, &silent, NOW).is_ok());
}

#[test]
fn an_unfinished_set_up_is_removed_without_a_word() {
    let change = taken_away(&ana_with(vec![app(), unfinished(phone())]), PHONE).expect("removed");
    assert_eq!(change.len(), 1);
}

#[test]
fn removing_recovery_codes_voids_all_of_them() {
    let change = taken_away(&ana_with(vec![app(), codes("ab")]), CODES).expect("removed");
    assert_eq!(
        writes(&change, |w| matches!(w, Write::PutRecoveryCodes { codes, .. } if codes.is_empty())),
        1
    );
}

#[test]
fn tightening_takes_nothing_and_loosening_takes_power_and_is_told() {
    let settings = Settings::default();
    let set = |facts: &MyFacts, person: Option<&FreshPerson>, when| {
        draw(|draw| set_verify(person, facts, when, &settings, NOW, draw))
    };
    let mut facts = ana_with(vec![app()]);
    assert_eq!(told(&set(&facts, None, VerifyWhen::EverySignIn).expect("tightened")), 0);
    facts.account.stored.account.verify = VerifyWhen::EverySignIn;
    assert!(loosens(&facts, VerifyWhen::WhenRisky));
    assert!(set(&facts, None, VerifyWhen::WhenRisky).is_err());
    let person = power(&facts, Action::Loosen);
    assert_eq!(told(&set(&facts, Some(&person), VerifyWhen::WhenRisky).expect("loosened")), 1);
    let strict = Settings::of(Profile::Strict);
    let there = draw(|draw| set_verify(Some(&person), &facts, VerifyWhen::WhenRisky, &strict, NOW, draw));
    assert_eq!(there, Err(NotChanged::NotAllowedHere));
}

#[test]
fn only_what_works_every_day_can_be_preferred() {
    let facts = ana_with(vec![app(), unfinished(phone()), codes("a")]);
    let choice = |id| draw(|draw| prefer(&facts, id, NOW, draw)).map(|change| change.len());
    assert_eq!(choice(Some(APP)), Ok(2));
    assert_eq!(choice(None), Ok(2));
    for unfit in [PHONE, CODES] {
        assert_eq!(choice(Some(unfit)), Err(NotChanged::NotPreferable));
    }
    assert_eq!(choice(Some(QUESTION)), Err(NotChanged::Gone));
}

#[test]
fn a_name_is_trimmed_and_of_bounded_length() {
    let facts = ana_with(vec![app()]);
    let change = draw(|draw| rename(&facts, APP, &format!("  {}", "é".repeat(99)), NOW, draw));
    let [Write::SaveMethod { method, .. }, _] = &change.expect("renamed")[..] else { panic!("saved") };
    assert_eq!(method.name, "é".repeat(NAME_MAX));
}

#[test]
fn a_new_password_ends_other_sessions_and_forgets_other_browsers_and_failures() {
    let facts = ana_with(vec![app()]);
    let person = power(&facts, Action::ChangePassword);
    let change = draw(|draw| change_password(&person, &facts, "new hash".into(), NOW, draw));
    let kept = |w: &Write| {
        matches!(
            w,
            Write::EndSessions { except: Some(SESSION), .. }
                | Write::ForgetBrowsers { except: Some(LAPTOP), .. }
        )
    };
    assert_eq!(writes(&change, kept), 2);
    let forgiven = |scope: Scope| {
        writes(&change, |w| matches!(w, Write::Forget { scope: s, door: Door::Password, .. } if *s == scope))
    };
    assert_eq!((forgiven(Scope::Strangers), forgiven(Scope::Known)), (1, 1));
    assert_eq!(told(&change), 1);
}

#[test]
fn a_door_that_rests_is_opened_again_for_everybody() {
    let facts = ana_with(vec![app()]);
    let person = power(&facts, Action::Loosen);
    let door = Door::Method(MethodKind::AuthenticatorApp);
    let change = draw(|draw| allow_tries(&person, &facts, door, NOW, draw));
    assert_eq!(writes(&change, |w| matches!(w, Write::Forget { .. })), 2);
}

#[test]
fn an_address_counts_only_after_its_own_link_and_the_last_one_stays() {
    let facts = ana_with(vec![app()]);
    let person = power(&facts, Action::AddEmail);
    let new =
        Email {
            id: EmailId::from_bytes([77; 16]), hint: "b…@…".into(), verified_at: None, added_at: NOW
        };
    let change =
        draw(|draw| add_email(&person, &facts, new, "sealed".into(), &Settings::default(), NOW, draw));
    assert_eq!(told(&change.expect("added")), 2, "its link, and a notice to the address before it");
    let person = power(&facts, Action::Remove);
    let last = draw(|draw| remove_email(&person, &facts, MAILBOX, None, NOW, draw));
    assert_eq!(last, Err(NotChanged::LastEmail));
}

#[test]
fn a_lost_phone_suspends_what_was_on_it_and_never_the_recovery_codes() {
    let account = ana(vec![question(), app(), phone(), passkey(BLUE_KEY, 0), codes("ab")]);
    let settings = Settings::default();
    let from = caller("home").origin;
    let lost = |account: &AccountFacts, passkeys| {
        draw(|draw| phone_lost(account, passkeys, &from, &settings, NOW, draw))
    };
    let on_it = [MethodKind::AuthenticatorApp, MethodKind::TextMessage, MethodKind::Passkey];
    for (passkeys, gone) in [(false, &on_it[..2]), (true, &on_it[..])] {
        let change = lost(&account, passkeys).expect("the password is enough");
        let suspended: Vec<_> = change
            .iter()
            .filter_map(|w| match w {
                Write::SaveMethod { method, .. } if !method.is_active() => Some(method.kind()),
                _ => None,
            })
            .collect();
        assert_eq!(suspended, gone, "passkeys only where their owner says so");
        let until = NOW.plus(72 * HOUR);
        let strict = |w: &Write| matches!(w, Write::SaveAccount { account, .. } if account.suspended_until == Some(until));
        assert_eq!(writes(&change, strict), 1);
    }
    let last = ana(vec![question(), app(), passkey(BLUE_KEY, 0)]);
    let change = lost(&last, true).expect("the app is on it");
    let still =
        |w: &Write| matches!(w, Write::SaveMethod { method, .. } if method.kind() == MethodKind::Passkey);
    assert_eq!(writes(&change, still), 0, "whoever has the password alone takes nobody's last passkey");
    for (methods, passkeys) in [
        (vec![question(), passkey(BLUE_KEY, 0)], true),
        (vec![question()], true),
        (vec![passkey(BLUE_KEY, 0)], false),
    ] {
        assert_eq!(lost(&ana(methods), passkeys), Err(NotChanged::NothingToSuspend));
    }
}

#[test]
fn signing_out_ends_this_session_and_no_other() {
    let facts = ana_with(vec![app()]);
    let own = draw(|draw| end_session(&facts, SESSION, NOW, draw));
    assert!(matches!(own[..], [Write::EndSession { session: SESSION, .. }, _]));
    let others = draw(|draw| end_other_sessions(&facts, 2, NOW, draw));
    assert!(matches!(others[..], [Write::EndSessions { except: Some(SESSION), .. }, _]));
}

#[test]
fn a_known_browser_that_guesses_at_the_current_password_is_known_no_longer() {
    let guesser = Guesser::Known(LAPTOP);
    let key = crate::tries::CounterKey::Account { scope: Scope::Browser(LAPTOP), door: Door::Password };
    let given = |n: i64, right: bool| {
        let facts = MyFacts { tries: counted(&[(key.clone(), n)]), ..ana_with(vec![app()]) };
        let takes = vec![Take { key: key.clone(), at_most: n + 1 }];
        draw(|draw| current_password(&facts, &guesser, takes, right, NOW, draw))
    };
    let forgotten = |w: &Write| matches!(w, Write::ForgetBrowser { browser: LAPTOP, .. });
    assert_eq!(writes(&given(8, false), forgotten), 0);
    assert_eq!(writes(&given(9, false), forgotten), 1, "or its own counter would shut it out for ever");
    let wrong = |w: &Write| matches!(w, Write::Record(event) if event.what == EventKind::WrongPassword);
    assert_eq!(writes(&given(0, false), wrong), 1);
    assert_eq!(writes(&given(9, true), |w| matches!(w, Write::Succeed { .. })), 1);
}
