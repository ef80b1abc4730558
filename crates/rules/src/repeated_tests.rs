//! What is recorded when somebody gives the right password again and again and passes nothing.

use crate::account::AccountState;
use crate::change::Write;
use crate::decision::Decision;
use crate::event::{Event, EventKind};
use crate::facts::Facts;
use crate::judge::Checked;
use crate::samples::{APP, NOW, after, ana, app, begins, counted, draw, known, new_code, writes};
use crate::settings::Settings;
use crate::sign_in::Stage;
use crate::time::{HOUR, Time};
use crate::tries::{Counter, CounterKey, Door, Scope, Tries};
use crate::{first_step, second_step};

const STRANGERS: CounterKey = CounterKey::Account { scope: Scope::Strangers, door: Door::Asked };

fn give_password(facts: &Facts, now: Time) -> Decision {
    draw(|draw| first_step::password(facts, true, &Settings::default(), now, draw))
}

fn events(decision: &Decision) -> Vec<&EventKind> {
    let of = |write| match write {
        &Write::Record(Event { ref what, .. }) => Some(what),
        _ => None,
    };
    decision.change.iter().filter_map(of).collect()
}

/// A stranger's facts when so many came to nothing before.
fn stranger(before: i64) -> Facts {
    Facts { tries: counted(&[(STRANGERS, before)]), ..begins(Some(ana(vec![app()])), None) }
}

/// What is recorded of the next: how many others its event tells of; none: it has no event.
fn told(facts: &Facts, now: Time) -> Option<u32> {
    let decision = give_password(facts, now);
    assert!(matches!(decision.sign_in.stage, Stage::SecondStep(_)), "asked all the same: {decision:?}");
    let taken = |write: &Write| matches!(write, Write::Take { take, .. } if take.key == STRANGERS);
    assert_eq!(writes(&decision.change, taken), 1, "and counted");
    match events(&decision).as_slice() {
        [] => None,
        [EventKind::SecondStepAsked { also, .. }] => Some(*also),
        others => panic!("{others:?}"),
    }
}

#[test]
fn the_first_ten_have_an_event_each_and_then_each_doubling_tells_of_those_between() {
    let mut have_one = Vec::new();
    let mut told_of = 0;
    for number in 1..=1_000_i64 {
        if let Some(also) = told(&stranger(number - 1), NOW) {
            have_one.push(number);
            told_of += 1 + i64::from(also);
            assert_eq!(told_of, number, "no more and no fewer than there were");
        }
    }
    assert_eq!(have_one, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 128, 256, 512]);
}

#[test]
fn after_some_quiet_hours_it_begins_anew_and_tells_of_the_last_ones_too() {
    let at = |n, last| {
        let tries = Tries::new(vec![(STRANGERS, Counter { n, last })]);
        Facts { tries, ..stranger(0) }
    };
    assert_eq!(told(&at(20, NOW), NOW.plus(5 * HOUR)), None);
    assert_eq!(told(&at(20, NOW), NOW.plus(6 * HOUR)), Some(4), "the 17th to the 20th");
    let forgets = |write: &Write| matches!(write, Write::Forget { door: Door::Asked, .. });
    let anew = give_password(&at(20, NOW), NOW.plus(6 * HOUR));
    assert_eq!(writes(&anew.change, forgets), 1);
    assert_eq!(told(&at(0, NOW), NOW.plus(6 * HOUR)), Some(0));
}

#[test]
fn what_a_stranger_repeats_hides_nothing_of_a_known_browser() {
    let owner = Facts { browser: known(), ..stranger(11) };
    let settings = Settings { when_risky_allowed: false, ..Settings::default() };
    let owner = draw(|draw| first_step::password(&owner, true, &settings, NOW, draw));
    assert!(matches!(events(&owner)[..], [EventKind::SecondStepAsked { also: 0, .. }]), "{owner:?}");
}

#[test]
fn a_locked_account_does_not_write_an_event_for_each_right_password() {
    let mut facts = stranger(11);
    if let Some(account) = &mut facts.account {
        account.stored.account.state = AccountState::Locked { since: NOW };
    }
    let refused = give_password(&facts, NOW);
    assert!(matches!(refused.sign_in.stage, Stage::Refused { .. }));
    assert_eq!(events(&refused), Vec::<&EventKind>::new());
}

#[test]
fn a_sign_in_that_was_only_counted_is_recorded_with_all_that_it_rests_on_once_it_passes() {
    let facts = stranger(11);
    let asked = give_password(&facts, NOW);
    let Stage::SecondStep(verification) = &asked.sign_in.stage else { panic!("{asked:?}") };
    let weighed = verification.weighed.clone();
    assert!(weighed.is_some());
    let settings = Settings::default();
    let facts = after(&facts, &asked);
    let chosen = draw(|draw| second_step::choose(&facts, APP, new_code("123456"), &settings, NOW, draw));
    let facts = after(&facts, &chosen);
    let step = NOW.0 / 30;
    let right = Checked::AuthenticatorApp { step: Some(step), drifted: None, now_step: step };
    let passed = draw(|draw| second_step::answer(&facts, right, false, &settings, NOW, draw));
    assert!(matches!(passed.sign_in.stage, Stage::Passed { .. }), "{passed:?}");
    let kept = events(&passed).into_iter().find_map(|what| match what {
        EventKind::SignedIn { weighed, .. } => Some(weighed.clone()),
        _ => None,
    });
    assert_eq!(kept, Some(weighed));
}

#[test]
fn switching_to_and_fro_between_methods_records_each_once() {
    let facts = crate::samples::second_step(ana(vec![app(), crate::samples::codes("abc")]), None);
    let settings = Settings::default();
    let (mut facts, mut recorded) = (facts, 0);
    for method in [APP, crate::samples::CODES, APP, crate::samples::CODES] {
        let chosen =
            draw(|draw| second_step::choose(&facts, method, new_code("123456"), &settings, NOW, draw));
        assert!(matches!(&chosen.sign_in.stage, Stage::SecondStep(_)));
        recorded += events(&chosen).len();
        facts = after(&facts, &chosen);
    }
    assert_eq!(recorded, 2);
}
