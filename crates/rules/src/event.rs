//! What happened to an account, for its activity list and for auditors. Never a code, answer, seed, token or whole number.

use risk::{Reason, UserAgent, Verdict};
use serde::{Deserialize, Serialize};

use crate::action::ActionName;
use crate::id::{AccountId, EventId, SignInId};
use crate::method::MethodKind;
use crate::session::Session;
use crate::time::Time;
use crate::weighed::Weighed;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Which one.
    pub id: EventId,
    /// Whose account.
    pub account: AccountId,
    /// When.
    pub at: Time,
    /// What.
    pub what: EventKind,
    /// From where.
    pub from: Origin,
}

/// Where something was done from. The address is kept only in the audit log, for the time that the operator set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// What the browser said it is.
    pub user_agent: UserAgent,
    /// The country, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<risk::CountryCode>,
    /// The address, as text; empty where nothing came over the network.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

impl Origin {
    /// Where a session was opened from.
    #[must_use]
    pub fn of_session(session: &Session) -> Self {
        Self { user_agent: session.user_agent, country: session.country, address: String::new() }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The kinds of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
#[expect(missing_docs, reason = "each name says what happened; the fields are named as everywhere")]
pub enum EventKind {
    AccountCreated,
    WrongPassword,
    PasswordResting,
    /// `weighed`: where the password alone was enough, or that more was asked was only counted; else it stands with the same
    /// `sign_in`'s `SecondStepAsked`.
    SignedIn {
        level: u8,
        method: Option<MethodKind>,
        known_browser: bool,
        reasons: Vec<Reason>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sign_in: Option<SignInId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        weighed: Option<Box<Weighed>>,
    },
    /// The password was right, and the second step is asked.
    SecondStepAsked {
        verdict: Verdict,
        reasons: Vec<Reason>,
        sign_in: SignInId,
        weighed: Box<Weighed>,
        /// How many more before it were only counted.
        #[serde(default, skip_serializing_if = "is_zero")]
        also: u32,
    },
    Challenged {
        method: MethodKind,
        reasons: Vec<Reason>,
    },
    WrongAnswer {
        method: MethodKind,
    },
    MethodResting {
        method: MethodKind,
    },
    /// `weighed`: where the risk refused it.
    SignInRefused {
        locked: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        weighed: Option<Box<Weighed>>,
        /// How many more before it were only counted.
        #[serde(default, skip_serializing_if = "is_zero")]
        also: u32,
    },
    /// `action`: the site's own, that it was for.
    SteppedUp {
        method: Option<MethodKind>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<ActionName>,
    },
    SignedOut,
    SessionsEnded {
        count: u32,
    },
    BrowserForgotten,
    BrowserTokenReused,
    /// "It's me", said on a phone with the right number.
    PromptApproved,
    /// "It's not me", said on a phone.
    PromptDenied,
    /// A prompt was given up on the phone.
    PromptCancelled,
    PhoneSignedOut,
    /// A passkey's signature counter went back.
    PasskeyCopied,
    MethodAdded {
        method: MethodKind,
    },
    MethodRemoved {
        method: MethodKind,
    },
    MethodRenamed {
        method: MethodKind,
    },
    MethodSuspended {
        method: MethodKind,
    },
    MethodReactivated {
        method: MethodKind,
    },
    RecoveryCodesReplaced,
    VerifyChanged {
        when_risky: bool,
    },
    PreferredChanged,
    PasswordChanged,
    PasswordReset,
    PasswordResetAsked,
    EmailAdded,
    EmailVerified,
    EmailRemoved,
    NotMe,
    Suspended,
    TriesAllowedAgain {
        door: String,
    },
    Locked,
    Unlocked,
    AdministratorMade,
    AdministratorUnmade,
    /// An administrator read what happened on the account; where that one did it from is for auditors alone.
    AdministratorLooked {
        by: AccountId,
    },
    TextMessageRefused {
        reason: String,
    },
}
