//! A phone's life: unpaired, waiting, signed in, quiet, signed out, lost; and what counts as a way in through all of it.

use risk::Verdict;

use super::*;
use crate::account::Account;
use crate::message::Recipient;
use crate::offer::{Occasion, WhyNot, offer};
use crate::prompt::{LONG_NUMBER, digits};
use crate::samples::*;
use crate::settings::Profile;
use crate::tries::Tries;

const TABLET: MethodId = MethodId::from_bytes([21; 16]);

fn why(account: &AccountFacts, own: Option<MethodId>, now: Time) -> Option<WhyNot> {
    let (settings, tries) = (Settings::default(), Tries::default());
    let guesser = crate::tries::Guesser::Stranger { network: "net".into() };
    let on = Occasion {
        verdict: Verdict::Challenge,
        step_up: false,
        own_phone: own,
        guesser: &guesser,
        tries: &tries,
        no_texts: &[],
        settings: &settings,
        now,
    };
    let offered = offer(account, on);
    let apps: Vec<_> = offered.iter().filter(|o| o.kind == MethodKind::MobilePrompt).collect();
    assert_eq!(apps.len(), 1, "all phones are one line: {offered:?}");
    apps[0].why_not
}

#[test]
fn a_phone_is_asked_while_its_app_is_signed_in_and_seen() {
    let mut account = ana(vec![app(), pixel(PIXEL)]);
    assert_eq!(why(&account, None, NOW), None);
    assert_eq!(why(&account, Some(PIXEL), NOW), Some(WhyNot::ThisPhone), "never a prompt to itself");
    let later = NOW.plus(QUIET_AFTER);
    assert_eq!(state(&account.methods[1].method, later), Some(PhoneState::Quiet));
    assert_eq!(why(&account, None, later), Some(WhyNot::AppSignedOut));
    account.methods.push(pixel(TABLET));
    assert_eq!(why(&account, Some(PIXEL), NOW), None, "another phone answers for it");
}

#[test]
fn signing_out_ends_what_the_last_phone_could_answer_and_only_then() {
    let one = ana(vec![app(), pixel(PIXEL)]);
    let two = ana(vec![app(), pixel(PIXEL), pixel(TABLET)]);
    let out = |account: &AccountFacts| {
        draw(|draw| sign_out(account, &account.methods[1], &caller("net").origin, NOW, draw))
    };
    let closes = |change: &Change| writes(change, |w| matches!(w, Write::ClosePrompts { .. }));
    assert_eq!((closes(&out(&one)), closes(&out(&two))), (1, 0));
    let change = out(&one);
    let Some(Write::SaveMethod { method, secret, .. }) = change.first() else { panic!("{change:?}") };
    assert_eq!(secret.as_deref(), Some(""), "nobody is woken there any more");
    assert_eq!(state(method, NOW), Some(PhoneState::SignedOut));
    assert!(method.is_active(), "it still counts as what the account has: nothing less is asked");
    let mut gone = one;
    gone.methods[1].method = method.clone();
    assert!(draw(|draw| sign_out(&gone, &gone.methods[1], &caller("net").origin, NOW, draw)).is_empty());
}

#[test]
fn a_signed_out_phone_is_no_way_in_and_the_last_one_says_so() {
    let settings = Settings::default();
    let account = ana(vec![pixel(PIXEL), codes("abc")]);
    assert!(is_last_way_in(&account, PIXEL, &settings, NOW));
    let with_app = ana(vec![pixel(PIXEL), app()]);
    assert!(!is_last_way_in(&with_app, PIXEL, &settings, NOW));
    let quiet = NOW.plus(QUIET_AFTER);
    assert_eq!(WaysIn::of(account.active(), &settings, quiet).strong, 1, "the codes alone");
}

#[test]
fn a_code_is_claimed_once_and_nothing_counts_before_its_owners_word() {
    let waiting = Method {
        state: MethodState::Pending { expires: NOW.plus(PAIRING_FOR) },
        name: String::new(),
        data: new_phone("code".into()),
        ..pixel(PIXEL).method
    };
    let account = ana(vec![app(), StoredMethod { method: waiting, secret: "sealed".into(), version: 3 }]);
    let shows = || Claim { key: "key".into(), token: "hash".into(), name: "Pixel".into() };
    for code in ["", "other"] {
        assert_eq!(claim(&account, code, shows(), NOW).err(), Some(NotEnrolled::Gone), "{code:?}");
    }
    let late = NOW.plus(PAIRING_FOR);
    assert_eq!(claim(&account, "code", shows(), late).err(), Some(NotEnrolled::Gone));
    let (claimed, change) = claim(&account, "code", shows(), NOW).expect("claimed");
    assert!(
        matches!(&change[..], [Write::SaveMethod { secret: Some(kept), based_on: 3, .. }] if kept.is_empty())
    );
    assert_eq!(state(&claimed, NOW), Some(PhoneState::Waiting));
    let mut after = account;
    after.methods[1].method = claimed;
    assert_eq!(claim(&after, "code", shows(), NOW).err(), Some(NotEnrolled::Gone), "used");
    assert_eq!(claim(&after, "", shows(), NOW).err(), Some(NotEnrolled::Gone), "no code is no code");
    assert_eq!(reached(&after, None, NOW).count(), 0);
}

#[test]
fn a_new_password_after_not_me_ends_every_phone_and_no_other_does() {
    let mut account = ana(vec![app(), pixel(PIXEL), pixel(TABLET)]);
    assert!(all_signed_out(&account, NOW).is_empty());
    account.stored.account = Account { denied_at: Some(NOW), ..account.stored.account };
    let change = all_signed_out(&account, NOW);
    assert_eq!(writes(&change, |w| matches!(w, Write::SaveMethod { .. })), 2);
    assert_eq!(writes(&change, |w| matches!(w, Write::ClosePrompts { .. })), 1);
}

#[test]
fn six_digits_wherever_more_is_asked() {
    let (classic, strict) = (Settings::default(), Settings::of(Profile::Strict));
    let mut account = ana(vec![pixel(PIXEL)]);
    assert_eq!(digits(&account, Verdict::Challenge, &classic, NOW), 2);
    assert_eq!(digits(&account, Verdict::ChallengeStrong, &classic, NOW), LONG_NUMBER);
    assert_eq!(digits(&account, Verdict::Challenge, &strict, NOW), LONG_NUMBER);
    account.stored.account.denied_at = Some(NOW);
    assert_eq!(digits(&account, Verdict::Challenge, &classic, NOW), LONG_NUMBER);
}

#[test]
fn only_phones_that_can_be_woken_are_woken() {
    let mut woken = pixel(TABLET);
    woken.secret = "sealed subscription".into();
    let account = ana(vec![pixel(PIXEL), woken]);
    let (_, change) = draw(|draw| crate::second_step::ask_test(&account, &caller("net"), NOW, draw));
    let to: Vec<_> = change
        .iter()
        .filter_map(|write| match write {
            Write::Send(message) => Some(&message.to),
            _ => None,
        })
        .collect();
    assert!(matches!(to[..], [Recipient::App { id: TABLET, .. }]), "{to:?}");
}
