//! Web Push's two secrets: the key that tells push services who calls (`vapid`), and the encryption that only the browser
//! which subscribed can undo (`payload`).
//! Deliberately not here: calling anybody and endpoints (`delivery`), keeping the key pair (`store`).
//!
//! # Why not a crate
//! `web-push-native` 0.5 draws salt and key from the operating system inside, so that the RFCs' vectors and seeded tests
//! cannot be run through it; it reads the clock itself; and it brings a second p256 and aes-gcm, and a JWT library with
//! RSA. On the crates that are here anyway it is the two short files below.

pub mod payload;
pub mod vapid;

pub use payload::{BadSubscriptionKeys, SubscriptionKeys, TooLong};
pub use vapid::VapidKey;
