//! What the operator does at the command line: look, lock, hand out a link. Deliberately not here: anything that a
//! support agent may do, and any way to see a secret.

use rules::account::{Account, AccountState};
use rules::change::Write;
use rules::event::EventKind;
use rules::facts::AccountFacts;
use rules::id::AccountId;
use rules::time::DAY;

use crate::beats::{Fault, Outcome, beats};
use crate::create::nobody;
use crate::house::House;

impl House {
    /// The account that has a name or a verified address.
    ///
    /// # Errors
    /// Faults only.
    pub async fn find_account(&self, name: &str) -> Result<Option<AccountFacts>, Fault> {
        match self.store.account_named(&[self.name_hash(name)]).await? {
            Some(id) => Ok(self.store.account(id).await?),
            None => Ok(None),
        }
    }

    /// The addresses of an account in full, each with whether it is verified. For exports: they hold no secret, but
    /// they are what people trust the site with.
    ///
    /// # Errors
    /// Faults only.
    pub fn addresses(&self, facts: &AccountFacts) -> Result<Vec<(String, bool)>, Fault> {
        let open = |stored: &rules::account::StoredEmail| {
            let address = self.open_email(stored.email.id, &stored.sealed)?;
            Ok((address, stored.email.verified_at.is_some()))
        };
        facts.emails.iter().map(open).collect()
    }

    /// Locks an account (every session ends) or opens it again. Says whether that changed anything.
    ///
    /// # Errors
    /// Faults only.
    pub async fn set_locked(&self, id: AccountId, locked: bool) -> Outcome<bool> {
        beats!(self, {
            let now = self.now();
            let Some(facts) = self.store.account(id).await? else { return Err(Fault::NotFound) };
            let is_locked = matches!(facts.stored.account.state, AccountState::Locked { .. });
            if is_locked == locked {
                return Ok(Ok((false, Vec::new())));
            }
            let (state, what) = if locked {
                (AccountState::Locked { since: now }, EventKind::Locked)
            } else {
                (AccountState::Active, EventKind::Unlocked)
            };
            let before = &facts.stored.account;
            // With the generation, also a session that is being made right now is over.
            let generation = before.generation + i64::from(locked);
            let account = Account { state, generation, ..before.clone() };
            let mut change =
                vec![Write::SaveAccount { account, password: None, based_on: facts.stored.version }];
            if locked {
                change.push(Write::EndSessions { account: id, except: None });
            }
            change.push(self.drawing(|draw| rules::decision::record(id, what, &nobody(), now, draw)));
            Ok(Ok((true, change)))
        })
    }

    /// Marks an account as an administrator's, or takes the mark off. Says whether that changed anything.
    ///
    /// # Errors
    /// Faults only.
    pub async fn set_administrator(&self, id: AccountId, administrator: bool) -> Outcome<bool> {
        beats!(self, {
            let now = self.now();
            let Some(facts) = self.store.account(id).await? else { return Err(Fault::NotFound) };
            let before = &facts.stored.account;
            if before.administrator == administrator {
                return Ok(Ok((false, Vec::new())));
            }
            let what =
                if administrator { EventKind::AdministratorMade } else { EventKind::AdministratorUnmade };
            let account = Account { administrator, ..before.clone() };
            let save = Write::SaveAccount { account, password: None, based_on: facts.stored.version };
            let told = self.drawing(|draw| rules::decision::record(id, what, &nobody(), now, draw));
            Ok(Ok((true, vec![save, told])))
        })
    }

    /// A link that lets the owner of an account set a password: 24 hours, once. The operator hands it over.
    ///
    /// # Errors
    /// Faults only.
    pub async fn password_link(&self, id: AccountId) -> Outcome<String> {
        beats!(self, {
            let now = self.now();
            let Some(facts) = self.store.account(id).await? else { return Err(Fault::NotFound) };
            let generation = facts.stored.account.generation;
            let (link, write) = self.drawing(|draw| {
                let token = draw.token(id);
                let write = rules::decision::password_link(id, generation, &token.hash, now.plus(DAY), draw);
                (format!("{}/reset/new?token={}", self.site.url, token.text), write)
            });
            Ok(Ok((link, vec![write])))
        })
    }
}
