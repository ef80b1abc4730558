//! Password & Security: one card per way in, and what else guards the account.

use askama::Template;

use crate::pages::activity::Event;
use crate::pages::{Frame, Kind};

/// `GET /settings/security`. Forms (all POST, all with `csrf`):
/// `/settings/security/enable` with the pressed button `kind`; `/settings/security/when` with `verify` =
/// `every_sign_in` or `when_risky`; `/settings/security/preferred` with `method`;
/// `/settings/security/language` with `language`;
/// `/settings/security/allow-tries` with `door`; `/settings/security/browsers/{id}/forget`; `/settings/security/sessions/{id}/end`;
/// `/settings/security/sessions/end-others`; `/settings/security/email/{id}/resend`; `/signout`.
/// Links: `/settings/security/password`, `/settings/security/methods/{id}/rename`, `/remove` and
/// `/reactivate`,
/// `/settings/security/email/add`, `/settings/security/email/{id}/remove`, `/activity`.
#[derive(Debug, Template)]
#[template(path = "security.html")]
pub struct SecurityPage {
    /// Around the page.
    pub frame: Frame,
    /// The person's display name.
    pub display_name: String,
    /// The name they sign in with.
    pub user_name: String,
    /// Ways in, as DESIGN section 3 counts them.
    pub ways_in: u32,
    /// The most useful next step, if any.
    pub advice: Advice,
    /// Whether to offer a passkey, once and calmly.
    pub nudge: bool,
    /// While a hold lasts: Unix seconds of its end.
    pub hold_until: Option<i64>,
    /// Unix seconds of the last password change.
    pub password_changed: i64,
    /// When to verify.
    pub when: WhenToVerify,
    /// The methods that can be preferred; no card if fewer than two.
    pub preferred: Vec<Preferred>,
    /// The cards in the order to show.
    pub methods: Vec<MethodCard>,
    /// E-mail addresses.
    pub addresses: Vec<Address>,
    /// Whether the site sends e-mail; if not, no letter is promised.
    pub mail: bool,
    /// The languages that the site speaks, each with its own name for itself; no card if there is one alone.
    pub languages: Vec<Language>,
    /// Known browsers.
    pub browsers: Vec<Browser>,
    /// Live sessions, this one first.
    pub sessions: Vec<Session>,
    /// Whether the person looks after the site.
    pub administrator: bool,
    /// The last ten.
    pub activity: Vec<Event>,
}

/// A language to choose.
#[derive(Debug, Clone)]
pub struct Language {
    /// BCP 47.
    pub tag: String,
    /// As its speakers call it.
    pub name: String,
    /// Whether the page is in it.
    pub spoken: bool,
}

/// The line under the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Nothing to do.
    None,
    /// Add a first strong method.
    AddStrong,
    /// Add one more way in.
    AddOneMore,
    /// Make recovery codes.
    MakeCodes,
    /// The last set of codes was not ticked as saved.
    SaveCodes,
    /// Few recovery codes are left.
    FewCodes,
}

/// When the second step is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenToVerify {
    /// Chosen: only when risky.
    WhenRisky,
    /// Chosen: every time.
    EverySignIn,
    /// The site asks every time; nothing to choose.
    SiteAsksAlways,
}

/// One entry of the preferred-method choice.
#[derive(Debug, Clone)]
pub struct Preferred {
    /// The value of `method`.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Its name or masked number.
    pub name: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// One card of a kind of method.
#[derive(Debug, Clone)]
pub struct MethodCard {
    /// The kind.
    pub kind: Kind,
    /// Off, on, or locked.
    pub state: CardState,
    /// The enabled ones of this kind.
    pub entries: Vec<Entry>,
    /// Whether one more can be added while some are on.
    pub may_add: bool,
    /// For recovery codes: how many are left.
    pub codes_left: u32,
    /// For recovery codes: whether "I saved them" is still to be ticked.
    pub unsaved: bool,
}

/// Whether a kind is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardState {
    /// In use.
    On,
    /// Not in use; Enable starts it.
    Off,
    /// Not in use; Enable starts with the security question, and the card says so.
    QuestionFirst,
    /// Not in use; needs another method to back it up first (recovery codes alone are no second step).
    MethodFirst,
    /// Not in use until the hold ends.
    Held,
}

/// One enabled method.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Opaque id for paths.
    pub id: String,
    /// Its name: given by the person, or a masked number, or the question.
    pub name: String,
    /// Unix seconds when it was enabled.
    pub since: i64,
    /// Unix seconds of its last use.
    pub last_used: Option<i64>,
    /// Unix seconds when a phone's app was last here.
    pub last_seen: Option<i64>,
    /// Anything unusual about it.
    pub note: EntryNote,
    /// Where it is kept, if it is a passkey; whether its app is signed in, if it is a phone for prompts.
    pub keeping: Option<Keeping>,
    /// Whether a name can be given.
    pub may_rename: bool,
    /// Suspended, and had back by whoever proves it.
    pub may_reactivate: bool,
}

