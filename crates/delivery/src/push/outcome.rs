//! What came of asking a push service, read from its answer (RFC 8030 sections 5, 7.3 and 8.4).
//! Deliberately not here: the asking, and trying again (`flows`, by the outbox).

use std::time::UNIX_EPOCH;

use crate::http::{Answer, CallError};

/// The shortest and the longest time, in seconds, that a push service can make us wait.
const WAIT: std::ops::RangeInclusive<i64> = 1..=3_600;
/// How long to wait, in seconds, where a push service that has too much to do does not say.
const USUAL_WAIT: i64 = 30;
/// How long to wait, in seconds, where something broke.
const SHORT_WAIT: i64 = 5;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The push service took the message. It says nothing about the phone having it.
    Taken,
    /// The subscription has ended: drop it.
    Gone,
    /// Not now.
    Later(Setback),
    /// Not at all; the same call would be refused again.
    Refused(Refusal),
}

/// Why not now, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setback {
    /// In how many seconds it may be tried again, 1 to 3,600.
    pub retry_after: i64,
    /// Why.
    pub why: Delay,
}

/// Why not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delay {
    /// The push service answered this status: 429, or 500 and above.
    Status(u16),
    /// No connection could be made, so that nothing was sent: a name that is not known, a firewall, TLS.
    NotSent,
    /// It was sent and no answer came. It may have been taken; sent again, its topic keeps it from arriving twice.
    NoAnswer,
    /// The push service asked for patience a while ago, and that has not passed; nothing was sent.
    Paused,
    /// As many calls as one push service gets at once are under way; nothing was sent.
    Busy,
}

/// Why not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is of no use any more.
    #[error("its time has passed")]
    Expired,
    /// The endpoint's name leads to an address that is not on the public internet.
    #[error("the endpoint is not on the public internet")]
    NotPublic,
    /// The request could not be made.
    #[error("no request can be made of it")]
    Unsendable,
    /// The push service answered this status: a redirect, which is not followed, or an error of ours. 401 and 403 say that
    /// the subscription was made for another VAPID key.
    #[error("the push service answered {0}")]
    Status(u16),
}

impl Outcome {
    pub(super) fn of_answer(answer: &Answer, now: i64) -> Self {
        let status = answer.status;
        let asked = answer.retry_after.as_deref().and_then(|text| seconds(text, now));
        let later = |usual| {
            let retry_after = asked.unwrap_or(usual).clamp(*WAIT.start(), *WAIT.end());
            Self::Later(Setback { retry_after, why: Delay::Status(status) })
        };
        match status {
            200..=299 => Self::Taken,
            404 | 410 => Self::Gone,
            429 => later(USUAL_WAIT),
            408 | 500..=599 => later(SHORT_WAIT),
            _ => Self::Refused(Refusal::Status(status)),
        }
    }

    pub(super) const fn of_silence(error: CallError) -> Self {
        let why = match error {
            CallError::NotSent => Delay::NotSent,
            CallError::NoAnswer => Delay::NoAnswer,
            CallError::NotPublic => return Self::Refused(Refusal::NotPublic),
        };
        Self::Later(Setback { retry_after: SHORT_WAIT, why })
    }
}

/// The seconds of a `Retry-After`: a number of them, or a date (RFC 9110 section 10.2.3).
fn seconds(text: &str, now: i64) -> Option<i64> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Only too large a number fails, and means for ever.
        return Some(text.parse().unwrap_or(i64::MAX));
    }
    let date = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(i64::try_from(date.as_secs()).unwrap_or(i64::MAX).saturating_sub(now))
}

#[cfg(test)]
#[path = "outcome_tests.rs"]
mod tests;
