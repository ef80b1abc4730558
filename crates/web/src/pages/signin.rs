//! The first step, and the page after the last one.

use askama::Template;

use crate::pages::Frame;

/// A passkey that is asked for as the whole sign-in.
#[derive(Debug)]
pub struct AskedPasskey {
    /// JSON, for `passkey.js`.
    pub options: String,
    /// Comes back with the answer.
    pub ceremony: String,
}

/// `GET /signin`. Form: POST `/signin/passkey` with `ceremony`, `credential`, `shared`, `return_to`; and form: POST `/signin` with `username`, `password`, `shared` (ticked: `on`), `return_to`.
#[derive(Debug, Template)]
#[template(path = "signin.html")]
pub struct SignInPage {
    /// Around the page. Use field `password` for wrong tries, `""` for a wait.
    pub frame: Frame,
    /// What a browser is asked for a passkey that is the whole sign-in, if the site takes one.
    pub passkey: Option<AskedPasskey>,
    /// The user name as it was typed last.
    pub user_name: String,
    /// Whether "This is a shared computer" was ticked.
    pub shared: bool,
    /// Whether people may make accounts themselves.
    pub may_sign_up: bool,
    /// Where to go afterwards: a checked path or address, sent back in `return_to`.
    pub return_to: Option<String>,
    /// The name of the place the person comes from, if it is another one than the site.
    pub going_to: Option<String>,
}

impl SignInPage {
    fn title(&self) -> String {
        self.frame.say("signin-title").into_owned()
    }

    /// Browsers show passkeys among the names that they know where the field says so.
    fn names(&self) -> &'static str {
        if self.passkey.is_some() { "username webauthn" } else { "username" }
    }
}

/// "You are signed in." A quiet end with one way on.
#[derive(Debug, Template)]
#[template(path = "signed_in.html")]
pub struct SignedInPage {
    /// Around the page.
    pub frame: Frame,
    /// The person's display name.
    pub display_name: String,
    /// The checked address of the button "Continue".
    pub continue_to: String,
    /// Whether fewer than two ways in are left, which is worth a line.
    pub add_another: bool,
}

impl SignedInPage {
    fn title(&self) -> String {
        self.frame.say("signed-in-title").into_owned()
    }
}
