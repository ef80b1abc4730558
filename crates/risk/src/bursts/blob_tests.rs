//! Failures lately survive being written, shrink with time, and no bytes do harm.

use super::OVER_AFTER;
use crate::bytes::Unreadable;
use crate::samples::NOW;
use crate::{Bursts, Key};

const HERE: Key = Key::new(7);

fn some() -> Bursts {
    let mut bursts = Bursts::default();
    for account in 0..9 {
        bursts.failed(HERE, Key::new(account), NOW + i64::from(account) * 60);
    }
    bursts.failed(Key::new(8), Key::new(1), NOW);
    bursts
}

#[test]
fn what_is_read_is_what_was_written() {
    let bytes = some().to_bytes(NOW + 600);
    assert_eq!(bytes.len(), 5 + 2 * 72);
    assert_eq!(Bursts::from_bytes(&bytes), Ok(some()));
    assert_eq!(Bursts::from_bytes(&[]), Ok(Bursts::default()));
}

#[test]
fn what_is_over_is_not_written_and_neither_is_what_a_clock_ahead_saw() {
    let minutes = |minutes: i64| some().to_bytes(NOW + minutes * 60).len();
    assert_eq!(minutes(OVER_AFTER + 1), 5 + 72);
    assert_eq!(minutes(OVER_AFTER + 9), 5);
    let mut ahead = Bursts::default();
    ahead.failed(HERE, Key::new(1), NOW + 1_000_000);
    assert_eq!(ahead.to_bytes(NOW).len(), 5);
}

#[test]
fn a_flood_is_written_in_bounded_space() {
    let mut bursts = Bursts::default();
    for network in 0..100_000 {
        bursts.failed(Key::new(network * 7), Key::new(network), NOW);
    }
    assert_eq!(bursts.to_bytes(NOW).len(), 5 + 4_096 * 72);
}

#[test]
fn what_the_engine_never_wrote_is_refused() {
    let good = some().to_bytes(NOW);
    assert_eq!(Bursts::from_bytes(&good[..good.len() - 1]), Err(Unreadable::Broken));
    assert_eq!(Bursts::from_bytes(&[good.as_slice(), &[0]].concat()), Err(Unreadable::Broken));
    assert_eq!(Bursts::from_bytes(&[1, 255, 255, 255, 255]), Err(Unreadable::Broken));
    assert_eq!(Bursts::from_bytes(&[9]), Err(Unreadable::Newer(9)));
}

/// The file was made by a program of its own from the description of the format.
#[test]
fn what_the_first_release_wrote_stays_readable() {
    let stored = include_str!("../fixtures/bursts_1.hex").trim();
    let bytes: Vec<u8> = stored
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    assert_eq!(Bursts::from_bytes(&bytes), Ok(some()));
    assert_eq!(some().to_bytes(NOW), bytes);
}
