//! Bursts are seen while they last, by network and across accounts, in bounded memory.

use super::Bursts;
use crate::samples::NOW;
use crate::{Burst, Key};

const HERE: Key = Key::new(7);
const ELSEWHERE: Key = Key::new(8);

#[test]
fn one_person_who_mistypes_is_one_account() {
    let mut bursts = Bursts::default();
    for second in 0..4 {
        bursts.failed(HERE, Key::new(1), NOW + second);
    }
    assert_eq!(bursts.lately(HERE, NOW + 5), Burst { failures: 4, accounts: 1 });
    assert_eq!(bursts.lately(ELSEWHERE, NOW + 5), Burst::default());
}

#[test]
fn failures_are_forgotten_after_ten_minutes_and_accounts_after_an_hour() {
    let mut bursts = Bursts::default();
    for account in 0..6 {
        bursts.failed(HERE, Key::new(account), NOW);
    }
    let minutes = |minutes: i64| bursts.lately(HERE, NOW + minutes * 60);
    assert_eq!(minutes(8).failures, 6);
    assert_eq!((minutes(11).failures, minutes(59).accounts >= 5), (0, true));
    assert_eq!(minutes(80), Burst::default());
}

#[test]
fn spraying_one_password_a_minute_shows_after_five_accounts() {
    let mut bursts = Bursts::default();
    for minute in 0..60 {
        let seen = bursts.lately(HERE, NOW + minute * 60).accounts;
        assert!(seen >= 5 || minute < 7, "{seen} accounts after {minute} minutes");
        bursts.failed(HERE, Key::new(1_000 + u32::try_from(minute).unwrap()), NOW + minute * 60);
    }
}

#[test]
fn the_number_of_accounts_is_about_right() {
    let mut bursts = Bursts::default();
    for account in 0..50 {
        bursts.failed(HERE, Key::new(account), NOW);
    }
    let seen = bursts.lately(HERE, NOW).accounts;
    assert!((35..=70).contains(&seen), "{seen}");
}

#[test]
fn the_worse_of_address_and_network_counts() {
    let mut bursts = Bursts::default();
    for account in 0..9 {
        bursts.failed(HERE, Key::new(account), NOW);
    }
    bursts.failed(ELSEWHERE, Key::new(1), NOW);
    assert_eq!(bursts.worse([HERE, ELSEWHERE], NOW), bursts.lately(HERE, NOW));
}

#[test]
fn a_flood_of_networks_displaces_quiet_ones_and_takes_no_more_memory() {
    let mut bursts = Bursts::default();
    let size = bursts.buckets.len();
    for network in 0..100_000 {
        bursts.failed(Key::new(network * 7), Key::new(network), NOW + i64::from(network) / 100);
    }
    assert_eq!(bursts.buckets.len(), size);
    assert_eq!(bursts.lately(Key::new(99_999 * 7), NOW + 1_000).failures, 1);
}

#[test]
fn a_clock_that_was_ahead_is_forgiven_and_late_reports_count() {
    let mut bursts = Bursts::default();
    bursts.failed(HERE, Key::new(1), NOW + 1_000_000);
    bursts.failed(HERE, Key::new(1), NOW);
    bursts.failed(HERE, Key::new(1), NOW - 90);
    assert_eq!(bursts.lately(HERE, NOW).failures, 2);
    bursts.failed(HERE, Key::new(1), i64::MAX);
    bursts.failed(HERE, Key::new(1), i64::MIN);
    assert_eq!(bursts.lately(HERE, i64::MIN).failures, 1);
}

#[test]
fn what_two_nodes_saw_together_is_what_one_would_have_seen() {
    let (mut one, mut here, mut there) = (Bursts::default(), Bursts::default(), Bursts::default());
    for failure in 0..40_u32 {
        let at = NOW + i64::from(failure) * 20;
        let account = Key::new(failure % 13);
        one.failed(HERE, account, at);
        if failure % 3 == 0 { here.failed(HERE, account, at) } else { there.failed(HERE, account, at) }
    }
    for later in [0, 300, 900, 3_000, 5_000] {
        let at = NOW + 800 + later;
        assert_eq!(here.worse_with(Some(&there), [HERE], at), one.lately(HERE, at), "{later} seconds later");
        assert_eq!(there.worse_with(Some(&here), [HERE, ELSEWHERE], at), one.lately(HERE, at));
        let mut both = here.clone();
        both.merge(&there);
        assert_eq!(both.lately(HERE, at), one.lately(HERE, at));
    }
    assert!(one.lately(HERE, NOW + 800).failures > here.lately(HERE, NOW + 800).failures);
}

#[test]
fn what_a_node_sees_by_a_clock_that_is_ahead_takes_nothing_from_the_others() {
    let (mut here, mut ahead) = (Bursts::default(), Bursts::default());
    here.failed(HERE, Key::new(1), NOW);
    ahead.failed(HERE, Key::new(2), NOW + 1_000_000);
    assert_eq!(here.worse_with(Some(&ahead), [HERE], NOW).failures, 1);
}

#[test]
fn merging_takes_no_more_memory_and_keeps_what_is_loudest_lately() {
    let (mut here, mut there) = (Bursts::default(), Bursts::default());
    for network in 0..50_000 {
        there.failed(Key::new(network * 7), Key::new(network), NOW + i64::from(network) / 100);
    }
    here.failed(Key::new(3), Key::new(1), NOW + 2_000);
    let size = here.buckets.len();
    here.merge(&there);
    assert_eq!(here.buckets.len(), size);
    assert_eq!(here.lately(Key::new(3), NOW + 2_000).failures, 1);
    assert_eq!(here.lately(Key::new(49_999 * 7), NOW + 1_000).failures, 1);
}
