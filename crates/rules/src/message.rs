//! What is sent to people: data only. The words are `web`'s, the sending is `delivery`'s; nothing leaves before its commit.

use serde::{Deserialize, Serialize};

use crate::event::Origin;
use crate::id::{AccountId, EmailId, MessageId};
use crate::method::MethodKind;
use crate::time::Time;

/// One message to one person, an outbox row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which one; also what makes a repeat recognisable.
    pub id: MessageId,
    /// Whose account.
    pub account: AccountId,
    /// To where. The address stays sealed until the courier takes it.
    pub to: Recipient,
    /// The language (BCP 47), where the person chose one.
    pub locale: Option<String>,
    /// What it says.
    pub says: Says,
    /// When it is written.
    pub at: Time,
    /// After which it is pointless and wiped unsent.
    pub expires: Time,
}

/// Where a message goes; `sealed` is the address as its own row keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to")]
pub enum Recipient {
    /// An e-mail address.
    Email {
        /// The address row.
        id: EmailId,
        /// The address, sealed.
        sealed: String,
    },
    /// A phone.
    Phone {
        /// The method's row.
        id: crate::id::MethodId,
        /// The number, sealed.
        sealed: String,
        /// The sign-in whose page is told if no courier takes it.
        sign_in: Option<crate::id::SignInId>,
    },
    /// The app on a phone, by its push service.
    App {
        /// The method's row.
        id: crate::id::MethodId,
        /// The push subscription, sealed.
        sealed: String,
    },
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "says")]
pub enum Says {
    /// A code for the second step, or to prove a phone.
    Code {
        /// The code.
        code: String,
    },
    /// Nothing but a wake-up: the app then fetches the prompt.
    Prompt {
        /// Which prompt; what its page is told if no phone can be woken.
        prompt: crate::id::PromptId,
        /// Where it is kept.
        slot: crate::prompt::Slot,
    },
    /// A link to open.
    Link {
        /// What opening it does.
        link: LinkKind,
        /// Its token.
        token: String,
        /// From where it was asked for.
        from: Origin,
    },
    /// Something happened; here is a way to say "not me".
    Notice {
        /// What.
        notice: Notice,
        /// Token of the "this wasn't me" page.
        token: String,
        /// From where it was done.
        from: Origin,
    },
}

/// What a mailed link does when its one button is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Proves an address.
    VerifyEmail,
    /// One of the proofs before the first strong method.
    ConfirmStep,
    /// The second proof of a challenge-strong.
    ConfirmSignIn,
    /// Lets a new password be set.
    ResetPassword,
    /// Sets up the first administrator.
    FirstAdministrator,
}

/// What happened, to every verified address (DESIGN section 4 "Notices"); never for a routine sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "notice", content = "method")]
pub enum Notice {
    /// Signed in from a browser that was not known.
    NewBrowser,
    /// A method was enabled.
    MethodAdded(MethodKind),
    /// A method was removed.
    MethodRemoved(MethodKind),
    /// A suspended method was proved by its owner and counts again.
    MethodReactivated(MethodKind),
    /// New recovery codes replaced the old.
    RecoveryCodesReplaced,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// The password was changed.
    PasswordChanged,
    /// The password was reset by mail.
    PasswordReset,
    /// The password was right but the second step kept failing.
    SecondStepFailing,
    /// "It's not me" was said on a phone.
    PromptDenied,
    /// A passkey was used whose signature counter went back.
    PasskeyCopied,
    /// When to verify was loosened.
    VerifyLoosened,
    /// An address was added.
    EmailAdded,
    /// An address was removed.
    EmailRemoved,
    /// "I lost my phone" was pressed.
    Suspended,
    /// A sign-in passed without a strong method and is under hold.
    Hold,
}
