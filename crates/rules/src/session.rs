//! Sessions and what was proved in them. A session's level never rises without a new token.

use risk::UserAgent;
use serde::{Deserialize, Serialize};

use crate::id::{BrowserId, SessionId};
use crate::method::MethodKind;
use crate::time::Time;
use crate::weighed::Taught;

/// What was proved in a session, and when; freshness is reckoned from these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    /// The password.
    pub password_at: Option<Time>,
    /// The security question (answered, or set up just now).
    pub question_at: Option<Time>,
    /// A link mailed to a verified address and opened in this browser.
    pub link_at: Option<Time>,
    /// A level-2 method, and which kind.
    pub method_at: Option<(MethodKind, Time)>,
    /// A method that passes a challenge-strong, answered and not merely set up: a weaker proof after it takes nothing
    /// away from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strong_at: Option<(MethodKind, Time)>,
}

/// One signed-in browser or client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Which one; the same through all rotations of its token.
    pub id: SessionId,
    /// The authentication level (`acr`): 1, 2 or 3.
    pub level: u8,
    /// The methods used (RFC 8176 names).
    pub amr: Vec<String>,
    /// The account's generation of sessions that it belongs to.
    #[serde(default)]
    pub generation: i64,
    /// When it began.
    pub since: Time,
    /// When the person last proved themselves (OpenID Connect `auth_time`).
    pub auth_time: Time,
    /// When it ends whatever happens.
    pub expires: Time,
    /// Whether it ends with the browser ("shared computer").
    pub shared_computer: bool,
    /// The known browser it runs in.
    pub browser: Option<BrowserId>,
    /// Until when it can change nothing that protects the account.
    pub hold_until: Option<Time>,
    /// What was proved.
    pub proofs: Proofs,
    /// What the browser said it is.
    pub user_agent: UserAgent,
    /// The country it was opened from, if known.
    pub country: Option<risk::CountryCode>,
    /// What its sign-in taught.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taught: Option<Box<Taught>>,
}

/// A session as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// The session.
    pub session: Session,
    /// Hash of its token.
    pub hash: String,
    /// When it was last seen (written at most every few minutes).
    pub last_seen: Time,
    /// The row's version.
    pub version: i64,
}

impl StoredSession {
    /// Whether it still stands at `now`. `generation`: the account's.
    #[must_use]
    pub fn is_live(&self, generation: i64, idle: i64, now: Time) -> bool {
        self.session.generation == generation && now < self.session.expires && now < self.last_seen.plus(idle)
    }
}
