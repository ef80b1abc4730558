//! The only room that holds keys: hashing pool, sealing, tokens, codes, passkeys and what makes a good secret.
//!
//! Deliberately not here: clocks and randomness (arguments), SQL, HTTP, and every decision about people.

pub mod answer;
pub mod browser;
pub mod bucket;
pub mod codes;
pub mod csrf;
pub mod device;
pub mod digest;
pub mod hashing;
pub mod hidden;
pub mod keys;
pub mod opened;
pub mod passkeys;
pub mod password;
pub mod push;
pub mod receipt;
pub mod seal;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod token;
pub mod totp;

pub use keys::{Keys, KeysError, Purpose};
