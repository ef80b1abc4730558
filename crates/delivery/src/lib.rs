//! The only room that calls out: text messages, e-mail and push messages, and what carriers tell back about them.
//! Deliberately not here: deciding whom to write to and why (`flows`), the outbox (`store`),
//! retry timing, any clock and any randomness (both are arguments).

pub mod body;
pub mod device;
mod folder;
pub mod guard;
pub mod http;
pub mod limits;
pub mod mail;
mod memory;
pub mod message;
pub mod number;
pub mod push;
pub mod receipts;
pub mod secret;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;

#[cfg(test)]
mod gateway_tests;

pub use memory::Memory;
pub use message::{MessageId, SendError, SendErrorKind, Sent};
pub use secret::Secret;
