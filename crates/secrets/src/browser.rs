//! The mark in a known browser's token: that this house once gave this account such a browser, told without a lookup.
//! Not here: whether the browser is still known, which is the store's and `rules`' to say.

use subtle::ConstantTimeEq as _;

use crate::digest::to_base64url;
use crate::keys::{Keys, Purpose};

/// Characters of a mark: 128 bits.
pub const MARK: usize = 22;

impl Keys {
    /// The mark of a browser of this account. Every stranger is given tokens of the account that they name; none of them
    /// has a mark, so that they do not pass for a known browser where it is too early to ask the database.
    pub fn browser_mark(&self, account: &[u8; 16], browser: &[u8; 16]) -> String {
        let stamp = self.stamp(Purpose::Browser, &[account, browser]);
        let mut mark = to_base64url(&stamp);
        mark.truncate(MARK);
        mark
    }

    /// Whether it is the mark of that browser and account, in constant time.
    pub fn browser_matches(&self, account: &[u8; 16], browser: &[u8; 16], mark: &str) -> bool {
        self.browser_mark(account, browser).as_bytes().ct_eq(mark.as_bytes()).into()
    }
}

#[cfg(test)]
#[path = "browser_tests.rs"]
mod tests;
