//! The second step: the challenge, and the list of other ways. The same pages serve a sign-in and a step-up.

use std::borrow::Cow;

use askama::Template;

use crate::pages::prompts::over_key;
use crate::pages::{Frame, Kind, Reason, WhyNot};
use crate::prompts::Shown;

/// Which door the second step stands in; it sets the paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A sign-in: paths under `/verify`.
    SignIn,
    /// A change of settings: paths under `/settings/security/confirm`.
    Change,
    /// One of the site's own actions: paths under `/step-up`.
    Action,
}

impl Door {
    /// The path that the answer is posted to.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::SignIn => "/verify",
            Self::Change => "/settings/security/confirm",
            Self::Action => "/step-up",
        }
    }
}

/// The one proof that is asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// A code was sent to a phone.
    TextMessage {
        /// Masked: "•••• 4417".
        number: String,
        /// Unix seconds when the code dies; `None`: it died by too many wrong tries.
        expires: Option<i64>,
        /// Seconds until it, or a new one, can be sent; `None` when it cannot be sent again.
        resend_in: Option<u32>,
    },
    /// A code from an app.
    AuthenticatorApp {
        /// The name the person gave it.
        name: String,
        /// 6 to 8.
        digits: u8,
    },
    /// A passkey.
    Passkey {
        /// What the browser is asked (JSON), for `passkey.js`.
        options: String,
    },
    /// A prompt on the phone.
    MobilePrompt {
        /// How it stands.
        shown: Shown,
        /// Where the app is that this very phone may open to answer.
        app: Option<String>,
    },
    /// An answer.
    SecurityQuestion {
        /// The question in the reader's language.
        question: String,
    },
    /// One saved code.
    RecoveryCode {
        /// Unused codes.
        left: u32,
    },
    /// A link was sent to an address.
    MailedLink {
        /// Masked: "a•••@e•••.org".
        address: String,
        /// Unix seconds when the link dies.
        expires: i64,
        /// Seconds until it can be sent again; `None` when it cannot be sent again.
        resend_in: Option<u32>,
    },
}

impl Challenge {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::TextMessage { .. } => Kind::TextMessage,
            Self::AuthenticatorApp { .. } => Kind::AuthenticatorApp,
            Self::Passkey { .. } => Kind::Passkey,
            Self::MobilePrompt { .. } => Kind::MobilePrompt,
            Self::SecurityQuestion { .. } => Kind::SecurityQuestion,
            Self::RecoveryCode { .. } => Kind::RecoveryCode,
            Self::MailedLink { .. } => Kind::MailedLink,
        }
    }
}

/// `GET /verify`. Forms: POST `{path}` with `challenge` and `code`, `answer` or `credential`, and `dont_ask` (`on`);
/// POST `{path}/resend` with `challenge`; POST `{path}/cancel`. Text `GET /verify/state` answers the stage for
/// `wait-for-link.js`, which reloads the page when it differs from `stage`.
#[derive(Debug, Template)]
#[template(path = "verify.html")]
pub struct VerifyPage {
    /// Around the page. Problems go to field `code` or `answer`.
    pub frame: Frame,
    /// Sign-in, change or action.
    pub door: Door,
    /// Why we ask, the weightiest first.
    pub reasons: Vec<Reason>,
    /// The proof asked now.
    pub challenge: Challenge,
    /// The challenge's opaque id, so that an old tab cannot answer a new challenge.
    pub challenge_id: String,
    /// Two proofs are needed: this one, of so many (`(2, 2)`).
    pub part: Option<(u32, u32)>,
    /// Offers "Don't ask on this browser for so many days".
    pub dont_ask_days: Option<u32>,
    /// Tries left, told only when few.
    pub tries_left: Option<u32>,
    /// Seconds until the next try counts; the button still works and answers kindly.
    pub wait: Option<u32>,
    /// Whether "Try another way" leads anywhere.
    pub other_ways: bool,
    /// What `/verify/state` says while this page is current.
    pub stage: String,
    /// The sign-in's id in the API, whose events `wait-for-phone.js` follows.
    pub wait_for: String,
}

impl VerifyPage {
    fn title(&self) -> String {
        let key = match self.challenge {
            Challenge::TextMessage { .. } => "verify-title-text-message",
            Challenge::AuthenticatorApp { .. } => "verify-title-authenticator-app",
            Challenge::Passkey { .. } => "verify-title-passkey",
            Challenge::MobilePrompt { shown: Shown::Over(_), .. } => "verify-title-prompt-over",
            Challenge::MobilePrompt { .. } => "verify-title-prompt",
            Challenge::SecurityQuestion { .. } => "verify-title-security-question",
            Challenge::RecoveryCode { .. } => "verify-title-recovery-code",
            Challenge::MailedLink { .. } => "verify-title-mailed-link",
        };
        self.frame.say(key).into_owned()
    }

    /// Whether the code can be right no more, so that there is nothing to type.
    fn is_used_up(&self) -> bool {
        matches!(self.challenge, Challenge::TextMessage { expires: None, .. })
    }

    fn resend_key(&self) -> &'static str {
        if self.is_used_up() { "resend-new-text" } else { "resend-text" }
    }

    /// Whether another way is the one thing to do by now.
    fn is_unseen(&self) -> bool {
        matches!(&self.challenge, Challenge::MobilePrompt { shown: Shown::Waiting { unseen: true, .. }, .. })
    }

    /// Why a prompt is over.
    fn over(&self) -> Cow<'static, str> {
        let Challenge::MobilePrompt { shown: Shown::Over(over), .. } = &self.challenge else {
            return Cow::Borrowed("");
        };
        self.frame.say(over_key(*over))
    }

    fn part_of(&self) -> Option<String> {
        let (nth, of) = self.part?;
        Some(self.frame.words.with("part-of", &[("nth", nth.into()), ("of", of.into())]))
    }
}

/// A method that can be used now.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The method's opaque id, the value of `method`.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// What tells it from others: a masked number, an app's name; may be empty.
    pub hint: String,
    /// Whether it is the preferred one.
    pub preferred: bool,
}

/// A method that the person has but cannot use now.
#[derive(Debug, Clone)]
pub struct Unusable {
    /// Its kind.
    pub kind: Kind,
    /// As in [`Choice`].
    pub hint: String,
    /// Why not.
    pub why: WhyNot,
}

/// `GET /verify/methods`. Form: POST `{path}/methods` with the pressed button `method`.
#[derive(Debug, Template)]
#[template(path = "methods.html")]
pub struct MethodsPage {
    /// Around the page.
    pub frame: Frame,
    /// Sign-in, change or action.
    pub door: Door,
    /// Usable ones in the order to show, the preferred first.
    pub usable: Vec<Choice>,
    /// The others.
    pub unusable: Vec<Unusable>,
    /// How to reach the people who help, told where nothing is usable.
    pub help: Option<String>,
}

impl MethodsPage {
    fn title(&self) -> String {
        let stuck = self.usable.is_empty() && self.door != Door::Change;
        self.frame.say(if stuck { "no-way-title" } else { "methods-title" }).into_owned()
    }
}
