//! Why a second step is asked for: a closed list with codes that never change, since they are stored,
//! shown and translated. The words themselves are not here.

use serde::{Deserialize, Serialize};

use crate::{CountryCode, Factor};

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
    /// An action of the site takes a proof that is fresh.
    FreshCheck,
    /// A rule of the operator.
    Floor,
    /// What was learned of this account cannot be read, so nothing can be compared with it.
    ProfileUnreadable,
    /// The account signs in from this country, but seldom.
    RarePlace {
        /// The country of this visit.
        country: CountryCode,
    },
    /// A network, or the owner of one, that the account does not use, or seldom.
    UnusualNetwork,
    /// A browser or a system that the account does not use, or seldom.
    UnusualDevice,
    /// An hour at which the account is not used.
    UnusualHour,
    /// A network of a data centre or of a commercial VPN, which this account never used.
    HostingNetwork,
    /// An exit of the Tor network, which this account never used.
    TorExit,
    /// Too far from the place of the last sign-in for the time between.
    ImpossibleTravel,
    /// Many wrong passwords lately from the same address or network, for this account or others.
    ManyFailures,
    /// The password is on the list of breached ones.
    BreachedPassword,
    /// Nothing stands out, but all of it together is unusual.
    UnusualSignIn,
}

impl Reason {
    /// The reason that a factor of the score stands for; none for a country that was not told.
    pub(crate) const fn of(factor: Factor, country: Option<CountryCode>) -> Option<Reason> {
        Some(match (factor, country) {
            (Factor::Country, Some(country)) => Reason::RarePlace { country },
            (Factor::Country, None) => return None,
            (Factor::NetworkOwner | Factor::Network, _) => Reason::UnusualNetwork,
            (Factor::System | Factor::Browser | Factor::Version, _) => Reason::UnusualDevice,
            (Factor::KnownBrowser, _) => Reason::NewBrowser,
            (Factor::Hour, _) => Reason::UnusualHour,
            (Factor::Hosting, _) => Reason::HostingNetwork,
            (Factor::Tor, _) => Reason::TorExit,
            (Factor::Travel, _) => Reason::ImpossibleTravel,
            (Factor::Failures | Factor::ManyAccounts, _) => Reason::ManyFailures,
            (Factor::BreachedPassword, _) => Reason::BreachedPassword,
        })
    }

    /// Says less than one of these does: a rare country beside a new one.
    pub(crate) fn is_covered_by(self, reasons: &[Reason]) -> bool {
        let new = |reason: &Reason| matches!(reason, Reason::NewPlace { .. });
        matches!(self, Reason::RarePlace { .. }) && reasons.iter().any(new)
    }

    /// Says how this visit differs from others, and not that anything happened to the account.
    pub(crate) const fn is_merely_unusual(self) -> bool {
        match self {
            Reason::NewBrowser
            | Reason::NewPlace { .. }
            | Reason::PlaceMissing
            | Reason::ProfileUnreadable
            | Reason::RarePlace { .. }
            | Reason::UnusualNetwork
            | Reason::UnusualDevice
            | Reason::UnusualHour
            | Reason::HostingNetwork
            | Reason::TorExit
            | Reason::ImpossibleTravel
            | Reason::ManyFailures
            | Reason::UnusualSignIn => true,
            Reason::RecentFailures
            | Reason::DeniedPrompt
            | Reason::RecentRecovery
            | Reason::PasswordReset
            | Reason::BreachedPassword
            | Reason::BrowserTokenReused
            | Reason::PasskeyCopied
            | Reason::Suspended
            | Reason::EverySignIn
            | Reason::StepUp
            | Reason::FreshCheck
            | Reason::Floor => false,
        }
    }

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
            Reason::FreshCheck => "fresh_check",
            Reason::Floor => "floor",
            Reason::ProfileUnreadable => "profile_unreadable",
            Reason::RarePlace { .. } => "rare_place",
            Reason::UnusualNetwork => "unusual_network",
            Reason::UnusualDevice => "unusual_device",
            Reason::UnusualHour => "unusual_hour",
            Reason::HostingNetwork => "hosting_network",
            Reason::TorExit => "tor_exit",
            Reason::ImpossibleTravel => "impossible_travel",
            Reason::ManyFailures => "many_failures",
            Reason::BreachedPassword => "breached_password",
            Reason::UnusualSignIn => "unusual_sign_in",
        }
    }

    /// What may be told before the second step is passed: too little to coach a thief.
    pub const fn coarse(self) -> CoarseReason {
        match self {
            Reason::NewBrowser | Reason::UnusualDevice => CoarseReason::NewBrowser,
            Reason::NewPlace { .. }
            | Reason::PlaceMissing
            | Reason::RarePlace { .. }
            | Reason::UnusualNetwork
            | Reason::HostingNetwork
            | Reason::TorExit
            | Reason::ImpossibleTravel => CoarseReason::NewPlace,
            Reason::RecentFailures | Reason::ManyFailures => CoarseReason::RecentFailures,
            Reason::UnusualHour
            | Reason::UnusualSignIn
            | Reason::ProfileUnreadable
            | Reason::BreachedPassword => CoarseReason::Unusual,
            Reason::DeniedPrompt
            | Reason::RecentRecovery
            | Reason::PasswordReset
            | Reason::BrowserTokenReused
            | Reason::PasskeyCopied
            | Reason::Suspended => CoarseReason::SecurityEvent,
            Reason::EverySignIn => CoarseReason::YourSetting,
            Reason::StepUp => CoarseReason::SensitiveAction,
            Reason::FreshCheck => CoarseReason::FreshCheck,
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
    /// What the person is about to do on the site takes a fresh proof.
    FreshCheck,
    /// The sign-in is not like the account's others; in what is not told yet.
    Unusual,
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
            CoarseReason::FreshCheck => "fresh_check",
            CoarseReason::Unusual => "unusual",
        }
    }
}

#[cfg(test)]
#[path = "reason_tests.rs"]
mod tests;
