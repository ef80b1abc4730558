//! Changing what is there: password, names, removals, addresses, and proving that it is you first.

use askama::Template;

use crate::pages::{Frame, Kind};

/// `GET /settings/security/password`. Form: POST there with `current_password`, `new_password`.
#[derive(Debug, Template)]
#[template(path = "change_password.html")]
pub struct PasswordPage {
    /// Around the page.
    pub frame: Frame,
    /// For password managers.
    pub user_name: String,
    /// The least number of characters.
    pub least: u32,
}

impl PasswordPage {
    fn title(&self) -> String {
        self.frame.say("password-title").into_owned()
    }
}

/// What a step of the confirmation asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The password; field `password`.
    Password,
    /// The security question; field `answer`.
    Question(String),
    /// A link sent to this masked address.
    MailedLink(String),
}

/// How far a step of the confirmation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Proven.
    Done,
    /// Asked now; exactly one has this, or none when all are done.
    Now,
    /// Comes later.
    Later,
}

/// `GET /settings/security/confirm` of an account without a strong method: its proofs, one after another.
/// Form: POST there with `password` or `answer`; for the link, POST `{..}/resend`, and the button "check again" is
/// a plain GET. Accounts with a level-2 method get `VerifyPage` with `Door::Change` instead.
#[derive(Debug, Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    /// Around the page.
    pub frame: Frame,
    /// For password managers.
    pub user_name: String,
    /// Whether it is the first strong method that they are for; else another change.
    pub first_strong: bool,
    /// Everything is proven, and a press of a button begins to set up this method.
    pub onward: Option<Kind>,
    /// All proofs in order.
    pub proofs: Vec<(Proof, Progress)>,
    /// What `/settings/security/confirm/state` says while this page is current (see `VerifyPage`).
    pub stage: String,
}

impl ConfirmPage {
    fn title(&self) -> String {
        self.frame.say("confirm-title").into_owned()
    }

    fn progress(&self) -> String {
        let done = self.proofs.iter().filter(|(_, progress)| *progress == Progress::Done).count();
        self.frame.words.with("confirm-progress", &[("done", done.into()), ("all", self.proofs.len().into())])
    }
}

/// `GET /settings/security/methods/{id}/rename`. Form: POST there with `name`.
#[derive(Debug, Template)]
#[template(path = "rename.html")]
pub struct RenamePage {
    /// Around the page.
    pub frame: Frame,
    /// The method's id.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Its name as typed last, or as it is.
    pub name: String,
}

impl RenamePage {
    fn title(&self) -> String {
        self.frame.say("rename-title").into_owned()
    }
}

/// What is to be removed.
#[derive(Debug, Clone)]
pub enum Removed {
    /// A method; POST `/settings/security/methods/{id}/remove`.
    Method {
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
    },
    /// An address; POST `/settings/security/email/{id}/remove`.
    Address {
        /// The address.
        address: String,
        /// Whether a last message goes there.
        told: bool,
    },
}

/// Whether it may be removed.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Yes, and these ways in stay (their names).
    Allowed {
        /// Names of what stays.
        stays: Vec<String>,
    },
    /// No, it is the last way in; one of these first.
    LastWayIn {
        /// What can be enabled instead.
        instead: Vec<Kind>,
    },
    /// No, these depend on the question.
    OthersDepend {
        /// Their names.
        others: Vec<String>,
    },
    /// No, until the hold ends.
    Held {
        /// Unix seconds.
        until: i64,
    },
    /// No, it is the last verified address.
    LastAddress,
}

/// `GET /settings/security/methods/{id}/remove`, `GET /settings/security/email/{id}/remove`. Form: POST there.
#[derive(Debug, Template)]
#[template(path = "remove.html")]
pub struct RemovePage {
    /// Around the page.
    pub frame: Frame,
    /// The id in the path.
    pub id: String,
    /// What.
    pub what: Removed,
    /// Whether.
    pub verdict: Verdict,
}

impl RemovePage {
    fn name(&self) -> &str {
        match &self.what {
            Removed::Method { name, .. } => name,
            Removed::Address { address, .. } => address,
        }
    }

    fn address_key(&self) -> &'static str {
        match self.what {
            Removed::Address { told: false, .. } => "remove-address-untold",
            _ => "remove-address-lead",
        }
    }

    fn allowed(&self) -> bool {
        matches!(self.verdict, Verdict::Allowed { .. })
    }

    fn title(&self) -> String {
        let key = if self.allowed() { "remove-title" } else { "remove-refused-title" };
        self.frame.about(key, self.name())
    }

    fn action(&self) -> String {
        match self.what {
            Removed::Method { .. } => format!("/settings/security/methods/{}/remove", self.id),
            Removed::Address { .. } => format!("/settings/security/email/{}/remove", self.id),
        }
    }
}

/// `GET /settings/security/email/add`. Form: POST there with `email`.
#[derive(Debug, Template)]
#[template(path = "add_email.html")]
pub struct AddEmailPage {
    /// Around the page.
    pub frame: Frame,
    /// As typed last.
    pub email: String,
}

impl AddEmailPage {
    fn title(&self) -> String {
        self.frame.say("add-email-title").into_owned()
    }
}
