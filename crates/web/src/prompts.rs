//! Where a sign-in's prompt stands, for the page and the API that wait for it. Deliberately not here: words, and any decision.

use flows::Told;
use rules::prompt::{PromptState, StoredPrompt};
use rules::sign_in::{Asked, Stage, VerificationState};
use rules::time::Time;

/// A prompt as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The person is to type the number into the app.
    Waiting {
        /// The number.
        number: String,
        /// After when it is too late.
        expires: Time,
        /// No app seems to have it: another way is offered at once.
        unseen: bool,
    },
    /// It was approved: the page may go on.
    Approved,
    /// It can be answered no more.
    Over(Over),
}

/// Why a prompt is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Nobody answered in time.
    Expired,
    /// A newer one took its place.
    Replaced,
    /// It was given up on the phone.
    Cancelled,
    /// Another number was typed.
    WrongNumber,
    /// No phone is signed in any more.
    SignedOut,
    /// "It's not me" was said.
    Denied,
}

impl Shown {
    /// The state in JSON, and what `wait-for-phone.js` compares.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Waiting { unseen: false, .. } => "waiting",
            Self::Waiting { unseen: true, .. } => "unseen",
            Self::Approved => "approved",
            Self::Over(over) => match over {
                Over::Expired => "expired",
                Over::Replaced => "replaced",
                Over::Cancelled => "cancelled",
                Over::WrongNumber => "wrong_number",
                Over::SignedOut => "signed_out",
                Over::Denied => "denied",
            },
        }
    }

    /// Of a sign-in or step-up; none: it asks for no prompt, or its page did not go on in time with what was approved.
    #[must_use]
    pub fn of(told: &Told) -> Option<Self> {
        let Stage::SecondStep(verification) = &told.decision.sign_in.stage else { return None };
        match &verification.state {
            VerificationState::Approved { until, .. } if told.now < *until => Some(Self::Approved),
            VerificationState::Challenged(running) if matches!(running.asked, Asked::MobilePrompt { .. }) => {
                Some(
                    told.prompt.as_ref().map_or(Self::Over(Over::Replaced), |p| Self::of_prompt(p, told.now)),
                )
            }
            _ => None,
        }
    }

    /// Of a prompt alone, such as a test.
    #[must_use]
    pub fn of_prompt(stored: &StoredPrompt, now: Time) -> Self {
        match stored.state {
            PromptState::Live | PromptState::Undelivered if stored.is_live(now) => Self::Waiting {
                number: stored.prompt.number.clone(),
                expires: stored.prompt.expires,
                unseen: stored.is_unseen(now),
            },
            PromptState::Live | PromptState::Undelivered => Self::Over(Over::Expired),
            PromptState::Approved => Self::Approved,
            PromptState::Denied => Self::Over(Over::Denied),
            PromptState::Cancelled => Self::Over(Over::Cancelled),
            PromptState::WrongNumber => Self::Over(Over::WrongNumber),
            PromptState::Closed => Self::Over(Over::SignedOut),
        }
    }
}
