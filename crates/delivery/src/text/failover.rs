//! Couriers in order: who is asked next when one does not take a message.
//! Not here: asking again later (the outbox worker's), the couriers themselves.

use super::{TextCourier, TextMessage};
use crate::message::{SendError, SendErrorKind, Sent};
use serde::{Deserialize, Serialize};

/// What to do when a courier may have taken the message but did not say so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterUnknown {
    /// Ask the next one and mark the message as a possible duplicate. The default: it repeats the same
    /// code, so a second text costs a little and confuses nobody, while none leaves a person outside.
    #[default]
    TryNext,
    /// Stop; for operators to whom a text billed twice is worse.
    Stop,
}

/// The couriers, the preferred one first.
#[derive(Debug, Clone, Default)]
pub struct Failover {
    couriers: Vec<TextCourier>,
    after_unknown: AfterUnknown,
}

/// What one courier said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which courier.
    pub courier: String,
    /// Why it did not take the message for certain.
    pub error: SendError,
}

/// A courier took the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Which courier.
    pub courier: String,
    /// What it said.
    pub sent: Sent,
    /// What those before it said.
    pub earlier: Vec<Attempt>,
    /// One before it may have taken the message too.
    pub possible_duplicate: bool,
}

/// No courier took the message for certain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no courier took the message ({} asked)", attempts.len())]
pub struct NotTaken {
    /// What each said, in order; empty if there is none.
    pub attempts: Vec<Attempt>,
}

impl NotTaken {
    /// The sum of what they said: possibly taken; else the recipient refused; else to be tried again
    /// later if any of them may take it then; else never.
    pub fn kind(&self) -> SendErrorKind {
        use SendErrorKind::{Permanent, RecipientRefused, Temporary, Unknown};
        let said = |kind| self.attempts.iter().any(|attempt| attempt.error.kind == kind);
        [Unknown, RecipientRefused, Temporary].into_iter().find(|kind| said(*kind)).unwrap_or(Permanent)
    }
}

impl Failover {
    /// Asks these couriers in this order.
    pub fn new(couriers: Vec<TextCourier>, after_unknown: AfterUnknown) -> Self {
        Self { couriers, after_unknown }
    }

    /// The couriers, in order.
    pub fn couriers(&self) -> &[TextCourier] {
        &self.couriers
    }

    /// The courier of this name: the one whose receipts come to the address with it.
    pub fn courier(&self, name: &str) -> Option<&TextCourier> {
        self.couriers.iter().find(|courier| courier.name() == name)
    }

    /// Asks one after the other until one takes the message, each once. A refused recipient ends it.
    pub async fn send(&self, message: &TextMessage, now: i64) -> Result<Taken, NotTaken> {
        let mut attempts: Vec<Attempt> = Vec::new();
        for courier in &self.couriers {
            match courier.send(message, now).await {
                Ok(sent) => {
                    let unknown = |attempt: &Attempt| attempt.error.kind == SendErrorKind::Unknown;
                    let possible_duplicate = attempts.iter().any(unknown);
                    let courier = courier.name().to_owned();
                    return Ok(Taken { courier, sent, earlier: attempts, possible_duplicate });
                }
                Err(error) => {
                    let ends = self.ends(error.kind);
                    attempts.push(Attempt { courier: courier.name().to_owned(), error });
                    if ends {
                        break;
                    }
                }
            }
        }
        Err(NotTaken { attempts })
    }

    fn ends(&self, kind: SendErrorKind) -> bool {
        match kind {
            SendErrorKind::Temporary | SendErrorKind::Permanent => false,
            SendErrorKind::RecipientRefused => true,
            SendErrorKind::Unknown => self.after_unknown == AfterUnknown::Stop,
        }
    }
}

#[cfg(test)]
#[path = "failover_tests.rs"]
mod tests;