/// Where a passkey is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// With an account that copies it to its owner's devices.
    Synced,
    /// In one device or security key, never copied.
    OneDevice,
    /// A phone that is signed in to the app.
    SignedIn,
    /// A phone that was not seen for long.
    Quiet,
    /// A phone that is signed out of the app.
    SignedOut,
}

impl Keeping {
    /// Whether it is a phone that can be signed out here.
    fn may_sign_out(self) -> bool {
        matches!(self, Self::SignedIn | Self::Quiet)
    }

    fn key(self) -> &'static str {
        match self {
            Self::Synced => "passkey-synced",
            Self::OneDevice => "passkey-one-device",
            Self::SignedIn => "phone-signed-in",
            Self::Quiet => "phone-quiet",
            Self::SignedOut => "phone-signed-out",
        }
    }
}

/// Anything unusual about a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryNote {
    /// Nothing.
    None,
    /// Suspended until it is removed, made anew or proven again.
    Suspended,
    /// Rests after wrong tries.
    Resting,
    /// The site cannot send its codes now.
    CannotSend,
    /// A passkey that somebody may have copied.
    MayBeCopied,
    /// Weak on its own.
    Weak,
}

/// An e-mail address.
#[derive(Debug, Clone)]
pub struct Address {
    /// Opaque id for paths.
    pub id: String,
    /// The whole address; the page is the owner's.
    pub address: String,
    /// Whether its link was opened.
    pub verified: bool,
    /// Whether it can be removed (the last verified one cannot).
    pub may_remove: bool,
}

/// A known browser.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Opaque id for paths.
    pub id: String,
    /// "Firefox on Linux".
    pub name: String,
    /// "Lisbon, Portugal"; empty if not known.
    pub place: String,
    /// Unix seconds.
    pub last_seen: i64,
    /// Unix seconds until which it skips the every-sign-in check.
    pub skip_until: Option<i64>,
    /// Whether it is the one in use.
    pub this_one: bool,
}

/// A live session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Opaque id for paths.
    pub id: String,
    /// "Firefox on Linux".
    pub browser: String,
    /// "Lisbon, Portugal"; empty if not known.
    pub place: String,
    /// Unix seconds.
    pub since: i64,
    /// Unix seconds.
    pub last_seen: i64,
    /// Whether it is the one in use.
    pub this_one: bool,
}

impl Entry {
    fn suspended_key(&self) -> &'static str {
        if self.may_reactivate { "entry-suspended-provable" } else { "entry-suspended" }
    }
}

impl SecurityPage {
    fn title(&self) -> String {
        self.frame.say("security-title").into_owned()
    }

    fn health(&self) -> String {
        self.frame.count("health-ways-in", self.ways_in)
    }

    fn advice_key(&self) -> &'static str {
        match self.advice {
            Advice::None => "advice-none",
            Advice::AddStrong => "advice-add-strong",
            Advice::AddOneMore => "advice-add-one-more",
            Advice::MakeCodes => "advice-make-codes",
            Advice::SaveCodes => "advice-save-codes",
            Advice::FewCodes => "advice-few-codes",
        }
    }

    fn reach_key(&self) -> &'static str {
        if self.mail { "section-reach-about" } else { "section-reach-none" }
    }

    fn address_key(&self, address: &Address) -> &'static str {
        if address.verified {
            "address-verified"
        } else if self.mail {
            "address-unverified"
        } else {
            "address-unverifiable"
        }
    }

    fn may_end_others(&self) -> bool {
        self.sessions.iter().any(|session| !session.this_one)
    }
}

impl MethodCard {
    fn about(&self) -> &'static str {
        match self.kind {
            Kind::SecurityQuestion => "card-security-question",
            Kind::TextMessage => "card-text-message",
            Kind::AuthenticatorApp => "card-authenticator-app",
            Kind::MobilePrompt => "card-mobile-prompt",
            Kind::Passkey => "card-passkey",
            Kind::RecoveryCode => "card-recovery-code",
            Kind::MailedLink => "card-mailed-link",
        }
    }

    fn locked_key(&self) -> Option<&'static str> {
        match self.state {
            CardState::On | CardState::Off => None,
            CardState::QuestionFirst => Some("locked-question-first"),
            CardState::MethodFirst => Some("locked-method-first"),
            CardState::Held => Some("locked-held"),
        }
    }

    fn may_enable(&self) -> bool {
        matches!(self.state, CardState::Off | CardState::QuestionFirst)
    }

    /// Whether any of the kind counts: what is only suspended does not.
    fn is_on(&self) -> bool {
        self.state == CardState::On && self.entries.iter().any(|entry| entry.note != EntryNote::Suspended)
    }

    fn add_key(&self) -> &'static str {
        match self.kind {
            Kind::RecoveryCode => "make-new-codes",
            Kind::TextMessage => "add-number",
            Kind::SecurityQuestion => "add-question",
            Kind::MobilePrompt => "add-phone-app",
            _ => "add-another",
        }
    }
}
