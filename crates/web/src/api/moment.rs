//! Moments as the API writes them: RFC 3339 in UTC. Deliberately not here: the clock.

use jiff::Timestamp;
use rules::time::Time;
use serde::Serialize;
use utoipa::ToSchema;

/// A moment, such as `2026-11-24T03:37:00Z`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime)]
pub(super) struct Moment(String);

impl Moment {
    /// The same as text.
    pub(super) fn as_text(&self) -> &str {
        &self.0
    }
}

impl From<Time> for Moment {
    fn from(at: Time) -> Self {
        Self(Timestamp::from_second(at.0).unwrap_or_default().to_string())
    }
}
