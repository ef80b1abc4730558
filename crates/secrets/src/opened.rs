//! What a browser without a session keeps of a mailed link that it opened: when, and that this house said so.
//! Not here: for how long that is a proof, and of what, which is `rules`' to say.

use subtle::ConstantTimeEq as _;

use crate::digest::to_base64url;
use crate::keys::{Keys, Purpose};

impl Keys {
    /// The text that a browser keeps: the moment in Unix seconds and a mark over it, the account and its generation.
    /// Another generation (a new password, "this wasn't me") makes it worthless.
    pub fn opened(&self, account: &[u8; 16], generation: i64, at: i64) -> String {
        format!("{at}_{}", self.opened_mark(account, generation, at))
    }

    /// When the link was opened, if that text is ours and of this account and generation; compared in constant time.
    pub fn opened_at(&self, account: &[u8; 16], generation: i64, text: &str) -> Option<i64> {
        let (at, mark) = text.split_once('_')?;
        let at: i64 = at.parse().ok()?;
        let right = self.opened_mark(account, generation, at);
        bool::from(right.as_bytes().ct_eq(mark.as_bytes())).then_some(at)
    }

    fn opened_mark(&self, account: &[u8; 16], generation: i64, at: i64) -> String {
        let parts: [&[u8]; 3] = [account, &generation.to_be_bytes(), &at.to_be_bytes()];
        to_base64url(&self.stamp(Purpose::Opened, &parts))
    }
}

#[cfg(test)]
#[path = "opened_tests.rs"]
mod tests;
