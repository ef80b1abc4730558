//! Having a suspended method back: a code of the app, or one sent to the phone.

use askama::Template;

use crate::pages::Frame;

/// What is asked before it counts again.
#[derive(Debug, Clone)]
pub enum AskedAgain {
    /// The app's code. Form: POST to the page's own path with `code`.
    App {
        /// 6 to 8.
        digits: u8,
    },
    /// A press of the button that sends a code. Form: POST `{..}/code`.
    Number,
    /// The code that was sent. Forms: POST to the page's own path with `code`; POST `{..}/code` to send it again.
    Code {
        /// Unix seconds when the code dies.
        expires: i64,
        /// Seconds until it can be sent again; `None` when it cannot be sent again.
        resend_in: Option<u32>,
    },
}

/// `GET /settings/security/methods/{id}/reactivate`.
#[derive(Debug, Template)]
#[template(path = "reactivate.html")]
pub struct ReactivatePage {
    /// Around the page. Problems go to `code`.
    pub frame: Frame,
    /// The method's id.
    pub id: String,
    /// Its name or masked number.
    pub name: String,
    /// What is asked.
    pub proof: AskedAgain,
}

impl ReactivatePage {
    fn title(&self) -> String {
        self.frame.say("reactivate-title").into_owned()
    }

    fn path(&self) -> String {
        format!("/settings/security/methods/{}/reactivate", self.id)
    }
}
