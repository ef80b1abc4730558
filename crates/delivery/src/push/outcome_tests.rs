//! Stories of what push services answer.

use proptest::prelude::*;

use super::*;

const NOW: i64 = 1_800_000_123;

fn answer(status: u16, retry_after: Option<&str>) -> Outcome {
    let answer = Answer { status, body: Vec::new(), retry_after: retry_after.map(str::to_owned) };
    Outcome::of_answer(&answer, NOW)
}

fn wait(status: u16, retry_after: Option<&str>) -> Option<i64> {
    match answer(status, retry_after) {
        Outcome::Later(Setback { retry_after, why }) if why == Delay::Status(status) => Some(retry_after),
        _ => None,
    }
}

#[test]
fn every_status_has_its_meaning() {
    for status in [200, 201, 202, 204] {
        assert_eq!(answer(status, None), Outcome::Taken);
    }
    for status in [404, 410] {
        assert_eq!(answer(status, Some("5")), Outcome::Gone);
    }
    for status in [301, 307, 400, 401, 403, 406, 413] {
        assert_eq!(answer(status, Some("5")), Outcome::Refused(Refusal::Status(status)));
    }
    assert_eq!(
        (wait(429, None), wait(500, None), wait(503, None), wait(408, None)),
        (Some(30), Some(5), Some(5), Some(5))
    );
}

#[test]
fn a_time_to_come_back_is_read_and_bounded() {
    for (text, seconds) in [
        ("0", 1),
        ("1", 1),
        ("120", 120),
        (" 120 ", 120),
        ("3600", 3_600),
        ("3601", 3_600),
        ("99999999999999999999999", 3_600),
        // 1_800_000_123 is 08:02:03 on that Friday.
        ("Fri, 15 Jan 2027 08:02:33 GMT", 30),
        ("Friday, 15-Jan-27 08:02:33 GMT", 30),
        ("Fri Jan 15 08:02:33 2027", 30),
        ("Fri, 15 Jan 2027 08:02:03 GMT", 1),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1),
        ("Wed, 21 Oct 2195 07:28:00 GMT", 3_600),
        // What is neither is as if it were not there.
        ("", 30),
        ("-5", 30),
        ("1.5", 30),
        ("soon", 30),
    ] {
        assert_eq!(wait(429, Some(text)), Some(seconds), "{text:?}");
    }
}

#[test]
fn silence_is_no_refusal_unless_the_address_is_of_the_house() {
    let why = |error| {
        if let Outcome::Later(setback) = Outcome::of_silence(error) { Some(setback.why) } else { None }
    };
    assert_eq!(why(CallError::NotSent), Some(Delay::NotSent));
    assert_eq!(why(CallError::NoAnswer), Some(Delay::NoAnswer));
    assert_eq!(Outcome::of_silence(CallError::NotPublic), Outcome::Refused(Refusal::NotPublic));
}

proptest! {
    #[test]
    fn no_header_makes_anyone_wait_for_long(text in "\\PC{0,40}", status in 500_u16..600) {
        let wait = wait(status, Some(&text));
        prop_assert!(wait.is_some_and(|seconds| (1..=3_600).contains(&seconds)));
    }
}
