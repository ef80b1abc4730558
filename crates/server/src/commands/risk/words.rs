//! How the rehearsal speaks to operators: numbers, verdicts and reasons in plain words.
//! Deliberately not here: what people who sign in read (`web`'s words).

use risk::Verdict;

/// Every code that can be a reason, with its words. The order is fixed: counts are kept by it.
pub(super) const REASONS: [(&str, &str); 27] = [
    ("floor", "the least that a group is asked"),
    ("new_browser", "a browser that is not known"),
    ("new_place", "a country not seen in 180 days"),
    ("place_missing", "a place that could not be told"),
    ("recent_failures", "wrong answers lately"),
    ("denied_prompt", "a prompt was denied"),
    ("recent_recovery", "the account was recovered lately"),
    ("password_reset", "the password was reset"),
    ("browser_token_reused", "a browser's token was copied"),
    ("suspended", "the account is suspended"),
    ("every_sign_in", "the person's own setting"),
    ("step_up", "a sensitive action"),
    ("fresh_check", "an action that takes a fresh proof"),
    ("country", "score: an unusual country"),
    ("network_owner", "score: an unusual network owner"),
    ("network", "score: an unusual network"),
    ("system", "score: an unusual system"),
    ("browser", "score: an unusual browser"),
    ("version", "score: an unusual version"),
    ("known_browser", "score: no token, though the account has some"),
    ("hour", "score: an unusual hour"),
    ("hosting", "score: hosting or a VPN"),
    ("tor", "score: the Tor network"),
    ("travel", "score: too far for the time"),
    ("failures", "score: many failures from there"),
    ("many_accounts", "score: many accounts failed from there"),
    ("breached_password", "score: a breached password"),
];

/// Where a code stands in [`REASONS`].
pub(super) fn place_of(code: &str) -> Option<usize> {
    REASONS.iter().position(|(known, _)| *known == code)
}

/// The reasons that were counted, the most frequent first.
pub(super) fn ranked(counts: &[u64; REASONS.len()]) -> Vec<(&'static str, u64)> {
    let given = REASONS.iter().zip(counts).filter(|(_, times)| **times > 0);
    let mut given: Vec<_> = given.map(|((code, _), times)| (*code, *times)).collect();
    given.sort_by_key(|(_, times)| u64::MAX - times);
    given
}

/// A reason's words; its code if it is new.
pub(super) fn reason(code: &'static str) -> &'static str {
    place_of(code).map_or(code, |at| REASONS[at].1)
}

pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allow",
        Verdict::Challenge => "challenge",
        Verdict::ChallengeStrong => "challenge_strong",
        Verdict::Refuse => "refuse",
    }
}

/// `1234567` as `1,234,567`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == first {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in percent, finer when it is small.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent <= 0.0 {
        return "0 %".to_owned();
    }
    let decimals = if percent < 9.995 { 2 } else { 1 };
    if percent > 99.95 && percent < 100.0 {
        return format!("{:.2} %", (percent * 100.0).floor() / 100.0);
    }
    format!("{percent:.decimals$} %")
}

/// "1 row", "2 rows".
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// A moment's day, as `2026-01-31`.
pub(super) fn day(at: i64) -> String {
    let (year, month, day) = risk::log::date(at.div_euclid(86_400));
    format!("{year:04}-{month:02}-{day:02}")
}

/// A moment to the minute, UTC.
pub(super) fn minute(at: i64) -> String {
    let of_day = at.rem_euclid(86_400);
    format!("{} {:02}:{:02}", day(at), of_day / 3_600, of_day / 60 % 60)
}

/// A log's text as it may stand on a terminal or a page: without signs that steer either, or turn the direction of text
/// and so dress one name up as another.
pub(super) fn plain(text: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}
