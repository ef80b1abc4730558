//! Pages on which something ended or cannot go on: each says what happened and the one thing to do next.

use std::borrow::Cow;

use askama::Template;

use crate::pages::{Frame, Kind};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A method rests after too many wrong tries; other ways may be open.
    Resting {
        /// The method.
        kind: Kind,
        /// Unix seconds when it is back, if known.
        until: Option<i64>,
        /// Whether another way is usable now.
        other_ways: bool,
    },
    /// The account is locked by the site; told only after the right password.
    Locked {
        /// Unix seconds.
        since: i64,
    },
    /// The sign-in took too long.
    Expired,
    /// The sign-in was finished in another tab.
    FinishedElsewhere,
    /// No way is open from here now, and help is.
    NoWayNow,
    /// Every method that would do for the site's action cannot be used here now.
    NoWayForAction,
    /// The sign-in was refused as too unusual.
    Refused,
    /// "It's not me" was said on the phone.
    Denied,
    /// Too many tries from here.
    TooManyTries {
        /// Seconds to wait.
        seconds: u32,
    },
    /// More people at the door than it can serve.
    Busy {
        /// Seconds to wait.
        seconds: u32,
    },
    /// 409: others changed the same thing, again and again.
    Conflict,
    /// 404.
    NotFound,
    /// 403.
    Forbidden,
    /// 400, 415 or 422: a form that no page of ours sends.
    BadForm,
    /// 403, or 415: what was sent is not known to come from a page of ours.
    CrossSite,
    /// 403: it comes from a page of ours that was opened under an address which is not the site's.
    OtherAddress {
        /// The site's own address.
        url: String,
    },
    /// 405: an address that takes only what another page sends.
    WrongMethod,
    /// 413.
    TooLarge,
    /// 503: we stopped waiting for our own answer.
    TooSlow,
    /// 500.
    Fault {
        /// What to tell the people who run the site.
        reference: String,
    },
    /// 503.
    Unavailable,
}

/// `/verify/refused` and every error page.
#[derive(Debug, Template)]
#[template(path = "outcome.html")]
pub struct OutcomePage {
    /// Around the page.
    pub frame: Frame,
    /// What happened.
    pub outcome: Outcome,
    /// How to reach the people who help, as the operator wrote it.
    pub help: Option<String>,
}

impl Outcome {
    /// The HTTP status that goes with the page.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::FinishedElsewhere | Self::NoWayNow | Self::NoWayForAction | Self::Resting { .. } => 200,
            Self::Locked { .. }
            | Self::Refused
            | Self::Denied
            | Self::Forbidden
            | Self::CrossSite
            | Self::OtherAddress { .. } => 403,
            Self::Expired => 410,
            Self::TooManyTries { .. } => 429,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::WrongMethod => 405,
            Self::TooLarge => 413,
            Self::BadForm => 422,
            Self::Fault { .. } => 500,
            Self::Busy { .. } | Self::Unavailable | Self::TooSlow => 503,
        }
    }

    fn stem(&self) -> (&'static str, &'static str) {
        match self {
            Self::Resting { .. } => ("resting-title", "resting-body"),
            Self::Locked { .. } => ("locked-title", "locked-body"),
            Self::Expired => ("expired-title", "expired-body"),
            Self::FinishedElsewhere => ("elsewhere-title", "elsewhere-body"),
            Self::NoWayNow => ("no-way-title", "no-way-body"),
            Self::NoWayForAction => ("no-way-for-action-title", "no-way-for-action-body"),
            Self::Refused => ("refused-title", "refused-body"),
            Self::Denied => ("denied-title", "denied-body"),
            Self::TooManyTries { .. } => ("too-many-title", "too-many-body"),
            Self::Busy { .. } => ("busy-title", "busy-body"),
            Self::Conflict => ("conflict-title", "conflict-body"),
            Self::NotFound => ("not-found-title", "not-found-body"),
            Self::Forbidden => ("forbidden-title", "forbidden-body"),
            Self::BadForm => ("bad-form-title", "bad-form-body"),
            Self::CrossSite => ("cross-site-title", "cross-site-body"),
            Self::OtherAddress { .. } => ("other-address-title", "other-address-body"),
            Self::WrongMethod => ("wrong-method-title", "wrong-method-body"),
            Self::TooLarge => ("too-large-title", "too-large-body"),
            Self::TooSlow => ("too-slow-title", "too-slow-body"),
            Self::Fault { .. } => ("fault-title", "fault-body"),
            Self::Unavailable => ("unavailable-title", "unavailable-body"),
        }
    }
}

/// The one thing to do next.
struct Next {
    path: Cow<'static, str>,
    label: &'static str,
}

impl OutcomePage {
    fn title(&self) -> String {
        self.frame.say(self.outcome.stem().0).into_owned()
    }

    fn body(&self) -> String {
        let key = self.outcome.stem().1;
        match &self.outcome {
            Outcome::Resting { kind, .. } => self.frame.about(key, kind.name(self.frame.words)),
            Outcome::TooManyTries { seconds } | Outcome::Busy { seconds } => self.frame.lasting(key, seconds),
            Outcome::OtherAddress { url } => self.frame.about(key, url),
            _ => self.frame.say(key).into_owned(),
        }
    }

    fn next(&self) -> Next {
        let to = |path, label| Next { path: Cow::Borrowed(path), label };
        match &self.outcome {
            Outcome::Resting { other_ways: true, .. } => to("/verify/methods", "try-another-way"),
            Outcome::Locked { .. } | Outcome::NoWayNow | Outcome::Refused | Outcome::Resting { .. } => {
                to("/locked-out", "get-help")
            }
            Outcome::FinishedElsewhere | Outcome::NoWayForAction => {
                to("/settings/security", "go-to-security")
            }
            Outcome::OtherAddress { url } => {
                Next { path: Cow::Owned(format!("{url}/")), label: "go-to-the-site" }
            }
            Outcome::NotFound
            | Outcome::BadForm
            | Outcome::CrossSite
            | Outcome::WrongMethod
            | Outcome::TooLarge
            | Outcome::TooSlow => to("/", "back-to-start"),
            _ => to("/signin", "back-to-signin"),
        }
    }
}
