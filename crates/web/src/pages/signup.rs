//! Making an account, where the operator opened it.

use askama::Template;

use crate::pages::Frame;

/// `GET /signup`. Form: POST there with `display_name`, `username`, `email`, `new_password`.
#[derive(Debug, Template)]
#[template(path = "signup.html")]
pub struct SignUpPage {
    /// Around the page. Problems go to the fields' names.
    pub frame: Frame,
    /// As typed last.
    pub display_name: String,
    /// As typed last.
    pub user_name: String,
    /// As typed last.
    pub email: String,
    /// The least number of characters of a password.
    pub least: u32,
}

impl SignUpPage {
    fn title(&self) -> String {
        self.frame.say("signup-title").into_owned()
    }
}

/// After `POST /signup`: a link is on its way. Says the same when the address was known.
#[derive(Debug, Template)]
#[template(path = "signup_sent.html")]
pub struct SignUpSentPage {
    /// Around the page.
    pub frame: Frame,
    /// As typed.
    pub email: String,
}

impl SignUpSentPage {
    fn title(&self) -> String {
        self.frame.say("signup-sent-title").into_owned()
    }
}
