//! Receipt marks: what a courier's delivery report must carry to be believed.
//! Not here: the callback route and what a report changes.

use subtle::ConstantTimeEq as _;

use crate::digest::to_base64url;
use crate::keys::{Keys, Purpose};

impl Keys {
    /// The mark in the callback address of one message (43 characters): only this installation
    /// can have made it.
    pub fn receipt_mark(&self, courier: &str, message: &str) -> String {
        to_base64url(&self.stamp(Purpose::Receipt, &[courier.as_bytes(), message.as_bytes()]))
    }

    /// Whether a report carries the mark of that message, in constant time.
    pub fn receipt_matches(&self, courier: &str, message: &str, mark: &str) -> bool {
        self.receipt_mark(courier, message).as_bytes().ct_eq(mark.as_bytes()).into()
    }
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
