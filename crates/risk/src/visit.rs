//! What is known about one visit when its risk is judged, gathered by the caller. Nothing here
//! looks anything up, and no address, token or name of a person is kept.

use serde::{Deserialize, Serialize};

use crate::{Place, UserAgent};

/// One visit: somebody gave the right password of an account and now wants in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// When, in Unix seconds.
    pub at: i64,
    /// What this browser's token says.
    pub browser: BrowserEvidence,
    /// Where from.
    pub place: Place,
    /// What the browser says it is. No rule of today's set looks at it (anyone can copy it); it is
    /// told to people, and the scored engine will weigh it.
    pub user_agent: UserAgent,
    /// What went wrong lately.
    pub failures: RecentFailures,
    /// What happened to the account lately.
    pub account: AccountEvents,
}

/// Whether this browser has passed a second step of this account before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrowserEvidence {
    /// It showed a live token of this account.
    Known,
    /// It showed none, or one that has expired or was revoked by its owner.
    Unknown,
    /// It showed a token that was taken away for cause.
    NoLongerKnown(Lapse),
}

impl BrowserEvidence {
    /// Only a live token makes a browser known; one with a lapsed token is a stranger.
    pub const fn is_known(self) -> bool {
        matches!(self, BrowserEvidence::Known)
    }
}

/// Why a browser's token was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// A token that had been replaced was shown again: two browsers hold copies of it.
    TokenReused,
    /// The browser used up its own budget of wrong answers.
    TooManyFailures,
}

/// What went wrong lately on this account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentFailures {
    /// Wrong answers, first and second step, since the last success of *this browser's own class*: this
    /// one browser if it is known, all unknown browsers together otherwise. Strangers' failures are
    /// thus never seen when a known browser is judged, and cannot raise what its owner is asked.
    pub by_this_class: u32,
    /// The owner has denied a prompt ("not me") and has not confirmed that all is well since. The
    /// owner's own act, so it counts on every browser.
    pub denied_prompt: bool,
}

/// What happened to the account lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEvents {
    /// When the account was last recovered, in Unix seconds.
    pub recovered_at: Option<i64>,
    /// The password was reset by a mailed link or the desk, and no second step was passed since.
    pub password_just_reset: bool,
    /// The owner or the desk has suspended the account.
    pub suspended: bool,
    /// The password just given is on the list of breached ones.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub breached_password: bool,
    /// The signature counter of one of the account's passkeys went back lately.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passkey_copied: bool,
    /// What was learned of the account cannot be read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub profile_unreadable: bool,
}
