//! The sign-in and its second step as plain data: a machine whose every stage says what it holds. Its moves are in
//! `first_step` and `second_step`.

use risk::{Reason, UserAgent, Verdict};
use serde::{Deserialize, Serialize};

use crate::action::ActionName;
use crate::id::{AccountId, BrowserId, MethodId, PromptId, RowToken, SessionId, SignInId};
use crate::method::MethodKind;
use crate::prompt::Slot;
use crate::time::Time;
use crate::weighed::Weighed;

/// Whose sign-in it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "who", content = "account")]
pub enum Who {
    /// An account's.
    Known(AccountId),
    /// A name that nobody has; counted in this pretended account.
    Unknown(AccountId),
}

impl Who {
    /// The account (or pretended account) that rows and counters are kept under.
    #[must_use]
    pub const fn key(&self) -> AccountId {
        match self {
            Self::Known(id) | Self::Unknown(id) => *id,
        }
    }
}

/// What passing is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "purpose")]
pub enum Purpose {
    /// A new session.
    SignIn,
    /// A fresh proof in a session that stands.
    StepUp {
        /// The session.
        session: SessionId,
        /// The site's action that it is for; none: a change of the account's protection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<ActionName>,
    },
}

impl Purpose {
    /// The site's action that a step-up is for.
    #[must_use]
    pub const fn action(&self) -> Option<&ActionName> {
        match self {
            Self::StepUp { action, .. } => action.as_ref(),
            Self::SignIn => None,
        }
    }
}

/// One sign-in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignIn {
    /// Which one.
    pub id: SignInId,
    /// Whose.
    pub who: Who,
    /// What for.
    pub purpose: Purpose,
    /// Where it stands.
    pub stage: Stage,
    /// The account's generation of sessions when the password was right; a later one ends the sign-in.
    #[serde(default)]
    pub generation: i64,
    /// When it began; once the second step is asked, when the password was right.
    pub since: Time,
    /// When it is forgotten.
    pub expires: Time,
    /// The known browser it began in.
    pub browser: Option<BrowserId>,
    /// Hash of the token that this browser presented.
    pub presented: Option<String>,
    /// "This is a shared computer."
    pub shared_computer: bool,
    /// What the browser said it is.
    pub user_agent: UserAgent,
    /// The country it comes from, if known.
    pub country: Option<risk::CountryCode>,
}

/// Where a sign-in stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// The password is asked.
    Password,
    /// The password was right; the second step is asked.
    SecondStep(Verification),
    /// Passed; the session was handed out with the answer that passed it, once.
    Passed {
        /// The session it made or freshened.
        session: SessionId,
        /// Its level.
        level: u8,
        /// Why it was asked, or was not.
        reasons: Vec<Reason>,
    },
    /// Over without passing.
    Refused {
        /// Why.
        refusal: Refusal,
    },
}

/// Why a sign-in is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The account is locked (told only after the right password).
    AccountLocked {
        /// Since when.
        since: Time,
    },
    /// It took too long.
    Expired,
    /// The person cancelled it.
    Cancelled,
    /// What the decision asked for cannot be met with anything that is enabled.
    NoWayIn,
    /// "It's not me" was said on the phone.
    Denied,
    /// An attack is under way from where it comes, and nothing speaks for it.
    AttackUnderWay,
}

/// The second step: which proof is asked, why, and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// How much is asked.
    pub verdict: Verdict,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Whether a mailed link must be opened in the same browser besides the method.
    pub link: LinkProof,
    /// How far it is.
    pub state: VerificationState,
    /// A text message that was switched away from: taken up again, never sent anew to skip the waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked: Option<Box<Challenge>>,
    /// Wrong answers in this sign-in.
    pub wrong: u8,
    /// How it was judged when the password was right; none: a step-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighed: Option<Box<Weighed>>,
    /// That it is asked was only counted: what it rests on is recorded when it is passed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_counted: bool,
    /// The kinds whose asking is recorded, so that switching to and fro records each once.
    #[serde(default, skip_serializing_if = "Kinds::is_empty")]
    pub recorded: Kinds,
    /// The phones that no text may be sent to now, as it turned out when one was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_texts: Vec<NoTexts>,
}

/// A phone that no text may be sent to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoTexts {
    /// The phone.
    pub method: MethodId,
    /// Until when; none: that depends on the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
}

/// A set of kinds of methods, by their place in `MethodKind::ALL`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kinds(u8);

impl Kinds {
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// The set with one more; none: it was there before.
    #[must_use]
    pub fn with(self, kind: MethodKind) -> Option<Self> {
        let place = MethodKind::ALL.iter().position(|known| *known == kind)?;
        let bit = 1_u8.checked_shl(u32::try_from(place).ok()?)?;
        (self.0 & bit == 0).then_some(Self(self.0 | bit))
    }
}

