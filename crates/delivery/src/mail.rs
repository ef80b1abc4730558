//! E-mails and the couriers that take them to a mail server.
//! Not here: the words of a mail, and whom it goes to.

mod compose;
mod smtp;

pub use smtp::{Security, Smtp, SmtpConfig, SmtpPatience};

use crate::folder;
use crate::http::Trust;
use crate::memory::Memory;
use crate::message::{MessageId, SendError, Sent};
use compose::Letterhead;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;

/// An e-mail to one person. `Debug` shows neither address nor words.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Our id of it; its Message-ID is made of it, so that a mail sent twice can be recognised.
    pub id: MessageId,
    /// The address alone, like `ana@example.org`.
    pub to: String,
    /// The subject, one line.
    pub subject: String,
    /// The words, as plain text; always there.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The operator's settings for e-mail.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Who mails come from, like `Example <no-reply@example.org>`. Its domain ends the Message-IDs.
    pub from: String,
    /// Where answers go; default: to `from`.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// Who takes them.
    pub courier: MailCourierConfig,
}

/// The mail courier in the operator's config.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MailCourierConfig {
    /// A mail server.
    Smtp(SmtpConfig),
    /// A folder of `.eml` files, for development.
    Folder(MailFolderConfig),
    /// The process's memory, for the demo and tests.
    Memory(MailMemoryConfig),
}

/// A folder that gets one `.eml` file a mail.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MailFolderConfig {
    /// Where; made if missing.
    pub path: PathBuf,
}

/// Mails kept in memory.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MailMemoryConfig {}

/// The mail courier cannot be made from its config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailSetupError {
    /// Not an address.
    #[error("'from' must be like 'Example <no-reply@example.org>'")]
    From,
    /// Not an address.
    #[error("'reply_to' must be an address")]
    ReplyTo,
    /// No host name or address.
    #[error("the mail server's 'host' is no host name")]
    Host,
    /// Without TLS, passwords and links would travel in the open.
    #[error("security = \"none\" is accepted only for this machine; use \"starttls\" or \"tls\"")]
    PlainToOthers,
    /// One of them is missing.
    #[error("'username' and 'password' come together")]
    HalfCredentials,
    /// The TLS client cannot be made, most often from unreadable own authorities.
    #[error("the TLS client for mail could not be made")]
    Tls,
}

/// Takes mails to their server.
#[derive(Debug, Clone)]
pub struct MailCourier {
    letterhead: Letterhead,
    way: Way,
}

/// Where mails go.
#[derive(Debug, Clone)]
pub enum Way {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder, one `.eml` file a mail.
    Folder(PathBuf),
    /// Into memory.
    Memory(Memory<Mail>),
}

impl MailCourier {
    /// Makes the courier, refusing a config that could not work. Connects to nobody yet.
    pub fn new(config: &MailConfig, trust: &Trust, patience: SmtpPatience) -> Result<Self, MailSetupError> {
        let letterhead = Letterhead::new(&config.from, config.reply_to.as_deref())?;
        let way = match &config.courier {
            MailCourierConfig::Smtp(smtp) => Way::Smtp(Smtp::new(smtp, trust, patience)?),
            MailCourierConfig::Folder(folder) => Way::Folder(folder.path.clone()),
            MailCourierConfig::Memory(MailMemoryConfig {}) => Way::Memory(Memory::default()),
        };
        Ok(Self { letterhead, way })
    }

    /// Where mails go.
    pub fn way(&self) -> &Way {
        &self.way
    }

    /// Hands the mail over, once. `now` (Unix seconds) dates it.
    ///
    /// A refusal is `RecipientRefused` when the server does not know the mailbox, `Permanent` for any
    /// other 5xx, `Temporary` for a 4xx and for whatever fails before the mail went out, and `Unknown`
    /// when it went out and no verdict came back.
    pub async fn send(&self, mail: &Mail, now: i64) -> Result<Sent, SendError> {
        let letter = self.letterhead.compose(mail, now)?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(&letter).await,
            Way::Folder(folder) => folder::put(folder, &mail.id, "eml", letter.formatted()).await,
            Way::Memory(memory) => memory.keep(&mail.id, mail),
        }
    }
}

#[cfg(test)]
#[path = "mail_tests.rs"]
mod tests;
