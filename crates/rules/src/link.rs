//! Mailed links: what one is good for. Opening one has no effect; pressing its button uses it, once.

use serde::{Deserialize, Serialize};

use crate::id::{BrowserId, EmailId, LinkId, MethodId, RowToken, SessionId, SignInId};
use crate::message::Notice;
use crate::time::Time;
use crate::weighed::Taught;

/// One mailed link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which one.
    pub id: LinkId,
    /// What it is good for.
    pub purpose: LinkPurpose,
    /// When it dies.
    pub expires: Time,
    /// Whether it was used.
    pub used: bool,
    /// The account's generation when it was made; none: "this wasn't me", which its owner may press whatever happened since.
    /// A password set since, or "this wasn't me", ends every other link, so that none of them takes back what the owner has
    /// mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<i64>,
}

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "purpose")]
pub enum LinkPurpose {
    /// Proves an address.
    VerifyEmail {
        /// The address.
        email: EmailId,
    },
    /// A proof for the session that asked for it, in the browser that holds that session.
    ConfirmStep {
        /// The session.
        session: SessionId,
    },
    /// The second proof of a sign-in, in the browser that holds it.
    ConfirmSignIn {
        /// The sign-in.
        sign_in: SignInId,
    },
    /// Lets a new password be set.
    ResetPassword,
    /// Ends sessions and suspends what was added.
    NotMe {
        /// What the notice was about.
        notice: Notice,
        /// The method that was added, if that was it.
        method: Option<MethodId>,
        /// The browser that became known, if that was it.
        browser: Option<BrowserId>,
        /// The address that was added, if that was it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<EmailId>,
        /// What the sign-in taught that it was about, or that led to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taught: Option<Box<Taught>>,
    },
    /// Lets the first administrator set a password.
    FirstAdministrator,
}

/// A link as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLink {
    /// The link.
    pub link: Link,
    /// Hash of its token.
    pub hash: String,
    /// The mark that a change is based on.
    pub token: RowToken,
}
