//! Text messages and the couriers that take them to a gateway.
//! Not here: which courier is asked next (`failover`), what a text says (`body`), whether one may be sent (`limits`).

mod alphabet;
mod failover;
mod kannel;
mod template;
mod twilio;

pub use alphabet::{Alphabet, alphabet, parts};
pub use failover::{AfterUnknown, Attempt, Failover, NotTaken, Taken};
pub use kannel::{Kannel, KannelConfig};
pub use template::{ContentType, Method, Template, TemplateConfig, TemplateError};
pub use twilio::{Sender, Twilio, TwilioConfig};

use crate::folder;
use crate::http::{Answer, CallError, GatewayUrlError, Http};
use crate::memory::Memory;
use crate::message::{MessageId, SendError, Sent};
use crate::number;
use crate::receipts::{Receipt, ReceiptRefusal, ReceiptRequest, Receipts};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;

/// A text message. `Debug` shows neither the whole number nor the text.
#[derive(Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// Our id of it.
    pub id: MessageId,
    /// To whom: E.164, `+` and 7 to 15 digits.
    pub to: String,
    /// The text.
    pub body: String,
    /// Seconds after which a carrier may drop it, so that a dead code does not arrive hours later.
    pub valid_seconds: Option<u32>,
}

impl fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextMessage")
            .field("id", &self.id)
            .field("to", &number::mask(&self.to))
            .field("valid_seconds", &self.valid_seconds)
            .finish_non_exhaustive()
    }
}

/// A courier in the operator's config.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TextCourierConfig {
    /// A Kannel-style `sendsms` gateway.
    Kannel(KannelConfig),
    /// Twilio, or a service that speaks its REST interface.
    Twilio(TwilioConfig),
    /// Any other HTTP gateway, by templates.
    Template(TemplateConfig),
    /// A folder of files, for development.
    Folder(TextFolderConfig),
    /// The process's memory, for the demo and tests.
    Memory(TextMemoryConfig),
}

/// A folder that gets one `.txt` file a message.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TextFolderConfig {
    /// Where; made if missing.
    pub path: PathBuf,
}

/// Messages kept in memory.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TextMemoryConfig {}

/// What couriers share.
#[derive(Debug, Clone)]
pub struct CourierParts {
    /// The client, of [`crate::http::Reach::Operator`].
    pub http: Http,
    /// Where receipts come back to, if the operator made that address public.
    pub receipts: Option<Receipts>,
}

/// A courier cannot be made from its config.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// The gateway's URL.
    #[error("courier '{courier}': {error}")]
    Url {
        /// Which courier.
        courier: String,
        /// What is wrong with its URL.
        error: GatewayUrlError,
    },
    /// The templates.
    #[error("courier '{courier}': {error}")]
    Template {
        /// Which courier.
        courier: String,
        /// What is wrong with its templates.
        error: TemplateError,
    },
    /// Another key.
    #[error("courier '{courier}': {problem}")]
    Config {
        /// Which courier.
        courier: String,
        /// What is wrong.
        problem: &'static str,
    },
}

/// Takes texts to one gateway.
#[derive(Debug, Clone)]
pub enum TextCourier {
    /// A Kannel-style `sendsms` gateway.
    Kannel(Kannel),
    /// Twilio, or a service that speaks its REST interface.
    Twilio(Twilio),
    /// Any other HTTP gateway.
    Template(Template),
    /// A folder, one `.txt` file a message.
    Folder(PathBuf),
    /// Memory.
    Memory(Memory<TextMessage>),
}

impl TextCourier {
    /// Makes a courier, refusing a config that could not work.
    pub fn new(config: &TextCourierConfig, parts: &CourierParts) -> Result<Self, CourierError> {
        Ok(match config {
            TextCourierConfig::Kannel(config) => Self::Kannel(Kannel::new(config, parts)?),
            TextCourierConfig::Twilio(config) => Self::Twilio(Twilio::new(config, parts)?),
            TextCourierConfig::Template(config) => Self::Template(Template::new(config, parts)?),
            TextCourierConfig::Folder(config) => Self::Folder(config.path.clone()),
            TextCourierConfig::Memory(TextMemoryConfig {}) => Self::Memory(Memory::default()),
        })
    }

    /// What the operator calls it; in reports, logs and the address of its receipts.
    pub fn name(&self) -> &str {
        match self {
            Self::Kannel(kannel) => kannel.name(),
            Self::Twilio(twilio) => twilio.name(),
            Self::Template(template) => template.name(),
            Self::Folder(_) => "folder",
            Self::Memory(_) => "memory",
        }
    }

    /// Hands the message over, once. `now` (Unix seconds) dates the receipts' address.
    pub async fn send(&self, message: &TextMessage, now: i64) -> Result<Sent, SendError> {
        if !number::is_e164(&message.to) {
            return Err(SendError::recipient_refused("the number is not E.164"));
        }
        match self {
            Self::Kannel(kannel) => kannel.send(message, now).await,
            Self::Twilio(twilio) => twilio.send(message).await,
            Self::Template(template) => template.send(message).await,
            Self::Folder(folder) => {
                let content = format!("To: {}\n\n{}\n", message.to, message.body);
                folder::put(folder, &message.id, "txt", content.into_bytes()).await
            }
            Self::Memory(memory) => memory.keep(&message.id, message),
        }
    }

    /// Reads what the carrier tells back about a message that this courier took.
    pub fn read_receipt(&self, request: &ReceiptRequest<'_>, now: i64) -> Result<Receipt, ReceiptRefusal> {
        match self {
            Self::Kannel(kannel) => kannel.read_receipt(request, now),
            Self::Twilio(twilio) => twilio.read_receipt(request),
            Self::Template(_) | Self::Folder(_) | Self::Memory(_) => Err(ReceiptRefusal::NotOffered),
        }
    }
}

/// What a call that got no answer means for the message.
fn no_answer(error: CallError) -> SendError {
    match error {
        CallError::NotSent | CallError::NotPublic => SendError::temporary(error.to_string()),
        CallError::NoAnswer => SendError::unknown(error.to_string()),
    }
}

/// What an answer other than success means, by its status alone. Gateways echo numbers and texts in
/// their bodies, so no word of it is repeated.
fn refused_by_status(answer: &Answer) -> SendError {
    let detail = format!("the gateway answered {}", answer.status);
    match answer.status {
        // A proxy in between gave up waiting: the gateway behind it may have taken the message.
        504 => SendError::unknown(detail),
        408 | 425 | 429 | 500..=599 => SendError::temporary(detail),
        _ => SendError::permanent(detail),
    }
}

/// Names of couriers stand in addresses of receipts.
fn checked_name(name: &str) -> Result<&str, CourierError> {
    let plain = MessageId::new(name).is_ok();
    let problem = "a courier's name is 1 to 64 ASCII letters, digits, '-' and '_'";
    if plain { Ok(name) } else { Err(CourierError::Config { courier: name.to_owned(), problem }) }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
