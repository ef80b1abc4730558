//! Stories of enabling methods: begun, proved, counted only then.

use super::*;
use crate::fresh::Action;
use crate::samples::*;
use crate::sign_in::TEXT_CODE_TRIES;
use crate::sign_in::TextCode;

fn power(facts: &MyFacts, action: Action) -> FreshPerson {
    FreshPerson::prove(&facts.session, &facts.account, action, &Settings::default(), NOW).expect("fresh")
}

/// Ana with a question, who has proved everything that a first strong method takes.
fn ana_with(methods: Vec<StoredMethod>) -> MyFacts {
    mine(ana(methods), all_proofs())
}

fn at_step(step: Option<i64>) -> FirstCode {
    FirstCode { step, now_step: 1_000 }
}

fn enable_app(facts: &MyFacts, code: FirstCode, now: Time) -> Result<Enabled, NotEnrolled> {
    let person = power(facts, Action::AddMethod);
    draw(|draw| confirm_app(&person, facts, APP, code, now, draw))
}

fn phone_with(code: Option<TextCode>) -> StoredMethod {
    let mut stored = unfinished(phone());
    stored.method.data = MethodData::TextMessage { hint: "+34 … 89".into(), proof: code };
    stored
}

fn sent_code() -> TextCode {
    let resend_at = Some(NOW.plus(30));
    TextCode {
        sealed: "sealed 1".into(),
        expires: NOW.plus(300),
        resend_at,
        sent: 1,
        wrong: 0,
        failed: false,
    }
}

fn saved(change: &Change) -> &Method {
    change
        .iter()
        .find_map(|write| match write {
            Write::SaveMethod { method, .. } => Some(method),
            _ => None,
        })
        .expect("a method is saved")
}

#[test]
fn an_unfinished_set_up_never_counts_and_survives_a_reload() {
    let facts = ana_with(vec![question()]);
    let person = power(&facts, Action::AddMethod);
    let data = new_app(TotpAlgorithm::Sha1, 6);
    let change = begin(&person, &facts, APP, data, "seed".into(), String::new(), &Settings::default(), NOW);
    let [Write::NewMethod { method, .. }] = &change.expect("begun")[..] else {
        panic!("one new method");
    };
    let begun = ana(vec![question(), StoredMethod { method: method.clone(), ..app() }]);
    assert!(!begun.has_level_2());
    assert!(pending_app(&begun, NOW.plus(3_599)) && !pending_app(&begun, NOW.plus(3_600)));
}

fn pending_app(account: &AccountFacts, now: Time) -> bool {
    pending(account, MethodKind::AuthenticatorApp, now).is_some()
}

#[test]
fn beginning_again_takes_the_place_of_what_was_unfinished() {
    let facts = ana_with(vec![question(), unfinished(app())]);
    let person = power(&facts, Action::AddMethod);
    let id = MethodId::from_bytes([42; 16]);
    let data = new_app(TotpAlgorithm::Sha1, 6);
    let change = begin(&person, &facts, id, data, "seed".into(), String::new(), &Settings::default(), NOW);
    let dropped = |w: &Write| matches!(w, Write::DropMethod { method, .. } if *method == APP);
    assert_eq!(writes(&change.expect("begun"), dropped), 1);
}

#[test]
fn five_of_a_kind_are_enough() {
    let apps = (0..5).map(|n| {
        let mut stored = app();
        stored.method.id = MethodId::from_bytes([50 + n; 16]);
        stored
    });
    let facts = ana_with(apps.chain([question()]).collect());
    let person = power(&facts, Action::AddMethod);
    let data = new_app(TotpAlgorithm::Sha1, 6);
    let sixth = begin(&person, &facts, APP, data, "seed".into(), String::new(), &Settings::default(), NOW);
    assert_eq!(sixth, Err(NotEnrolled::TooMany));
}

#[test]
fn the_first_code_enables_the_app_learns_its_clock_and_is_used_up() {
    let facts = ana_with(vec![question(), unfinished(app())]);
    let enabled = enable_app(&facts, at_step(Some(1_003)), NOW).expect("enabled");
    let method = saved(&enabled.change);
    assert!(method.is_active() && enabled.recovery_codes_due);
    let MethodData::AuthenticatorApp(state) = &method.data else { panic!("an app") };
    assert_eq!((state.offset, state.last_step), (3, 1_003));
    let first =
        |w: &Write| matches!(w, Write::SaveAccount { account, .. } if account.first_strong_at == Some(NOW));
    assert_eq!(writes(&enabled.change, first), 1, "the hold of three days begins");
    assert_eq!(writes(&enabled.change, |w| matches!(w, Write::Send(_))), 1, "every address is told");
}

