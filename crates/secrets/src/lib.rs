//! The only room that holds keys: hashing pool, sealing, tokens, codes and what makes a good secret.
//!
//! Deliberately not here: clocks and randomness (arguments), SQL, HTTP, and every decision about people.

pub mod answer;
pub mod browser;
pub mod bucket;
pub mod codes;
pub mod csrf;
pub mod digest;
pub mod hashing;
pub mod keys;
pub mod opened;
pub mod password;
pub mod receipt;
pub mod seal;
pub mod token;
pub mod totp;

pub use keys::{Keys, KeysError, Purpose};
