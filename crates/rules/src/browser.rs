//! Known browsers: what a browser's token proves (DESIGN section 4). Making and hashing tokens is `secrets`'.

use risk::UserAgent;
use serde::{Deserialize, Serialize};

use crate::id::BrowserId;
use crate::time::{MINUTE, Time};

/// For how long at most the value before a rotation stays valid.
pub const ROTATION_GRACE: i64 = 10 * MINUTE;

/// A browser that its account's owner passed a second step in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownBrowser {
    /// Which one; the same through all rotations of its token.
    pub id: BrowserId,
    /// Hash of the token's current value.
    pub current: String,
    /// Hash of the value before it.
    pub previous: Option<String>,
    /// Until when the value before it is still good; not after the current one was seen.
    pub previous_until: Time,
    /// When it became known.
    pub since: Time,
    /// When it last completed a sign-in.
    pub last_used_at: Time,
    /// When it is forgotten.
    pub expires: Time,
    /// Until when an every-sign-in person is not asked in it.
    pub skip_until: Option<Time>,
    /// What the browser said it is.
    pub user_agent: UserAgent,
    /// The country it was last seen in, if that was known.
    pub country: Option<risk::CountryCode>,
    /// The latest second step that was passed in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<risk::Passed>,
    /// When it last passed one that passes a challenge-strong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strong_at: Option<Time>,
}

/// A known browser as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBrowser {
    /// The browser.
    pub browser: KnownBrowser,
    /// The row's version.
    pub version: i64,
}

/// What the token that came with a request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenSays {
    /// The current value: known.
    Current,
    /// The value before, within its grace: known.
    Previous,
    /// A value that was replaced and seen replaced: somebody has a copy.
    Reused,
    /// Too old.
    Expired,
}

impl KnownBrowser {
    /// What a token of this browser with this hash proves now.
    #[must_use]
    pub fn judge(&self, hash: &str, now: Time) -> TokenSays {
        if now >= self.expires {
            TokenSays::Expired
        } else if self.current == hash {
            TokenSays::Current
        } else if self.previous.as_deref() == Some(hash) && now < self.previous_until {
            TokenSays::Previous
        } else {
            TokenSays::Reused
        }
    }

    /// The browser after a use at `now` that hands out a new value with hash `fresh`. Using the value before a rotation
    /// does not lengthen its grace.
    #[must_use]
    pub fn rotated(&self, presented: &str, fresh: String, now: Time, keep_for: i64) -> Self {
        let replaced_now = self.current == presented;
        Self {
            previous: Some(presented.to_owned()),
            previous_until: if replaced_now { now.plus(ROTATION_GRACE) } else { self.previous_until },
            current: fresh,
            last_used_at: now,
            expires: now.plus(keep_for),
            ..self.clone()
        }
    }
}

/// How many known browsers an account keeps; the least recently used goes first.
pub const MOST_BROWSERS: usize = 20;

/// The browsers that have to go so that a new one fits.
#[must_use]
pub fn overdue(browsers: &[KnownBrowser]) -> Vec<BrowserId> {
    let mut by_use: Vec<&KnownBrowser> = browsers.iter().collect();
    by_use.sort_by_key(|b| std::cmp::Reverse(b.last_used_at));
    by_use.into_iter().skip(MOST_BROWSERS - 1).map(|b| b.id).collect()
}

#[cfg(test)]
#[path = "browser_tests.rs"]
mod tests;
