//! What texts and mails have in common: the message's own id, and what came of handing it over.
//! Not here: the messages themselves (`text`, `mail`).

use std::fmt;

/// Longest id that is taken.
const LONGEST_ID: usize = 64;

/// The id that our outbox gave a message: 1 to 64 ASCII letters, digits, `-` and `_`.
///
/// So narrow because it becomes a file name, a part of a Message-ID and of a receipt's address,
/// where Kannel reads `%` as a command.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(String);

/// The text is no message id: empty, too long, or other characters than letters, digits, `-`, `_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message id is 1 to 64 ASCII letters, digits, '-' and '_'")]
pub struct BadMessageId;

impl MessageId {
    /// Takes an id as the outbox wrote it.
    pub fn new(id: impl Into<String>) -> Result<Self, BadMessageId> {
        let id = id.into();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(plain) {
            return Err(BadMessageId);
        }
        Ok(Self(id))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A courier took the message. It says nothing about the person having it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The courier's own id of the message, if it tells one.
    pub provider_id: Option<String>,
}

/// What to do about a message that was not taken for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SendErrorKind {
    /// Not taken now; the same message may be taken later.
    Temporary,
    /// Not taken, and this courier will not take it later either.
    Permanent,
    /// This number or mailbox takes no messages, whoever brings them: do not try elsewhere.
    RecipientRefused,
    /// It went out and no verdict came back: it may have been taken. Sending it again may send twice.
    Unknown,
}

/// Why a courier did not take a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct SendError {
    /// What to do about it.
    pub kind: SendErrorKind,
    /// For the operator's log, in our words: never the recipient, the text, or what the gateway echoed.
    pub detail: String,
}

impl SendError {
    /// Not taken now.
    pub fn temporary(detail: impl Into<String>) -> Self {
        Self { kind: SendErrorKind::Temporary, detail: detail.into() }
    }

    /// Not taken, not later either.
    pub fn permanent(detail: impl Into<String>) -> Self {
        Self { kind: SendErrorKind::Permanent, detail: detail.into() }
    }

    /// The recipient takes no messages.
    pub fn recipient_refused(detail: impl Into<String>) -> Self {
        Self { kind: SendErrorKind::RecipientRefused, detail: detail.into() }
    }

    /// It may have been taken.
    pub fn unknown(detail: impl Into<String>) -> Self {
        Self { kind: SendErrorKind::Unknown, detail: detail.into() }
    }
}
