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
            LinkEnd::Used => "link-end-used-title",
            LinkEnd::OtherBrowser => "link-end-other-browser-title",
        };
        self.frame.say(key).into_owned()
    }

    fn good(&self) -> bool {
        !matches!(self.end, LinkEnd::AddressTaken | LinkEnd::Expired | LinkEnd::Used | LinkEnd::OtherBrowser)
    }
}
