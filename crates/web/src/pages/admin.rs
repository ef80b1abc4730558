//! What an administrator sees: how the site stands, and what happened on one account. Deliberately not here: who may look, and
//! anything that changes something.

use std::borrow::Cow;

use askama::Template;
use risk::{AccountClass, Threshold};

use crate::audit::{self, Parts};
use crate::pages::Frame;

/// `GET /admin`.
#[derive(Debug, Template)]
#[template(path = "admin.html")]
pub struct AdminPage {
    /// Around the page.
    pub frame: Frame,
    /// The administrator's display name.
    pub display_name: String,
    /// The engine's decisions are recorded and not enforced.
    pub shadow: bool,
    /// Each class of accounts, with its threshold.
    pub classes: Vec<(AccountClass, Threshold)>,
    /// The share of sign-ins that may be asked, from 0 to 1.
    pub budget: f64,
    /// The policy's version.
    pub policy: String,
    /// An unknown browser is asked in a new country only.
    pub only_new_country: bool,
    /// The profile, by its name in the config.
    pub profile: &'static str,
    /// How many completed sign-ins are remembered.
    pub sign_ins: u32,
    /// Whether any file tells countries.
    pub places_known: bool,
    /// The files in use.
    pub files: Vec<FileRow>,
    /// How e-mail leaves.
    pub mail: Way,
    /// How text messages leave.
    pub texts: Way,
    /// The gateways of text messages in their order, where there are any.
    pub gateways: String,
    /// What text messages cost today, and at most; none: none are sent.
    pub spent: Option<(u64, Option<u64>)>,
    /// How the apps are woken.
    pub push: Way,
    /// Messages that wait.
    pub waiting: u32,
    /// Those of them that came back.
    pub tried: u32,
    /// The nodes that wrote down what they learned.
    pub nodes: Vec<NodeRow>,
}

/// A file of places.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// Its name, without its folder.
    pub name: String,
    /// What it is for.
    pub purpose: &'static str,
    /// How many days old it is.
    pub days: u32,
    /// The key of what is wrong with it, if anything is.
    pub wrong: Option<&'static str>,
}

/// How messages of a kind leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a mail server.
    Smtp,
    /// Into a folder.
    Folder,
    /// Into memory.
    Memory,
    /// By the gateways.
    Gateways,
    /// By the apps' push services.
    Push,
    /// Switched off by the operator.
    SwitchedOff,
    /// There is no courier.
    None,
}

/// A node.
#[derive(Debug, Clone)]
pub struct NodeRow {
    /// The first letters of its identifier.
    pub name: String,
    /// The one that answers.
    pub here: bool,
    /// When it wrote last, in Unix seconds; none: it ended in good order.
    pub seen: Option<i64>,
    /// It was not heard of for too long.
    pub ended: bool,
}

impl Way {
    fn key(self) -> &'static str {
        match self {
            Self::Smtp => "way-smtp",
            Self::Folder => "way-folder",
            Self::Memory => "way-memory",
            Self::Gateways => "admin-gateways",
            Self::Push => "way-push",
            Self::SwitchedOff => "way-switched-off",
            Self::None => "way-none",
        }
    }
}

impl AdminPage {
    fn title(&self) -> String {
        self.frame.say("admin-title").into_owned()
    }

    fn class_name(&self, class: &AccountClass) -> String {
        let name = self.frame.say(audit::accounts(*class));
        let mut letters = name.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    }

    fn class_about(&self, class: &AccountClass) -> Cow<'static, str> {
        self.frame.say(match class {
            AccountClass::New => "class-new",
            AccountClass::Young => "class-young",
            AccountClass::Old => "class-old",
        })
    }

    fn learning(&self, threshold: &Threshold) -> String {
        audit::learning(self.frame.words, *threshold)
    }

    fn asked_above(&self, threshold: &Threshold) -> String {
        let score = audit::number(self.frame.words, threshold.score);
        self.frame.words.with("admin-asked-above", &[("threshold", score.into())])
    }

    fn percent(&self) -> String {
        audit::number(self.frame.words, self.budget * 100.0)
    }

    fn learned(&self) -> String {
        self.frame.words.with("admin-learned", &[("budget", self.percent().into())])
    }

    fn budget_value(&self) -> String {
        self.frame.words.with("admin-budget-value", &[("n", self.percent().into())])
    }

    fn unknown_browser(&self) -> Cow<'static, str> {
        let key =
            if self.only_new_country { "unknown-browser-new-country" } else { "unknown-browser-always" };
        self.frame.say(key)
    }

    fn remembered(&self) -> String {
        audit::whole(self.frame.words, self.sign_ins.into())
    }

    fn way(&self, way: &Way) -> String {
        match way {
            Way::Gateways => self.frame.words.with(way.key(), &[("names", self.gateways.as_str().into())]),
            way => self.frame.say(way.key()).into_owned(),
        }
    }

    fn grouped(&self, amount: u64) -> String {
        audit::whole(self.frame.words, amount)
    }

    fn money(&self) -> Option<String> {
        let (spent, cap) = self.spent?;
        let spent = ("spent", self.grouped(spent).into());
        Some(match cap {
            None => self.frame.words.with("admin-spent", &[spent]),
            Some(cap) => self.frame.words.with("admin-spent-of", &[spent, ("cap", self.grouped(cap).into())]),
        })
    }
}

/// `GET /admin/activity`: the form; POST to the same path, with `name`.
#[derive(Debug, Template)]
#[template(path = "admin_find.html")]
pub struct FindPage {
    /// Around the page. Problems go to `name`.
    pub frame: Frame,
    /// What was typed.
    pub typed: String,
}

impl FindPage {
    fn title(&self) -> String {
        self.frame.say("admin-find-title").into_owned()
    }
}

/// `POST /admin/activity`: what happened. Form: the same, with `before` for older events.
#[derive(Debug, Template)]
#[template(path = "admin_activity.html")]
pub struct AccountPage {
    /// Around the page.
    pub frame: Frame,
    /// The administrator's display name.
    pub display_name: String,
    /// The account's user name.
    pub of: String,
    /// Newest first.
    pub events: Vec<Parts>,
    /// What to send as `before` for older ones.
    pub older: Option<String>,
}

impl AccountPage {
    fn title(&self) -> String {
        self.frame.about("admin-activity-title", &self.of)
    }
}

/// What an administrator without an app or a passkey sees instead.
#[derive(Debug, Template)]
#[template(path = "admin_method.html")]
pub struct MethodFirstPage {
    /// Around the page.
    pub frame: Frame,
    /// Whether the site offers passkeys.
    pub passkeys: bool,
}

impl MethodFirstPage {
    fn title(&self) -> String {
        self.frame.say("admin-method-title").into_owned()
    }
}
