//! What happened on the account, in the owner's words.

use std::borrow::Cow;

use askama::Template;

use crate::pages::{Frame, Kind};
use crate::words::{FluentValue, Words};

/// `GET /activity`.
#[derive(Debug, Template)]
#[template(path = "activity.html")]
pub struct ActivityPage {
    /// Around the page.
    pub frame: Frame,
    /// The person's display name.
    pub display_name: String,
    /// Newest first.
    pub events: Vec<Event>,
    /// The address of the next, older page.
    pub older: Option<String>,
}

impl ActivityPage {
    fn title(&self) -> String {
        self.frame.say("activity-title").into_owned()
    }
}

/// One line of the list.
#[derive(Debug, Clone)]
pub struct Event {
    /// Unix seconds.
    pub at: i64,
    /// What happened.
    pub what: What,
    /// "Firefox on Linux"; empty if not known.
    pub browser: String,
    /// "Portugal"; empty if not known.
    pub place: String,
    /// Why a second step was asked, in sentences.
    pub why: Vec<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Made the account.
    SignedUp,
    /// Signed in with the password alone.
    SignedIn,
    /// Signed in with this second step.
    SignedInWith(Kind),
    /// Proved who they are before a change: with the password.
    SteppedUp,
    /// Proved who they are before a change: with this second step.
    SteppedUpWith(Kind),
    /// The second step was asked with this method.
    Asked(Kind),
    /// Wrong password.
    WrongPassword,
    /// So many wrong passwords that browsers that are not known have to wait.
    PasswordResting,
    /// So many wrong tries that the method rests.
    Resting(Kind),
    /// Wrong second step.
    WrongProof(Kind),
    /// The sign-in was refused.
    Refused,
    /// The password was right, and the second step was not passed.
    SecondStepAsked,
    /// The same, after so many like it that are not listed one by one.
    SecondStepAskedAgain(u32),
    /// The sign-in was refused, after so many like it that are not listed one by one.
    RefusedAgain(u32),
    /// Signed out, or the owner ended a session.
    SignedOut,
    /// All other sessions were ended.
    OthersSignedOut,
    /// A method was switched on.
    MethodAdded(Kind),
    /// A method was removed.
    MethodRemoved(Kind),
    /// A method got another name or answer.
    MethodChanged(Kind),
    /// A method was suspended.
    MethodSuspended(Kind),
    /// A suspended method counts again.
    MethodReactivated(Kind),
    /// The password was changed.
    PasswordChanged,
    /// The password was set by a mailed link.
    PasswordReset,
    /// A link to set a new password was asked for.
    ResetAsked,
    /// New recovery codes void the old ones.
    CodesReplaced,
    /// When to verify was changed.
    WhenChanged,
    /// The preferred method was changed.
    PreferredChanged,
    /// Tries are allowed again where they rested.
    TriesAllowed,
    /// A text message was held back.
    TextRefused,
    /// A browser is known from now on.
    BrowserKnown,
    /// A browser was forgotten.
    BrowserForgotten,
    /// An old token of a known browser came back: somebody had a copy.
    BrowserCopied,
    /// A passkey's signature counter went back: somebody may have copied it.
    PasskeyCopied,
    /// "It's me", said on a phone.
    PromptApproved,
    /// "It's not me", said on a phone.
    PromptDenied,
    /// A prompt was given up on the phone.
    PromptCancelled,
    /// A phone was signed out of the app.
    PhoneSignedOut,
    /// An address was added.
    AddressAdded,
    /// An address was verified.
    AddressVerified,
    /// An address was removed.
    AddressRemoved,
    /// Somebody pressed "This wasn't me".
    NotMe,
    /// The owner lost their phone and switched off what is on it.
    PhoneLost,
    /// A hold began.
    HoldBegan,
    /// The site locked the account.
    Locked,
    /// The site opened it again.
    Unlocked,
    /// An administrator read this list.
    AdministratorLooked,
    /// The owner looks after the site from then on.
    AdministratorMade,
    /// The owner no longer does.
    AdministratorUnmade,
}

