//! What an operator asks of the accounts of a group, whatever the risk: the least, and how recent its proof must be. Deliberately
//! not here: who is in a group, and what a proof is.

use serde::{Deserialize, Serialize};

use crate::Verdict;

/// What is asked of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRule {
    /// The least: *challenge* or *challenge-strong*.
    pub least: Verdict,
    /// For how many seconds a proof in the same browser lasts; none: it is asked at every sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fresh_for: Option<i64>,
}

impl From<Verdict> for GroupRule {
    fn from(least: Verdict) -> Self {
        Self { least, fresh_for: None }
    }
}

impl GroupRule {
    /// The least that it asks now, where this browser proved that much at `proved`; none: never.
    #[must_use]
    pub fn asks(&self, proved: Option<i64>, now: i64) -> Verdict {
        let age = proved.map(|at| now.saturating_sub(at));
        // What was proved in the future is a clock's mistake and proves nothing.
        let fresh = self.fresh_for.zip(age).is_some_and(|(fresh_for, age)| (0..fresh_for).contains(&age));
        if fresh { Verdict::Allow } else { self.least }
    }
}

#[cfg(test)]
#[path = "group_tests.rs"]
mod tests;
