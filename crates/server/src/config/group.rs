//! What is asked of a group, as it is written: the least alone, as `client = "challenge"`, or a table with how recent the proof must
//! be. In the config and in a policy's file alike. Deliberately not here: what it leads to (`risk`, `rules`).

use std::fmt;

use risk::{GroupRule, Verdict};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Error, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::low::ActionKeys;

/// A shorter time nobody can work in, and a longer one is none.
const FRESH_FOR: std::ops::RangeInclusive<i64> = 60..=365 * 86_400;

/// A group's keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupKeys(GroupRule);

/// What is wrong with a group.
pub(crate) const ODD: &str =
    "the least of a group is \"challenge\" or \"challenge_strong\", its fresh_for 1m to 365d";

impl GroupKeys {
    /// The rule; none: it is `ODD`.
    pub(crate) fn rule(self) -> Option<GroupRule> {
        let GroupKeys(rule) = self;
        let asks = matches!(rule.least, Verdict::Challenge | Verdict::ChallengeStrong);
        let lasts = rule.fresh_for.is_none_or(|seconds| FRESH_FOR.contains(&seconds));
        (asks && lasts).then_some(rule)
    }
}

impl<'de> Deserialize<'de> for GroupKeys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(LeastOrTable)
    }
}

struct LeastOrTable;

impl<'de> Visitor<'de> for LeastOrTable {
    type Value = GroupKeys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"challenge\", \"challenge_strong\", or a table with least and fresh_for")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<GroupKeys, E> {
        let least: StrDeserializer<'_, E> = text.into_deserializer();
        Ok(GroupKeys(Verdict::deserialize(least)?.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<GroupKeys, A::Error> {
        let ActionKeys { least, fresh_for } = ActionKeys::deserialize(MapAccessDeserializer::new(table))?;
        Ok(GroupKeys(GroupRule { least, fresh_for: fresh_for.map(|span| span.0) }))
    }
}
