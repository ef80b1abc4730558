//! The methods, the reasons we ask, and why a method cannot be used now, as people read them.
//! Deliberately not here: the rules that decide them (`rules`).

use std::borrow::Cow;

use crate::pages::times::moment;
use crate::words::Words;

/// A second step, as it is named on pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An answer to a chosen question.
    SecurityQuestion,
    /// A code sent to a phone.
    TextMessage,
    /// A code that an app makes.
    AuthenticatorApp,
    /// A prompt in the site's app.
    MobilePrompt,
    /// A security key or passkey.
    Passkey,
    /// One of ten saved codes.
    RecoveryCode,
    /// A link sent to an address; the second proof where the method alone is too weak.
    MailedLink,
}

impl Kind {
    /// The method's name as a heading.
    #[must_use]
    pub fn name(self, words: Words) -> Cow<'static, str> {
        words.text(match self {
            Self::SecurityQuestion => "kind-security-question",
            Self::TextMessage => "kind-text-message",
            Self::AuthenticatorApp => "kind-authenticator-app",
            Self::MobilePrompt => "kind-mobile-prompt",
            Self::Passkey => "kind-passkey",
            Self::RecoveryCode => "kind-recovery-code",
            Self::MailedLink => "kind-mailed-link",
        })
    }

    /// What the person does, as a button: "Use a code from my app".
    #[must_use]
    pub fn act(self, words: Words) -> Cow<'static, str> {
        words.text(match self {
            Self::SecurityQuestion => "act-security-question",
            Self::TextMessage => "act-text-message",
            Self::AuthenticatorApp => "act-authenticator-app",
            Self::MobilePrompt => "act-mobile-prompt",
            Self::Passkey => "act-passkey",
            Self::RecoveryCode => "act-recovery-code",
            Self::MailedLink => "act-mailed-link",
        })
    }

    /// The value in forms, JSON and paths.
    #[must_use]
    pub fn value(self) -> &'static str {
        match self {
            Self::SecurityQuestion => "security_question",
            Self::TextMessage => "text_message",
            Self::AuthenticatorApp => "authenticator_app",
            Self::MobilePrompt => "mobile_prompt",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery_code",
            Self::MailedLink => "mailed_link",
        }
    }

    /// The name of its icon in `icons.html`.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::SecurityQuestion => "question",
            Self::TextMessage => "message",
            Self::AuthenticatorApp => "clock",
            Self::MobilePrompt => "phone",
            Self::Passkey => "key",
            Self::RecoveryCode => "list",
            Self::MailedLink => "mail",
        }
    }
}

/// Why a second step is asked, coarse so that it does not coach a thief.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// This browser has not signed in to this account before.
    NewBrowser,
    /// A country or network not seen for this account.
    NewPlace,
    /// Wrong tries lately.
    RecentFailures,
    /// Something changed on the account lately.
    SecurityEvent,
    /// The person chose to be asked every time.
    EverySignIn,
    /// The site asks everyone.
    SiteAsks,
    /// A change to the account's security is about to be made.
    Change,
    /// An action of the site takes a fresh proof.
    FreshCheck,
    /// It is not like the account's other sign-ins.
    Unusual,
}

impl Reason {
    /// One sentence.
    #[must_use]
    pub fn say(self, words: Words) -> Cow<'static, str> {
        words.text(match self {
            Self::NewBrowser => "reason-new-browser",
            Self::NewPlace => "reason-new-place",
            Self::RecentFailures => "reason-recent-failures",
            Self::SecurityEvent => "reason-security-event",
            Self::EverySignIn => "reason-every-sign-in",
            Self::SiteAsks => "reason-site-asks",
            Self::Change => "reason-change",
            Self::FreshCheck => "reason-fresh-check",
            Self::Unusual => "reason-unusual",
        })
    }
}

/// Why a method of the account cannot be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// This sign-in needs a stronger proof.
    TooWeak,
    /// What the person is about to do needs a stronger proof.
    TooWeakForThis,
    /// Too many wrong tries; it rests.
    Resting,
    /// The question stands back while another method works.
    OtherMethodWorks,
    /// The sender of texts or e-mails does not work now.
    CannotSend,
    /// No recovery code is left.
    NoneLeft,
    /// Suspended by the owner or a notice.
    Suspended,
    /// No phone is signed in to the app.
    SignedOut,
    /// The phone that is signed in is the one that asks.
    ThisPhone,
    /// So many prompts went unanswered that no more are sent.
    TooManyPrompts,
    /// Only from a browser that is known.
    KnownBrowserOnly,
    /// The limit of sent codes is reached for now.
    SentTooOften {
        /// Until when, in Unix seconds.
        until: i64,
    },
}

impl WhyNot {
    /// One sentence.
    #[must_use]
    pub fn say(self, words: Words) -> Cow<'static, str> {
        words.text(match self {
            Self::TooWeak => "why-too-weak",
            Self::TooWeakForThis => "why-too-weak-for-this",
            Self::Resting => "why-resting",
            Self::OtherMethodWorks => "why-other-method-works",
            Self::CannotSend => "why-cannot-send",
            Self::NoneLeft => "why-none-left",
            Self::Suspended => "why-suspended",
            Self::SignedOut => "why-signed-out",
            Self::ThisPhone => "why-this-phone",
            Self::TooManyPrompts => "why-too-many-prompts",
            Self::KnownBrowserOnly => "why-known-browser-only",
            Self::SentTooOften { until } => {
                return words.with("why-text-limit", &[("time", moment(words, until).into())]).into();
            }
        })
    }
}