impl Verification {
    /// The code that is asked, if it was sent by text message.
    #[must_use]
    pub const fn text_code(&self) -> Option<&TextCode> {
        match &self.state {
            VerificationState::Challenged(Challenge { asked: Asked::TextMessage(code), .. }) => Some(code),
            _ => None,
        }
    }

    /// The challenge of this method that runs, or was switched away from.
    #[must_use]
    pub fn begun(&self, method: MethodId) -> Option<&Challenge> {
        let running = match &self.state {
            VerificationState::Challenged(challenge) => Some(challenge),
            VerificationState::Offered
            | VerificationState::Proven { .. }
            | VerificationState::Approved { .. } => None,
        };
        running.into_iter().chain(self.parked.as_deref()).find(|c| c.method == method)
    }

    /// What is parked when another method is chosen.
    pub(crate) fn parking(&self, chosen: MethodId) -> Option<Box<Challenge>> {
        let left = match &self.state {
            VerificationState::Challenged(c @ Challenge { asked: Asked::TextMessage(_), .. }) => Some(c),
            _ => self.parked.as_deref(),
        };
        left.filter(|c| c.method != chosen).cloned().map(Box::new)
    }
}

/// The mailed link of a challenge-strong without a strong method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "link")]
pub enum LinkProof {
    /// Not asked.
    #[default]
    NotNeeded,
    /// Asked, and to be sent.
    Needed,
    /// Sent.
    Sent {
        /// When it may be sent again.
        resend_at: Time,
    },
    /// Opened in the browser that signs in.
    Opened,
}

/// How far a second step is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum VerificationState {
    /// A method is to be chosen.
    Offered,
    /// One method is asked.
    Challenged(Challenge),
    /// A method was proved; something else is still missing.
    Proven {
        /// The method's kind.
        kind: MethodKind,
    },
    /// The prompt was approved on the phone; the page that waits goes on.
    Approved {
        /// The phone.
        by: MethodId,
        /// Until when it may.
        until: Time,
    },
}

/// One asked proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// The method asked.
    pub method: MethodId,
    /// When the challenge began.
    pub since: Time,
    /// What the kind needs.
    pub asked: Asked,
}

/// What a challenge of each kind holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Asked {
    /// The question, kept until answered.
    SecurityQuestion,
    /// A code under way.
    TextMessage(TextCode),
    /// The app's code.
    AuthenticatorApp,
    /// Any passkey of the account.
    Passkey(Ceremony),
    /// A prompt on the phones that are signed in.
    MobilePrompt {
        /// The prompt.
        prompt: PromptId,
        /// Where it is kept.
        slot: Slot,
    },
    /// A saved code.
    RecoveryCode,
}

impl Asked {
    /// The kind of method asked.
    #[must_use]
    pub const fn kind(&self) -> MethodKind {
        match self {
            Self::SecurityQuestion => MethodKind::SecurityQuestion,
            Self::TextMessage(_) => MethodKind::TextMessage,
            Self::AuthenticatorApp => MethodKind::AuthenticatorApp,
            Self::Passkey(_) => MethodKind::Passkey,
            Self::MobilePrompt { .. } => MethodKind::MobilePrompt,
            Self::RecoveryCode => MethodKind::RecoveryCode,
        }
    }
}

/// A passkey's ceremony under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceremony {
    /// What the browser is asked (JSON, `PublicKeyCredentialRequestOptions`).
    pub options: String,
    /// What its answer is checked against, sealed to this sign-in.
    pub sealed: String,
    /// After when no answer counts.
    pub expires: Time,
}

/// A code sent by text message. Sending again repeats it and never extends its life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextCode {
    /// The code, sealed to this sign-in.
    pub sealed: String,
    /// When it dies.
    pub expires: Time,
    /// When it may be sent again; none: not any more.
    pub resend_at: Option<Time>,
    /// How often it was sent.
    pub sent: u8,
    /// Wrong answers to it; at five it is dead.
    pub wrong: u8,
    /// The courier failed; the page says so and offers another method.
    #[serde(default)]
    pub failed: bool,
}

/// Wrong answers that a text message code survives (DESIGN section 4).
pub const TEXT_CODE_TRIES: u8 = 5;

impl TextCode {
    /// Whether it can still be right.
    #[must_use]
    pub fn is_live(&self, now: Time) -> bool {
        now < self.expires && !self.is_used_up()
    }

    /// Whether it was guessed at too often.
    #[must_use]
    pub const fn is_used_up(&self) -> bool {
        self.wrong >= TEXT_CODE_TRIES
    }

    /// When it may be sent again, or, once it is used up, a new one; none: not in this sign-in.
    #[must_use]
    pub fn may_be_sent_at(&self) -> Option<Time> {
        self.resend_at.or_else(|| self.is_used_up().then_some(self.expires))
    }
}

/// A sign-in as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSignIn {
    /// The sign-in.
    pub sign_in: SignIn,
    /// Hash of its secret.
    pub hash: String,
    /// The mark that a change is based on.
    pub token: RowToken,
}
