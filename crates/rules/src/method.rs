//! The methods of the second step as plain data. How each is proved lives in `second_step`, its keys in `secrets`.

use serde::{Deserialize, Serialize};

use crate::id::MethodId;
use crate::phone::Phone;
use crate::sign_in::TextCode;
use crate::time::Time;

/// A kind of second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    /// A question that the person chose, and its answer.
    SecurityQuestion,
    /// A code sent to their phone.
    TextMessage,
    /// The code of an authenticator app (RFC 6238).
    AuthenticatorApp,
    /// A security key or passkey (W3C Web Authentication).
    Passkey,
    /// A prompt in the site's app on their phone.
    MobilePrompt,
    /// One of ten saved one-time codes.
    RecoveryCode,
}

impl MethodKind {
    /// Every kind, strongest first: the order in which they are offered when nothing else decides.
    pub const ALL: [Self; 6] = [
        Self::Passkey,
        Self::MobilePrompt,
        Self::AuthenticatorApp,
        Self::TextMessage,
        Self::RecoveryCode,
        Self::SecurityQuestion,
    ];

    /// The name of the kind in code, SQL, JSON and pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SecurityQuestion => "security_question",
            Self::TextMessage => "text_message",
            Self::AuthenticatorApp => "authenticator_app",
            Self::Passkey => "passkey",
            Self::MobilePrompt => "mobile_prompt",
            Self::RecoveryCode => "recovery_code",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether password and this make two different factors (level 2).
    #[must_use]
    pub const fn is_level_2(self) -> bool {
        !matches!(self, Self::SecurityQuestion)
    }

    /// Whether it passes a challenge-strong by itself.
    #[must_use]
    pub const fn is_strong(self) -> bool {
        matches!(self, Self::Passkey | Self::MobilePrompt | Self::AuthenticatorApp | Self::RecoveryCode)
    }

    /// The authentication method reference (RFC 8176; a recovery code has no registered name).
    #[must_use]
    pub const fn amr(self) -> &'static str {
        match self {
            Self::SecurityQuestion => "kba",
            Self::TextMessage => "sms",
            Self::AuthenticatorApp => "otp",
            Self::Passkey => "pop",
            Self::MobilePrompt => "swk",
            Self::RecoveryCode => "recovery_code",
        }
    }
}

/// Whether a method counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum MethodState {
    /// Being set up: never counts, and is forgotten at `expires`.
    Pending {
        /// When the unfinished set-up is forgotten.
        expires: Time,
    },
    /// Enabled.
    Active,
    /// Reported lost, or added by somebody else: does not count until its owner proves it.
    Suspended {
        /// Since when.
        since: Time,
    },
}

impl MethodState {
    /// The name of the state in code, SQL and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Active => "active",
            Self::Suspended { .. } => "suspended",
        }
    }
}

/// The hash function of an authenticator app (RFC 6238 section 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TotpAlgorithm {
    /// What every app understands.
    #[default]
    #[serde(rename = "SHA1")]
    Sha1,
    /// HMAC-SHA-256.
    #[serde(rename = "SHA256")]
    Sha256,
    /// HMAC-SHA-512.
    #[serde(rename = "SHA512")]
    Sha512,
}

/// What is known of an authenticator app beside its seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppState {
    /// The hash function.
    pub algorithm: TotpAlgorithm,
    /// Digits of a code, 6 to 8.
    pub digits: u8,
    /// Steps by which the phone's clock is ahead of ours, learned at enrollment, -5 to 5.
    pub offset: i64,
    /// The last accepted step; only later ones are accepted (RFC 6238 section 5.2).
    pub last_step: i64,
    /// Steps that a clock hint gave away; never accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub burnt: Vec<i64>,
}

/// How long a passkey's ceremony may take, in seconds (WebAuthn L3 section 15.1: 300 to 600).
pub const CEREMONY_FOR: i64 = 300;

/// What is known of a passkey beside its key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyState {
    /// The credential's id, base64url; empty while it is being made.
    pub credential: String,
    /// The highest signature counter it showed; authenticators that do not count show zero.
    pub counter: u32,
    /// Whether it verified its owner (fingerprint, face, PIN) when it was made.
    pub user_verified: bool,
    /// Whether it may be copied to other devices (backup eligible).
    pub may_sync: bool,
    /// Whether it is copied, as it said last (backup state).
    pub synced: bool,
    /// When its counter last went back: somebody may have copied its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub went_back_at: Option<Time>,
}

/// What is public of a method, by kind. Its secret (sealed, or a hash) travels beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum MethodData {
    /// A question from the site's list.
    SecurityQuestion {
        /// Its key in the list.
        question: String,
    },
    /// A phone.
    TextMessage {
        /// The number with all but its country and last two digits hidden.
        hint: String,
        /// The code that proves the phone, while it is being set up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proof: Option<TextCode>,
    },
    /// An authenticator app.
    AuthenticatorApp(AppState),
    /// A passkey.
    Passkey(PasskeyState),
    /// A phone that is signed in to the site's app.
    MobilePrompt(Phone),
    /// A set of one-time codes.
    RecoveryCode {
        /// The slots (first characters) of the codes not used yet.
        left: String,
        /// Whether the person said that they saved them.
        saved: bool,
    },
}

impl MethodData {
    /// The kind that this is the data of.
    #[must_use]
    pub const fn kind(&self) -> MethodKind {
        match self {
            Self::SecurityQuestion { .. } => MethodKind::SecurityQuestion,
            Self::TextMessage { .. } => MethodKind::TextMessage,
            Self::AuthenticatorApp(_) => MethodKind::AuthenticatorApp,
            Self::Passkey(_) => MethodKind::Passkey,
            Self::MobilePrompt(_) => MethodKind::MobilePrompt,
            Self::RecoveryCode { .. } => MethodKind::RecoveryCode,
        }
    }
}

/// One enrolled method of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// Which one.
    pub id: MethodId,
    /// Whether it counts.
    #[serde(flatten)]
    pub state: MethodState,
    /// What its owner calls it; empty: nothing yet.
    pub name: String,
    /// When it was enabled (or, while pending, begun).
    pub added_at: Time,
    /// When it last proved its owner.
    pub last_used_at: Option<Time>,
    /// What it is.
    pub data: MethodData,
}

impl Method {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> MethodKind {
        self.data.kind()
    }

    /// What tells it from others: its owner's name for it, or the masked number; may be empty.
    #[must_use]
    pub fn label(&self) -> &str {
        match &self.data {
            MethodData::TextMessage { hint, .. } => hint,
            _ => &self.name,
        }
    }

    /// The phone that it is, if it is one.
    #[must_use]
    pub const fn phone(&self) -> Option<&Phone> {
        match &self.data {
            MethodData::MobilePrompt(phone) => Some(phone),
            _ => None,
        }
    }

    /// Whether nothing can be proved with it now, though it is enabled: no code is left, or no app is signed in.
    #[must_use]
    pub fn is_spent(&self, now: Time) -> bool {
        match &self.data {
            MethodData::RecoveryCode { left, .. } => left.is_empty(),
            MethodData::MobilePrompt(phone) => !phone.is_reached(now),
            _ => false,
        }
    }

    /// Whether it is enabled.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == MethodState::Active
    }
}

/// A method as it was read: with its secret and the version that a change is based on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMethod {
    /// The method.
    pub method: Method,
    /// Sealed seed, sealed number, sealed public key, or hash; what it is depends on the kind. Never shown.
    pub secret: String,
    /// The row's version.
    pub version: i64,
}