impl What {
    /// Whether the owner should look at it twice.
    #[must_use]
    pub fn serious(self) -> bool {
        matches!(
            self,
            Self::WrongPassword
                | Self::WrongProof(_)
                | Self::PasswordResting
                | Self::Resting(_)
                | Self::BrowserCopied
                | Self::PasskeyCopied
                | Self::PromptDenied
                | Self::Refused
                | Self::SecondStepAsked
                | Self::SecondStepAskedAgain(_)
                | Self::RefusedAgain(_)
                | Self::MethodSuspended(_)
                | Self::PasswordReset
                | Self::NotMe
                | Self::PhoneLost
                | Self::HoldBegan
                | Self::Locked
        )
    }

    /// One short sentence.
    #[must_use]
    pub fn say(self, words: Words) -> Cow<'static, str> {
        let of = |key: &str, kind: Kind| {
            let name = kind.name(words);
            Cow::Owned(words.with(key, &[("name", FluentValue::from(name.as_ref()))]))
        };
        let counted =
            |key: &str, also: u32| Cow::Owned(words.with(key, &[("count", FluentValue::from(also))]));
        match self {
            Self::SecondStepAskedAgain(also) => counted("event-second-step-asked-again", also),
            Self::RefusedAgain(also) => counted("event-refused-again", also),
            Self::SignedInWith(kind) => of("event-signed-in-with", kind),
            Self::SteppedUpWith(kind) => of("event-stepped-up-with", kind),
            Self::Asked(kind) => of("event-asked", kind),
            Self::Resting(kind) => of("event-resting", kind),
            Self::WrongProof(kind) => of("event-wrong-proof", kind),
            Self::MethodAdded(kind) => of("event-method-added", kind),
            Self::MethodRemoved(kind) => of("event-method-removed", kind),
            Self::MethodChanged(kind) => of("event-method-changed", kind),
            Self::MethodSuspended(kind) => of("event-method-suspended", kind),
            Self::MethodReactivated(kind) => of("event-method-reactivated", kind),
            plain => words.text(plain.key()),
        }
    }

    /// The key of those that name no method.
    fn key(self) -> &'static str {
        match self {
            Self::SignedUp => "event-signed-up",
            Self::WrongPassword => "event-wrong-password",
            Self::SteppedUp => "event-stepped-up",
            Self::PasswordResting => "event-password-resting",
            Self::ResetAsked => "event-reset-asked",
            Self::CodesReplaced => "event-codes-replaced",
            Self::PreferredChanged => "event-preferred-changed",
            Self::TriesAllowed => "event-tries-allowed",
            Self::TextRefused => "event-text-refused",
            Self::BrowserCopied => "event-copied-browser",
            Self::PasskeyCopied => "event-copied-passkey",
            Self::PromptApproved => "event-prompt-approved",
            Self::PromptDenied => "event-prompt-denied",
            Self::PromptCancelled => "event-prompt-cancelled",
            Self::PhoneSignedOut => "event-phone-signed-out",
            Self::Refused => "event-refused",
            Self::SecondStepAsked => "event-second-step-asked",
            Self::SignedOut => "event-signed-out",
            Self::OthersSignedOut => "event-others-signed-out",
            Self::PasswordChanged => "event-password-changed",
            Self::PasswordReset => "event-password-reset",
            Self::WhenChanged => "event-when-changed",
            Self::BrowserKnown => "event-browser-known",
            Self::BrowserForgotten => "event-browser-forgotten",
            Self::AddressAdded => "event-address-added",
            Self::AddressVerified => "event-address-verified",
            Self::AddressRemoved => "event-address-removed",
            Self::NotMe => "event-not-me",
            Self::PhoneLost => "event-phone-lost",
            Self::HoldBegan => "event-hold-began",
            Self::Locked => "event-locked",
            Self::Unlocked => "event-unlocked",
            Self::AdministratorLooked => "event-administrator-looked",
            Self::AdministratorMade => "event-administrator-made",
            Self::AdministratorUnmade => "event-administrator-unmade",
            _ => "event-signed-in",
        }
    }
}
