//! Whether a sign-in moved since it was last looked at: one small read, for whoever waits on it.

use rules::id::{AccountId, RowToken, SignInId};
use rules::time::Time;
use secrets::token::{Ref, Token};

use crate::beats::Fault;
use crate::house::House;
use crate::phones::Waiting;
use crate::sign_in::SignInKey;

/// How a sign-in stood; another mark means that it moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    row: RowToken,
    /// When the sign-in ends if nothing happens to it.
    pub expires: Time,
}

impl House {
    /// Waits for what happens to the prompt of a sign-in.
    ///
    /// # Errors
    /// `NotFound`, where the identifier is none.
    pub fn waiting(&self, key: &SignInKey) -> Result<Waiting, Fault> {
        let parsed = Ref::parse(&self.keys, &key.id).ok_or(Fault::NotFound)?;
        Ok(self.wait_for(AccountId::from_bytes(parsed.account)))
    }

    /// The mark of a sign-in.
    ///
    /// # Errors
    /// `NotFound` for a stranger, like for a sign-in that does not exist.
    pub async fn mark(&self, key: &SignInKey) -> Result<Mark, Fault> {
        let parsed = Ref::parse(&self.keys, &key.id).ok_or(Fault::NotFound)?;
        let secret = Token::parse(&self.keys, &key.secret).ok_or(Fault::NotFound)?;
        let (account, id) = (AccountId::from_bytes(parsed.account), SignInId::from_bytes(parsed.id));
        let stored = self.store.sign_in(account, id).await?.ok_or(Fault::NotFound)?;
        if !secret.matches(&stored.hash) {
            return Err(Fault::NotFound);
        }
        Ok(Mark { row: stored.token, expires: stored.sign_in.expires })
    }
}
