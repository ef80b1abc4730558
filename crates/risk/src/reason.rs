//! Why a second step is asked for: a closed list with codes that never change, since they are stored,
//! shown and translated. The words themselves are not here.

use serde::{Deserialize, Serialize};

use crate::CountryCode;

/// One reason, in full. For the owner after the second step, the support agent and the auditor.
/// Stored as `{"code": "new_place", "country": "NO"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// This browser has not passed a second step of this account before.
    NewBrowser,
    /// No completed sign-in of the last 180 days came from this country.
    NewPlace {
        /// The country of this visit.
        country: CountryCode,
    },
    /// Location data is set up, but gave no answer for this visit.
    PlaceMissing,
    /// Several wrong answers lately, by this browser or (if it is unknown) by unknown browsers.
    RecentFailures,
    /// The owner denied a prompt.
    DeniedPrompt,
    /// The account was recovered in the last 72 hours.
    RecentRecovery,
    /// The password was reset, and no second step was passed since.
    PasswordReset,
    /// A browser token that had been replaced was shown again: somebody may have copied it.
    BrowserTokenReused,
    /// A passkey's signature counter went back: somebody may have copied it.
    PasskeyCopied,
    /// The account is suspended.
    Suspended,
    /// The person chose to verify at every sign-in.
    EverySignIn,
    /// A change to the account asks for a fresh second step.
    StepUp,
    /// A rule of the operator.
    Floor,
}

impl Reason {
    /// The stable code, the same as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Reason::NewBrowser => "new_browser",
            Reason::NewPlace { .. } => "new_place",
            Reason::PlaceMissing => "place_missing",
            Reason::RecentFailures => "recent_failures",
            Reason::DeniedPrompt => "denied_prompt",
            Reason::RecentRecovery => "recent_recovery",
            Reason::PasswordReset => "password_reset",
            Reason::BrowserTokenReused => "browser_token_reused",
            Reason::PasskeyCopied => "passkey_copied",
            Reason::Suspended => "suspended",
            Reason::EverySignIn => "every_sign_in",
            Reason::StepUp => "step_up",
            Reason::Floor => "floor",
        }
    }

    /// What may be told before the second step is passed: too little to coach a thief.
    pub const fn coarse(self) -> CoarseReason {
        match self {
            Reason::NewBrowser => CoarseReason::NewBrowser,
            Reason::NewPlace { .. } | Reason::PlaceMissing => CoarseReason::NewPlace,
            Reason::RecentFailures => CoarseReason::RecentFailures,
            Reason::DeniedPrompt
            | Reason::RecentRecovery
            | Reason::PasswordReset
            | Reason::BrowserTokenReused
            | Reason::PasskeyCopied
            | Reason::Suspended => CoarseReason::SecurityEvent,
            Reason::EverySignIn => CoarseReason::YourSetting,
            Reason::StepUp => CoarseReason::SensitiveAction,
            Reason::Floor => CoarseReason::OperatorRule,
        }
    }
}

/// A reason as told before the second step. Stored and sent as its bare code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoarseReason {
    /// The browser is new.
    NewBrowser,
    /// The place is new, or could not be told.
    NewPlace,
    /// Wrong answers lately.
    RecentFailures,
    /// Something happened to the account; which thing is not told yet.
    SecurityEvent,
    /// The person's own setting.
    YourSetting,
    /// A rule of the operator.
    OperatorRule,
    /// What the person is about to do asks for it.
    SensitiveAction,
}

impl CoarseReason {
    /// The stable code, the same as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            CoarseReason::NewBrowser => "new_browser",
            CoarseReason::NewPlace => "new_place",
            CoarseReason::RecentFailures => "recent_failures",
            CoarseReason::SecurityEvent => "security_event",
            CoarseReason::YourSetting => "your_setting",
            CoarseReason::OperatorRule => "operator_rule",
            CoarseReason::SensitiveAction => "sensitive_action",
        }
    }
}

#[cfg(test)]
#[path = "reason_tests.rs"]
mod tests;
