//! Where mailed links land: one page, one button, since mail scanners open links. GET changes nothing.

use askama::Template;

use crate::pages::Frame;
use crate::pages::activity::What;

/// What a mailed link is for.
#[derive(Debug, Clone)]
pub enum Link {
    /// The second proof of a sign-in that is under way in this browser.
    SignIn {
        /// "Firefox on Linux".
        browser: String,
        /// "Lisbon, Portugal"; empty if not known.
        place: String,
        /// Unix seconds.
        at: i64,
    },
    /// An address is to be verified.
    Address {
        /// The address.
        address: String,
    },
    /// A change of security settings in this browser.
    Confirm,
    /// "This wasn't me", from a notice.
    NotMe {
        /// What the notice told.
        what: What,
        /// "Firefox on Linux".
        browser: String,
        /// "Lisbon, Portugal"; empty if not known.
        place: String,
        /// Unix seconds.
        at: i64,
    },
}

/// `GET /links/{sign-in|address|confirm|not-me}?token=..`. Form: POST the same path with `token`.
#[derive(Debug, Template)]
#[template(path = "link.html")]
pub struct LinkPage {
    /// Around the page.
    pub frame: Frame,
    /// The token of the link, sent back by the form.
    pub token: String,
    /// What for.
    pub link: Link,
}

impl LinkPage {
    fn title(&self) -> String {
        let key = match self.link {
            Link::SignIn { .. } => "link-sign-in-title",
            Link::Address { .. } => "link-address-title",
            Link::Confirm => "link-confirm-title",
            Link::NotMe { .. } => "link-not-me-title",
        };
        self.frame.say(key).into_owned()
    }

    fn action(&self) -> &'static str {
        match self.link {
            Link::SignIn { .. } => "/links/sign-in",
            Link::Address { .. } => "/links/address",
            Link::Confirm => "/links/confirm",
            Link::NotMe { .. } => "/links/not-me",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkEnd {
    /// The sign-in goes on; this tab can continue it.
    SignInGoesOn,
    /// The address is verified.
    AddressVerified(String),
    /// Another account has the address.
    AddressTaken,
    /// The change goes on.
    ConfirmGoesOn,
    /// Sessions ended, additions suspended.
    NotMe {
        /// How many sessions ended.
        sessions: u32,
        /// Names of what was suspended.
        suspended: Vec<String>,
    },
    /// Too old.
    Expired,
    /// Cut off, mistyped, of another kind, or so old that nothing is known of it.
    Unknown,
    /// Used before.
    Used,
    /// Opened in another browser than the one that asked.
    OtherBrowser,
}

/// What the button did, or why the link cannot be used.
#[derive(Debug, Template)]
#[template(path = "link_end.html")]
pub struct LinkEndPage {
    /// Around the page.
    pub frame: Frame,
    /// How it ended.
    pub end: LinkEnd,
    /// Where a link that does nothing leads on to.
    pub onward: Onward,
}

/// The way from a link that does nothing to one that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// It was to set a password, or to say "this wasn't me", after which a password is set: a new letter is asked for.
    NewPassword,
    /// It was about one's own address or settings: they are under Password & Security.
    Security,
    /// It belonged to a sign-in, which begins again.
    SignIn,
}

impl Onward {
    const fn path(self) -> &'static str {
        match self {
            Self::NewPassword => "/reset",
            Self::Security => "/settings/security",
            Self::SignIn => "/signin",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::NewPassword => "reset-new-title",
            Self::Security => "go-to-security",
            Self::SignIn => "back-to-signin",
        }
    }
}

impl LinkEndPage {
    fn title(&self) -> String {
        let key = match self.end {
            LinkEnd::SignInGoesOn => "link-end-sign-in-title",
            LinkEnd::AddressVerified(_) => "link-end-address-title",
            LinkEnd::AddressTaken => "link-end-taken-title",
            LinkEnd::ConfirmGoesOn => "link-end-confirm-title",
            LinkEnd::NotMe { .. } => "link-end-not-me-title",
            LinkEnd::Expired => "link-end-expired-title",
            LinkEnd::Unknown => "link-end-unknown-title",
            LinkEnd::Used => "link-end-used-title",
            LinkEnd::OtherBrowser => "link-end-other-browser-title",
        };
        self.frame.say(key).into_owned()
    }

    fn good(&self) -> bool {
        !matches!(
            self.end,
            LinkEnd::AddressTaken
                | LinkEnd::Expired
                | LinkEnd::Unknown
                | LinkEnd::Used
                | LinkEnd::OtherBrowser
        )
    }
}
