//! Connecting a phone that prompts are answered on, and trying it.

use std::borrow::Cow;

use askama::Template;

use crate::pages::Frame;
use crate::prompts::{Over, Shown};

/// Where connecting a phone stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairStage {
    /// Nothing is begun. Form: POST `/settings/security/enable` with `kind`.
    Begin,
    /// A phone is to show the code. Form: POST `/settings/security/prompts/{id}/cancel`.
    Code {
        /// The pending method's id.
        id: String,
        /// From [`crate::qr::svg`].
        qr: String,
        /// What the picture holds, for the phone that this browser itself is.
        url: String,
        /// Unix seconds when the code dies.
        expires: i64,
    },
    /// A phone has shown it. Form: POST `/settings/security/prompts/{id}`; POST `{..}/cancel`.
    Confirm {
        /// The pending method's id.
        id: String,
        /// What the phone calls itself; may be empty.
        phone: String,
    },
}

/// `GET /settings/security/prompts`. Text `GET {..}/state` answers the stage for `wait-for-link.js`.
#[derive(Debug, Template)]
#[template(path = "enroll_prompt.html")]
pub struct PairPage {
    /// Around the page.
    pub frame: Frame,
    /// Whether it is "Step 2 of 2".
    pub second_of_two: bool,
    /// Where it stands.
    pub stage: PairStage,
    /// What `/state` says while this page is current.
    pub state: String,
    /// Whether this browser is on a phone, which may be the one to connect.
    pub here: bool,
    /// The operator's own app at Apple's and at Google's store.
    pub stores: Vec<(&'static str, String)>,
}

impl PairPage {
    fn title(&self) -> String {
        let key = match self.stage {
            PairStage::Confirm { .. } => "pair-confirm-title",
            PairStage::Begin | PairStage::Code { .. } => "pair-title",
        };
        self.frame.say(key).into_owned()
    }
}

/// `GET /settings/security/prompts/test`. Form: POST there.
#[derive(Debug, Template)]
#[template(path = "test_prompt.html")]
pub struct TestPage {
    /// Around the page.
    pub frame: Frame,
    /// The test; none: there is none.
    pub shown: Option<Shown>,
    /// What `/state` says while this page is current.
    pub state: String,
}

impl TestPage {
    fn title(&self) -> String {
        self.frame.say("test-title").into_owned()
    }

    fn over(&self) -> Cow<'static, str> {
        match &self.shown {
            Some(Shown::Over(over)) => self.frame.say(over_key(*over)),
            _ => self.frame.say("test-none"),
        }
    }
}

/// Why a prompt is over, as a key of the words.
pub(super) const fn over_key(over: Over) -> &'static str {
    match over {
        Over::Expired => "prompt-over-expired",
        Over::Replaced => "prompt-over-replaced",
        Over::Cancelled => "prompt-over-cancelled",
        Over::WrongNumber => "prompt-over-wrong-number",
        Over::SignedOut => "prompt-over-signed-out",
        Over::Denied => "prompt-over-denied",
    }
}
