//! Stories of guessing: how many tries anybody has, how long they wait, and that nothing adds up to a hundred.

use super::*;
use crate::samples::{LAPTOP, NOW};

const APP: Door = Door::Method(MethodKind::AuthenticatorApp);
const ASKED: Door = Door::Method(MethodKind::SecurityQuestion);

fn stranger() -> Guesser {
    Guesser::Stranger { network: "elsewhere".into() }
}

/// Guesses wrongly as fast as the rules allow, counting into `counters`; how many guesses were let in, and how long it took.
fn guess(
    counters: &mut Vec<(CounterKey, Counter)>,
    door: Door,
    guesser: &Guesser,
    mut now: Time,
) -> (i64, Time) {
    let mut guesses = 0;
    loop {
        match Tries::new(counters.clone()).admit(door, guesser, now) {
            Admission::Resting => return (guesses, now),
            Admission::Wait { until } => now = until,
            Admission::Open(takes) => {
                guesses += 1;
                for take in takes {
                    let at = counters.iter().position(|(key, _)| *key == take.key).unwrap_or_else(|| {
                        counters.push((take.key.clone(), Counter::default()));
                        counters.len() - 1
                    });
                    let counter = &mut counters[at].1;
                    assert!(counter.n < take.at_most, "the store would let it in");
                    *counter = Counter { n: counter.n + 1, last: now };
                }
            }
        }
    }
}

#[test]
fn strangers_have_fifty_guesses_together_and_wait_nine_hours_for_them() {
    for door in [Door::Password, APP, ASKED] {
        let mut counters = Vec::new();
        let (guesses, end) = guess(&mut counters, door, &stranger(), NOW);
        assert_eq!(guesses, 50);
        assert!(end.since(NOW) >= 9 * HOUR, "{door:?} took only {} s", end.since(NOW));
    }
}

#[test]
fn one_known_browser_has_ten_guesses_and_waits_at_most_a_minute_for_each() {
    let (guesses, end) = guess(&mut Vec::new(), APP, &Guesser::Known(LAPTOP), NOW);
    assert_eq!((guesses, end.since(NOW)), (10, 5 + 10 + 20 + 40 + 60));
}

#[test]
fn everybody_together_stays_below_a_hundred_guesses() {
    for door in Door::ALL {
        let mut counters = Vec::new();
        let mut sum = guess(&mut counters, door, &stranger(), NOW).0;
        for n in 0..20 {
            let browser = Guesser::Known(BrowserId::from_bytes([n; 16]));
            sum += guess(&mut counters, door, &browser, NOW.plus(90 * 86_400)).0;
        }
        assert_eq!(sum, 90, "{door:?}");
    }
}

#[test]
fn guesses_of_strangers_leave_a_known_browser_all_of_its_own() {
    let mut counters = Vec::new();
    guess(&mut counters, APP, &stranger(), NOW);
    let (guesses, _) = guess(&mut counters, APP, &Guesser::Known(LAPTOP), NOW);
    assert_eq!(guesses, 10);
}

#[test]
fn the_question_rests_an_hour_after_every_fifth_wrong_answer() {
    let key = CounterKey::Account { scope: Scope::Strangers, door: ASKED };
    let five = Tries::new(vec![(key.clone(), Counter { n: 5, last: NOW })]);
    assert_eq!(five.admit(ASKED, &stranger(), NOW.plus(HOUR - 1)), Admission::Wait { until: NOW.plus(HOUR) });
    let seven = Tries::new(vec![(key.clone(), Counter { n: 7, last: NOW })]);
    let Admission::Open(takes) = seven.admit(ASKED, &stranger(), NOW) else {
        panic!("a whole round of five is free again");
    };
    assert!(takes.contains(&Take { key, at_most: 10 }));
}

#[test]
fn delays_double_up_to_a_quarter_of_an_hour() {
    let until = |n| match STRANGERS.allows(Counter { n, last: NOW }, NOW) {
        Allowance::Wait { until } => until.since(NOW),
        other => panic!("{other:?}"),
    };
    assert_eq!([5, 6, 7, 8, 9, 10, 49].map(until), [30, 60, 120, 240, 480, 900, 900]);
}

#[test]
fn a_busy_network_slows_down_over_all_accounts_but_never_ends() {
    let key = CounterKey::Network("elsewhere".into());
    let tries = Tries::new(vec![(key, Counter { n: 1_000_000, last: NOW })]);
    assert_eq!(tries.admit(APP, &stranger(), NOW), Admission::Wait { until: NOW.plus(MINUTE) });
    assert!(matches!(tries.admit(APP, &stranger(), NOW.plus(MINUTE)), Admission::Open(_)));
    assert!(matches!(tries.admit(APP, &Guesser::Known(LAPTOP), NOW), Admission::Open(_)));
}

#[test]
fn only_the_tenth_failure_uses_up_a_known_browser() {
    let key = CounterKey::Account { scope: Scope::Browser(LAPTOP), door: APP };
    let last = |n| {
        let tries = Tries::new(vec![(key.clone(), Counter { n, last: NOW })]);
        tries.last_try(APP, &Guesser::Known(LAPTOP))
    };
    assert!(!last(8) && last(9));
    assert!(!Tries::default().last_try(APP, &stranger()));
}
