//! A prompt on a phone as plain data: who asks, from where, with which number; where it is kept, and how it ended. Deliberately
//! not here: asking (`second_step`) and answering (`prompt_answer`).

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use crate::event::Origin;
use crate::facts::{AccountFacts, Draw};
use crate::id::{PromptId, SignInId};
use crate::settings::Settings;
use crate::time::{MINUTE, Time};
use risk::Verdict;

/// How long a prompt can be answered (DESIGN section 4).
pub const PROMPT_FOR: i64 = 2 * MINUTE;
/// How long an approved sign-in waits for its page to go on.
pub const FINISH_FOR: i64 = 3 * MINUTE;
/// After so long without any app having fetched the prompt, the page offers another way by itself.
pub const UNSEEN_AFTER: i64 = 8;
/// The digits at a challenge-strong, in the strict profile and after a denied prompt (NIST SP 800-63B-4 section 3.1.3.2).
pub const LONG_NUMBER: u8 = 6;

/// Where a prompt is kept: an account has one place for each, so that a newer prompt replaces the older, and no stranger
/// ever replaces that of a known browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// A known browser's sign-in, or a confirmation in a session.
    Known,
    /// A sign-in from a browser that is not known.
    Strangers,
    /// A test from the settings page.
    Test,
}

impl Slot {
    /// Its name in SQL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Strangers => "strangers",
            Self::Test => "test",
        }
    }
}

/// What a prompt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptPurpose {
    /// A sign-in.
    SignIn,
    /// A confirmation in a session that stands.
    StepUp,
    /// Nothing but to try the phone.
    Test,
}

impl PromptPurpose {
    /// Its name in JSON and in what phones sign.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::StepUp => "step_up",
            Self::Test => "test",
        }
    }
}

/// How a prompt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptState {
    /// It waits for an answer.
    Live,
    /// It waits, though no push message reached a phone.
    Undelivered,
    /// "It's me", with the right number.
    Approved,
    /// "It's not me."
    Denied,
    /// The person gave it up on the phone.
    Cancelled,
    /// Another number was typed.
    WrongNumber,
    /// Its sign-in went on without it, or no phone is signed in any more.
    Closed,
}

impl PromptState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Live,
        Self::Undelivered,
        Self::Approved,
        Self::Denied,
        Self::Cancelled,
        Self::WrongNumber,
        Self::Closed,
    ];

    /// Its name in SQL and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Undelivered => "undelivered",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Cancelled => "cancelled",
            Self::WrongNumber => "wrong_number",
            Self::Closed => "closed",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it can be answered.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Live | Self::Undelivered)
    }
}

/// Why a prompt can be answered no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nobody answered in time.
    Expired,
    /// A newer one took its place, or it is long over.
    Replaced,
    /// "It's me" was said, here or on another phone.
    Approved,
    /// "It's not me" was said.
    Denied,
    /// It was given up on a phone.
    Cancelled,
    /// Another number was typed.
    WrongNumber,
    /// Its sign-in went on without it, or ended.
    Closed,
}

impl Ended {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Replaced => "replaced",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Cancelled => "cancelled",
            Self::WrongNumber => "wrong_number",
            Self::Closed => "closed",
        }
    }
}

/// One prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// Which one.
    pub id: PromptId,
    /// Where it is kept.
    pub slot: Slot,
    /// What it is about.
    pub purpose: PromptPurpose,
    /// The sign-in that waits for it; none: a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignInId>,
    /// The number that the page shows; no phone is told.
    pub number: String,
    /// 256 random bits that the phone signs with its answer, base64url.
    pub nonce: String,
    /// The browser that asks, and where it is.
    pub origin: Origin,
    /// The keyed hash of its network, for the counters of its tries.
    pub network: String,
    /// When it was asked.
    pub asked_at: Time,
    /// After when it cannot be answered.
    pub expires: Time,
}

/// A prompt as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPrompt {
    /// The prompt.
    pub prompt: Prompt,
    /// How it stands.
    pub state: PromptState,
    /// When an app first fetched it; none: not yet.
    pub fetched_at: Option<Time>,
}

impl StoredPrompt {
    /// Whether it can be answered now.
    #[must_use]
    pub fn is_live(&self, now: Time) -> bool {
        self.state.is_open() && now < self.prompt.expires
    }

    /// Why it can be answered no more; none: it can.
    #[must_use]
    pub fn ended(&self, now: Time) -> Option<Ended> {
        match self.state {
            PromptState::Live | PromptState::Undelivered => {
                (now >= self.prompt.expires).then_some(Ended::Expired)
            }
            PromptState::Approved => Some(Ended::Approved),
            PromptState::Denied => Some(Ended::Denied),
            PromptState::Cancelled => Some(Ended::Cancelled),
            PromptState::WrongNumber => Some(Ended::WrongNumber),
            PromptState::Closed => Some(Ended::Closed),
        }
    }

    /// Whether the page that waits should offer another way without being asked: no push message went out, or no app has
    /// fetched the prompt for a while.
    #[must_use]
    pub fn is_unseen(&self, now: Time) -> bool {
        self.fetched_at.is_none()
            && (self.state == PromptState::Undelivered || now.since(self.prompt.asked_at) >= UNSEEN_AFTER)
    }
}

/// What a phone signs with its answer, and what it was shown: every field as it came, to the byte (docs/mobile-protocol.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct Statement<'a> {
    pub account: &'a str,
    pub device: &'a str,
    pub prompt: &'a str,
    pub purpose: &'a str,
    pub site: &'a str,
    pub browser: &'a str,
    pub system: &'a str,
    pub country: &'a str,
    pub address: &'a str,
    pub asked_at: &'a str,
    pub expires_at: &'a str,
    pub nonce: &'a str,
    pub decision: &'a str,
    pub reason: &'a str,
    pub number: &'a str,
}

impl Statement<'_> {
    /// The lines that are signed. No field holds a line feed: ours are made of none, and a number is digits.
    #[must_use]
    pub fn text(&self) -> String {
        [
            "vestibule/prompt-answer/1",
            self.account,
            self.device,
            self.prompt,
            self.purpose,
            self.site,
            self.browser,
            self.system,
            self.country,
            self.address,
            self.asked_at,
            self.expires_at,
            self.nonce,
            self.decision,
            self.reason,
            self.number,
        ]
        .join("\n")
    }
}

/// How many digits the person types (DESIGN section 4).
#[must_use]
pub fn digits(account: &AccountFacts, verdict: Verdict, settings: &Settings, now: Time) -> u8 {
    let raised = verdict >= Verdict::ChallengeStrong || crate::facts::denied(account, now);
    if raised { LONG_NUMBER } else { settings.prompt_digits }
}

/// A number of so many digits; zeros in front count.
pub(crate) fn number(digits: u8, draw: &mut Draw<'_>) -> String {
    let below = 10_u128.pow(u32::from(digits));
    format!("{:0width$}", u128::from_le_bytes(draw.bytes()) % below, width = usize::from(digits))
}

/// 256 random bits.
pub(crate) fn nonce(draw: &mut Draw<'_>) -> String {
    BASE64URL_NOPAD.encode(&[draw.bytes(), draw.bytes()].concat())
}
