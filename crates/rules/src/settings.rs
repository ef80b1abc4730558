//! The rules that an operator may set, and what the two profiles make of them. Reading them from a file is `server`'s.

use serde::{Deserialize, Serialize};

use crate::method::MethodKind;
use crate::time::{DAY, HOUR, MINUTE};
use crate::weighed::RiskSettings;

/// Which set of defaults a site starts from (DESIGN section 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Security question first; asks when risky; long sessions.
    #[default]
    Classic,
    /// NIST SP 800-63B-4 AAL2 and ASVS 5.0 L2: no question, every sign-in, short sessions.
    Strict,
}

/// How far the security question goes on this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionUse {
    /// Needed before other methods, and usable to sign in where it may be offered.
    On,
    /// Needed before other methods, never asked at sign-in.
    GateOnly,
    /// Does not exist on this site.
    Off,
}

/// When a person is asked for the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifyWhen {
    /// At every sign-in.
    EverySignIn,
    /// Only when a sign-in looks risky or unusual.
    WhenRisky,
}

/// Every rule that can be set. All spans are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The profile that the defaults came from.
    pub profile: Profile,
    /// How far the security question goes.
    pub question: QuestionUse,
    /// What new accounts start with.
    pub verify_default: VerifyWhen,
    /// Whether a person may choose *when risky*.
    pub when_risky_allowed: bool,
    /// Fewest code points of a password (NIST 3.1.1.2).
    pub password_min: usize,
    /// How long "don't ask on this browser" lasts; zero: never offered.
    pub skip_for: i64,
    /// How long a session lasts at most.
    pub session_for: i64,
    /// How long a session lasts unused.
    pub session_idle: i64,
    /// How recent a proof must be for a change (`FreshPerson`).
    pub fresh_for: i64,
    /// How long a sign-in may take.
    pub sign_in_for: i64,
    /// How long a known browser is remembered without being seen.
    pub browser_for: i64,
    /// How long a text message code lives (NIST 3.1.3.2 allows ten minutes).
    pub text_code_for: i64,
    /// How long a mailed link lives.
    pub link_for: i64,
    /// How long a password reset link lives.
    pub reset_for: i64,
    /// How long an unfinished enrollment is kept.
    pub pending_for: i64,
    /// For how long after the first strong method nothing can be removed.
    pub first_strong_hold: i64,
    /// For how long a session that needed the mailed link is under hold.
    pub weak_pass_hold: i64,
    /// For how long "I lost my phone" makes every sign-in strong.
    pub suspended_for: i64,
    /// Whether location data is configured at all.
    pub places_known: bool,
    /// Whether text messages can be sent at all.
    pub text_messages: bool,
    /// Whether e-mail can be sent at all.
    pub mail: bool,
    /// Whether a passkey of a person who was verified is a whole sign-in, without the password.
    pub passkey_sign_in: bool,
    /// Whether passkeys can be made at all: the site has a name, not an IP address.
    pub passkeys: bool,
    /// The digits that a prompt on the phone asks for, where nothing asks for more.
    pub prompt_digits: u8,
    /// How long what happened is kept.
    pub keep_events_for: i64,
    /// What is wanted of the risk engine.
    pub risk: RiskSettings,
}

impl Settings {
    /// The defaults of a profile.
    #[must_use]
    pub fn of(profile: Profile) -> Self {
        let strict = profile == Profile::Strict;
        Self {
            profile,
            question: if strict { QuestionUse::Off } else { QuestionUse::On },
            verify_default: if strict { VerifyWhen::EverySignIn } else { VerifyWhen::WhenRisky },
            when_risky_allowed: !strict,
            password_min: if strict { 15 } else { 12 },
            skip_for: if strict { 0 } else { 30 * DAY },
            session_for: if strict { 12 * HOUR } else { 14 * DAY },
            session_idle: if strict { 30 * MINUTE } else { 7 * DAY },
            fresh_for: if strict { 5 * MINUTE } else { 10 * MINUTE },
            sign_in_for: 10 * MINUTE,
            browser_for: 180 * DAY,
            text_code_for: 5 * MINUTE,
            link_for: HOUR,
            reset_for: HOUR,
            pending_for: HOUR,
            first_strong_hold: 72 * HOUR,
            weak_pass_hold: 24 * HOUR,
            suspended_for: 72 * HOUR,
            places_known: false,
            text_messages: true,
            mail: true,
            passkey_sign_in: true,
            passkeys: true,
            prompt_digits: if strict { 6 } else { 2 },
            keep_events_for: 400 * DAY,
            risk: RiskSettings::default(),
        }
    }
}

impl Settings {
    /// Whether a method of this kind can be enabled on this site now.
    #[must_use]
    pub fn offers(&self, kind: MethodKind) -> bool {
        match kind {
            MethodKind::SecurityQuestion => self.question != QuestionUse::Off,
            MethodKind::TextMessage => self.text_messages,
            MethodKind::Passkey => self.passkeys,
            MethodKind::AuthenticatorApp | MethodKind::MobilePrompt | MethodKind::RecoveryCode => true,
        }
    }

    /// Whether a method of this kind can be asked for at a sign-in on this site at all.
    #[must_use]
    pub fn asks_for(&self, kind: MethodKind) -> bool {
        kind != MethodKind::SecurityQuestion || self.question == QuestionUse::On
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(Profile::Classic)
    }
}
