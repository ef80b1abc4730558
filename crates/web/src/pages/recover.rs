//! Ways back: a forgotten password, a lost phone, and where to turn when nothing works.

use askama::Template;
use rules::lost_phone::PasskeysLeft;

use crate::pages::Frame;

/// Where a password reset stands.
#[derive(Debug, Clone)]
pub enum ResetStage {
    /// Asks the name. Form: POST `/reset` with `username`.
    Ask {
        /// As typed last.
        user_name: String,
    },
    /// Says the same whether the name exists or not.
    Sent,
    /// The site sends no mail: people help instead.
    ByPeople {
        /// How to reach them, as the operator wrote it.
        help: Option<String>,
    },
    /// The mailed link's page. Form: POST `/reset/new` with `token`, `new_password`.
    New {
        /// The token of the link.
        token: String,
        /// For password managers.
        user_name: String,
        /// The least number of characters.
        least: u32,
    },
    /// Done; sign in now.
    Done,
}

/// `GET /reset`, `GET /reset/new?token=..`.
#[derive(Debug, Template)]
#[template(path = "reset.html")]
pub struct ResetPage {
    /// Around the page. Problems go to `username` or `new_password`.
    pub frame: Frame,
    /// Where it stands.
    pub stage: ResetStage,
}

impl ResetPage {
    fn title(&self) -> String {
        let key = match self.stage {
            ResetStage::Ask { .. } | ResetStage::ByPeople { .. } => "reset-title",
            ResetStage::Sent => "reset-sent-title",
            ResetStage::New { .. } => "reset-new-title",
            ResetStage::Done => "reset-done-title",
        };
        self.frame.say(key).into_owned()
    }
}

/// Where "I lost my phone" stands.
#[derive(Debug, Clone)]
pub enum LostStage {
    /// Asks who it is. Form: POST `/lost-phone` with `username`, `password` and, where it is ticked, `passkeys`.
    Ask {
        /// As typed last.
        user_name: String,
        /// As ticked last.
        passkeys: bool,
    },
    /// Nothing would be left: says so before it is done. Form: POST `/lost-phone` with the same fields and `last`.
    Last {
        /// As typed.
        user_name: String,
        /// As ticked.
        passkeys: bool,
        /// Names of what would be switched off.
        methods: Vec<String>,
        /// How to reach the people who help, as the operator wrote it.
        help: Option<String>,
    },
    /// Suspended.
    Done {
        /// Names of what is suspended.
        suspended: Vec<String>,
        /// Whether a way in is left; if not, a case was opened.
        way_left: bool,
        /// Whether passkeys still work, and why.
        passkeys_left: Option<PasskeysLeft>,
    },
}

/// `GET /lost-phone`.
#[derive(Debug, Template)]
#[template(path = "lost_phone.html")]
pub struct LostPage {
    /// Around the page. Problems go to `username` or `password`.
    pub frame: Frame,
    /// Where it stands.
    pub stage: LostStage,
}

impl LostPage {
    fn title(&self) -> String {
        let key = match self.stage {
            LostStage::Ask { .. } => "lost-title",
            LostStage::Last { .. } => "lost-last-title",
            LostStage::Done { .. } => "lost-done-title",
        };
        self.frame.say(key).into_owned()
    }
}

/// `GET /locked-out`: what to try, in order. The same for everybody, so that it tells nothing about an account.
#[derive(Debug, Template)]
#[template(path = "locked_out.html")]
pub struct LockedOutPage {
    /// Around the page.
    pub frame: Frame,
    /// Whether a sign-in waits at `/verify/methods`.
    pub in_sign_in: bool,
    /// Whether a link to a new password can be mailed.
    pub may_reset: bool,
    /// How to reach the people who help, as the operator wrote it.
    pub help: Option<String>,
}

impl LockedOutPage {
    fn title(&self) -> String {
        self.frame.say("locked-out-title").into_owned()
    }
}
