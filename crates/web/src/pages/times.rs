//! Times as people say them: "5 minutes ago", "3 May 2026, 14:05 UTC".
//! Deliberately not here: the clock; `now` is always an argument.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::words::{FluentValue, Words};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment for a page; displays as a `<time>` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// RFC 3339 in UTC.
    pub iso: String,
    /// In the reader's words.
    pub text: String,
    /// Whether it names the moment rather than a distance; scripts then show it in the reader's own time.
    pub exact: bool,
}

impl When {
    /// How long ago or how long until, up to a month; then the date.
    #[must_use]
    pub fn near(words: Words, at: i64, now: i64) -> Self {
        let distance = (now - at).abs();
        let past = at <= now;
        let n = |key: &str, n: i64| words.with(key, &[("n", FluentValue::from(n))]);
        let text = match distance {
            d if d < MINUTE => {
                words.text(if past { "time-just-now" } else { "time-in-a-moment" }).into_owned()
            }
            d if d < HOUR => n(if past { "time-minutes-ago" } else { "time-in-minutes" }, d / MINUTE),
            d if d < DAY => n(if past { "time-hours-ago" } else { "time-in-hours" }, d / HOUR),
            d if d < 31 * DAY => n(if past { "time-days-ago" } else { "time-in-days" }, d / DAY),
            _ => date(words, at),
        };
        Self { iso: iso(at), text, exact: false }
    }

    /// The day and the time of day in UTC.
    #[must_use]
    pub fn exact(words: Words, at: i64) -> Self {
        Self { iso: iso(at), text: moment(words, at), exact: true }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = if self.exact { " data-exact" } else { "" };
        write!(f, "<time datetime=\"{}\"{exact}>{}</time>", self.iso, self.text)
    }
}

// The words are ours and the rest is digits, so there is nothing to escape.
impl askama::filters::HtmlSafe for When {}

/// "3 May 2026, 14:05 UTC"
#[must_use]
pub fn moment(words: Words, at: i64) -> String {
    let time = civil(at).strftime("%H:%M").to_string();
    words.with("time-moment", &[("date", date(words, at).into()), ("time", time.into())])
}

/// "30 seconds", "2 minutes": the whole unit that covers `seconds`, rounded up.
#[must_use]
pub fn span(words: Words, seconds: u32) -> String {
    let n = |key: &str, n: u32| words.with(key, &[("n", FluentValue::from(n))]);
    match seconds {
        s if s < 100 => n("span-seconds", s),
        s if s < 5400 => n("span-minutes", s.div_ceil(60)),
        s if s < 172_800 => n("span-hours", s.div_ceil(3600)),
        s => n("span-days", s.div_ceil(86_400)),
    }
}

fn date(words: Words, at: i64) -> String {
    let day = civil(at);
    let month = words.with("month", &[("n", FluentValue::from(i64::from(day.month())))]);
    words.with(
        "time-date",
        &[
            ("day", day.day().to_string().into()),
            ("month", month.into()),
            ("year", day.year().to_string().into()),
        ],
    )
}

fn civil(at: i64) -> jiff::civil::DateTime {
    Timestamp::from_second(at).unwrap_or_default().to_zoned(TimeZone::UTC).datetime()
}

/// RFC 3339 in UTC.
#[must_use]
pub fn iso(at: i64) -> String {
    Timestamp::from_second(at).unwrap_or_default().to_string()
}