#[test]
fn a_second_strong_method_begins_no_new_hold() {
    let facts = ana_with(vec![question(), phone(), codes("a"), unfinished(app())]);
    let enabled = enable_app(&facts, at_step(Some(1_000)), NOW).expect("enabled");
    assert_eq!(writes(&enabled.change, |w| matches!(w, Write::SaveAccount { .. })), 0);
    assert!(!enabled.recovery_codes_due);
}

#[test]
fn a_wrong_or_late_first_code_enables_nothing() {
    let facts = ana_with(vec![question(), unfinished(app())]);
    assert_eq!(enable_app(&facts, at_step(None), NOW).map(|_| ()), Err(NotEnrolled::Wrong));
    assert_eq!(enable_app(&facts, at_step(Some(1_000)), NOW.plus(600)).map(|_| ()), Err(NotEnrolled::Gone));
    let finished = ana_with(vec![question(), app()]);
    assert_eq!(enable_app(&finished, at_step(Some(1_000)), NOW).map(|_| ()), Err(NotEnrolled::Gone));
}

#[test]
fn a_phone_is_proved_by_the_code_it_was_sent() {
    let facts = ana_with(vec![question(), phone_with(Some(sent_code()))]);
    let person = power(&facts, Action::AddMethod);
    let enabled = draw(|draw| confirm_phone(&person, &facts, PHONE, true, NOW, draw)).expect("enabled");
    let MethodData::TextMessage { proof, .. } = &saved(&enabled.change).data else { panic!("a phone") };
    assert_eq!(*proof, None, "the code is used up");
}

#[test]
fn a_wrong_code_for_a_phone_is_counted_and_the_fifth_kills_it() {
    let mut code = sent_code();
    for n in 1..=TEXT_CODE_TRIES {
        let facts = ana_with(vec![question(), phone_with(Some(code.clone()))]);
        let person = power(&facts, Action::AddMethod);
        let (why, change) =
            draw(|draw| confirm_phone(&person, &facts, PHONE, false, NOW, draw)).expect_err("wrong");
        assert_eq!(why, NotEnrolled::Wrong);
        let MethodData::TextMessage { proof: Some(counted), .. } = &saved(&change).data else {
            panic!("the code stays")
        };
        assert_eq!(counted.wrong, n);
        code = counted.clone();
    }
    let facts = ana_with(vec![question(), phone_with(Some(code))]);
    assert_eq!(proof_of(&facts, PHONE, NOW), Err(NotEnrolled::CodeDead));
    let again = draw(|draw| send_proof(&facts, PHONE, new_code("2"), &Settings::default(), NOW, draw));
    assert_eq!(
        again,
        Err(NotEnrolled::TooEarly { at: Some(NOW.plus(30)) }),
        "a new one, when that could be sent again"
    );
}

#[test]
fn sending_a_proof_again_repeats_the_same_code() {
    let facts = ana_with(vec![question(), phone_with(Some(sent_code()))]);
    let later = NOW.plus(30);
    let change = draw(|draw| send_proof(&facts, PHONE, new_code("2"), &Settings::default(), later, draw));
    let change = change.expect("sent");
    let MethodData::TextMessage { proof: Some(code), .. } = &saved(&change).data else { panic!("a phone") };
    assert_eq!((code.sealed.as_str(), code.expires, code.sent), ("sealed 1", NOW.plus(300), 2));
}

#[test]
fn a_new_question_takes_the_place_of_the_old_one() {
    let facts = ana_with(vec![question()]);
    let person = power(&facts, Action::AddQuestion);
    let change = draw(|draw| set_question(&person, &facts, "first_school".into(), "hash".into(), NOW, draw));
    assert_eq!(writes(&change, |w| matches!(w, Write::DropMethod { method, .. } if *method == QUESTION)), 1);
    assert_eq!(writes(&change, |w| matches!(w, Write::NewMethod { .. })), 1);
}

#[test]
fn new_recovery_codes_make_the_old_ones_void_and_are_told() {
    let facts = ana_with(vec![question(), app(), codes("ab")]);
    let person = power(&facts, Action::AddMethod);
    let set = vec![('a', "hash".to_owned()), ('b', "hash".to_owned())];
    let change = draw(|draw| new_recovery_codes(&person, &facts, set, NOW, draw));
    assert_eq!(
        writes(&change, |w| matches!(w, Write::PutRecoveryCodes { codes, .. } if codes.len() == 2)),
        1
    );
    assert_eq!(writes(&change, |w| matches!(w, Write::DropMethod { method, .. } if *method == CODES)), 1);
    assert_eq!(writes(&change, |w| matches!(w, Write::Send(_))), 1);
}

#[test]
fn only_what_is_unfinished_can_be_dropped_without_power() {
    let facts = ana_with(vec![app(), unfinished(phone())]);
    assert_eq!(drop_pending(&facts, PHONE).len(), 1);
    assert_eq!(drop_pending(&facts, APP), []);
}
