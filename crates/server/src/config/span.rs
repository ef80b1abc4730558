//! A span of time as operators write it: `"90s"`, `"15m"`, `"12h"`, `"14d"`, or a number of seconds.
//! Deliberately not here: months and years, which have no fixed length.

use jiff::SpanRelativeTo;
use serde::{Deserialize, Deserializer, de};

/// A span in whole seconds, not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span(pub(crate) i64);

const EXPECTED: &str = "expected a span of time like \"90s\", \"15m\", \"12h\" or \"14d\"";

impl Span {
    fn parse(text: &str) -> Option<Self> {
        let span: jiff::Span = text.parse().ok()?;
        let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
        (length.as_secs() >= 0 && length.subsec_nanos() == 0).then_some(Self(length.as_secs()))
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Seconds(u32),
            Text(String),
        }
        match Written::deserialize(deserializer) {
            Ok(Written::Seconds(seconds)) => Ok(Self(seconds.into())),
            Ok(Written::Text(text)) => Self::parse(&text).ok_or_else(|| de::Error::custom(EXPECTED)),
            Err(_) => Err(de::Error::custom(EXPECTED)),
        }
    }
}

/// A span in the largest unit that fits it whole.
pub(crate) fn span_text(seconds: i64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "m")];
    let unit = units.into_iter().find(|(length, _)| seconds != 0 && seconds % length == 0);
    let (length, name) = unit.unwrap_or((1, "s"));
    format!("{}{name}", seconds / length)
}
