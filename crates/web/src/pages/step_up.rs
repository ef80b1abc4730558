//! The page that a site sends people to before one of its own actions. What is asked after it is shown by `verify`.

use askama::Template;
use rules::administrator::ADMINISTRATION;

use crate::pages::{Frame, Trouble};

/// What the page leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Onward {
    /// The second step. Form: POST `/step-up/begin` with `action`, `return_to`.
    Method,
    /// The same form with `password`: there is nothing else to ask for.
    Password,
    /// Nothing now, and why.
    Nowhere(Trouble),
    /// Password & Security, and why something stronger has to be enabled there first.
    Security(Trouble),
}

/// `GET /step-up?action=..&return_to=..`.
#[derive(Debug, Template)]
#[template(path = "step_up.html")]
pub struct StepUpPage {
    /// Around the page. Problems go to `password` or to none.
    pub frame: Frame,
    /// The operator's name for the action, or ours; not shown, since it is not in people's words.
    pub action: String,
    /// A path of this site to go on to.
    pub return_to: Option<String>,
    /// Where "Cancel" leads.
    pub back: String,
    /// For password managers.
    pub user_name: String,
    /// What it leads to.
    pub onward: Onward,
}

impl StepUpPage {
    fn asks_password(&self) -> bool {
        self.onward == Onward::Password
    }

    fn leads_on(&self) -> bool {
        matches!(self.onward, Onward::Method | Onward::Password)
    }

    fn lead_key(&self) -> &'static str {
        if self.action == ADMINISTRATION { "step-up-administration" } else { "step-up-lead" }
    }

    fn title(&self) -> String {
        let key = match self.onward {
            Onward::Method | Onward::Password => "step-up-title",
            Onward::Nowhere(_) | Onward::Security(_) => "step-up-not-yet-title",
        };
        self.frame.say(key).into_owned()
    }
}
