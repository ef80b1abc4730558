//! What the service recorded beside one of its own decisions: with it the decision is taken again instead of guessed from
//! the columns of a log. How the service comes to it is not here.

use serde::{Deserialize, Serialize};

use crate::{AccountClass, Grounds, Verdict};

/// A decision of the service with all that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// What it rests on.
    pub grounds: Grounds,
    /// What the policy then in force said.
    pub verdict: Verdict,
    /// The version of that policy.
    pub policy: String,
    /// Its budget, which the threshold was learned for.
    pub budget: f64,
    /// The class of the account.
    pub class: AccountClass,
    /// The score counts for the budget, once the sign-in is complete.
    #[serde(default)]
    pub counts: bool,
}
