//! Stories of known browsers: tokens are renewed at each use, and a copy gives itself away.

use super::*;
use crate::samples::{NOW, browser, hash_of};
use crate::time::DAY;

fn renewed(before: &KnownBrowser, presented: &str, fresh: &str, now: Time) -> KnownBrowser {
    before.rotated(&hash_of(presented), hash_of(fresh), now, 180 * DAY)
}

#[test]
fn a_browser_is_known_by_its_token_until_it_was_away_too_long() {
    let laptop = browser();
    assert_eq!(laptop.judge(&hash_of("laptop"), NOW), TokenSays::Current);
    assert_eq!(laptop.judge(&hash_of("laptop"), laptop.expires), TokenSays::Expired);
}

#[test]
fn the_value_before_a_renewal_is_good_for_ten_minutes_and_then_betrays_a_copy() {
    let after = renewed(&browser(), "laptop", "second", NOW);
    assert_eq!(after.judge(&hash_of("second"), NOW), TokenSays::Current);
    assert_eq!(after.judge(&hash_of("laptop"), NOW.plus(599)), TokenSays::Previous);
    assert_eq!(after.judge(&hash_of("laptop"), NOW.plus(600)), TokenSays::Reused);
}

#[test]
fn using_the_old_value_again_does_not_lengthen_its_ten_minutes() {
    let after = renewed(&browser(), "laptop", "second", NOW);
    let again = renewed(&after, "laptop", "third", NOW.plus(500));
    assert_eq!(again.judge(&hash_of("laptop"), NOW.plus(599)), TokenSays::Previous);
    assert_eq!(again.judge(&hash_of("laptop"), NOW.plus(601)), TokenSays::Reused);
    assert_eq!(again.judge(&hash_of("second"), NOW.plus(501)), TokenSays::Reused);
}

#[test]
fn each_use_keeps_a_browser_known_for_another_half_year() {
    let after = renewed(&browser(), "laptop", "second", NOW);
    assert_eq!((after.expires, after.last_used_at, after.id), (NOW.plus(180 * DAY), NOW, browser().id));
}

#[test]
fn the_browsers_not_used_for_longest_give_way_to_a_new_one() {
    let id = |n: u8| BrowserId::from_bytes([n; 16]);
    let known = |n: u8| KnownBrowser { id: id(n), last_used_at: NOW.plus(i64::from(n)), ..browser() };
    let all: Vec<_> = (1..=20).map(known).collect();
    assert_eq!(overdue(&all), [id(1)]);
    assert_eq!(overdue(&all[1..]), []);
}
