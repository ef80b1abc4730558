//! What `vestibule demo` may do that nobody else may: connect a phone to one of its people without a session of theirs, so that
//! its second window is their phone before they have signed in at all. Deliberately not here: any other way around a session.

use rules::account::Account;
use rules::change::{Change, Write};
use rules::decision::record;
use rules::event::EventKind;
use rules::facts::AccountFacts;
use rules::id::{AccountId, MethodId};
use rules::method::{Method, MethodKind, MethodState, StoredMethod};
use rules::phone::{self, PAIRING_FOR, PhoneState};
use secrets::token::Token;

use super::pair::{Pairing, expires};
use super::signals::Waiting;
use crate::answers::secret_place;
use crate::beats::{Fault, Outcome, beats};
use crate::create::nobody;
use crate::house::House;

/// The right to connect phones to people who did not ask. It stands in for the session that asks for a pairing code and
/// confirms the phone; whoever holds it can answer anybody's prompts. So it is a value: the demo makes one at its start
/// (`server/src/commands/demo.rs`), for accounts whose passwords it prints, and nothing else in the product does.
#[derive(Clone, Debug)]
pub struct DemoPower(());

impl DemoPower {
    /// For the demo, and for tests.
    #[must_use]
    pub const fn of_the_demo() -> Self {
        Self(())
    }
}

impl House {
    /// Begins to connect a phone of this name to somebody. What was begun before is dropped.
    ///
    /// # Errors
    /// `NotFound`, where nobody has the name; other faults.
    pub async fn pair_in_demo(&self, _power: &DemoPower, person: &str, name: &str) -> Outcome<Pairing> {
        beats!(self, {
            let now = self.now();
            let facts = self.find_account(person).await?.ok_or(Fault::NotFound)?;
            let account = facts.id();
            let mut dice = self.dice();
            let id = MethodId::random(&mut dice);
            let code = Token::new(&self.keys, account.bytes(), &mut dice);
            let secret =
                self.keys.seal(secret_place(&id.to_string()), code.to_text().as_bytes(), &mut dice)?;
            let method = Method {
                id,
                state: MethodState::Pending { expires: now.plus(PAIRING_FOR) },
                name: name.to_owned(),
                added_at: now,
                last_used_at: None,
                data: phone::new_phone(code.hash()),
            };
            let pending = |m: &&StoredMethod| {
                m.method.kind() == MethodKind::MobilePrompt
                    && matches!(m.method.state, MethodState::Pending { .. })
            };
            let mut change: Change =
                facts.methods.iter().filter(pending).map(|m| drop_of(account, m)).collect();
            change.push(Write::NewMethod { account, method: method.clone(), secret });
            let expires = expires(&method);
            Ok(Ok((Pairing { method, code: code.to_text().to_string(), expires }, change)))
        })
    }

    /// Confirms the phone that has shown the code of [`House::pair_in_demo`], makes it the preferred method, and drops older
    /// phones of the same name: the demo's window was one of them before. Says whether there was one to confirm.
    ///
    /// # Errors
    /// `NotFound`, where nobody has the name; other faults.
    pub async fn confirm_in_demo(&self, _power: &DemoPower, person: &str) -> Outcome<bool> {
        let mut whose = None;
        let done = beats!(self, {
            let now = self.now();
            let facts = self.find_account(person).await?.ok_or(Fault::NotFound)?;
            whose = Some(facts.id());
            let waits = |m: &&StoredMethod| phone::state(&m.method, now) == Some(PhoneState::Waiting);
            let Some(stored) = facts.methods.iter().find(waits) else {
                return Ok(Ok((false, Change::new())));
            };
            Ok(Ok((true, self.confirmed(&facts, stored))))
        });
        if let Some(account) = whose {
            self.signals.tell(account);
        }
        done
    }

    fn confirmed(&self, facts: &AccountFacts, stored: &StoredMethod) -> Change {
        let (account, now) = (facts.id(), self.now());
        let method = Method { state: MethodState::Active, added_at: now, ..stored.method.clone() };
        let older = |m: &&StoredMethod| {
            m.method.kind() == method.kind() && m.method.is_active() && m.method.name == method.name
        };
        let mut change: Change = facts.methods.iter().filter(older).map(|m| drop_of(account, m)).collect();
        let before = &facts.stored.account;
        // As with people who come from elsewhere: the hold after a first strong method is over.
        let since = before.first_strong_at.unwrap_or(now.plus(-self.settings.first_strong_hold));
        let changed = Account { preferred: Some(method.id), first_strong_at: Some(since), ..before.clone() };
        let what = EventKind::MethodAdded { method: method.kind() };
        change.push(Write::SaveMethod { account, method, secret: None, based_on: stored.version });
        change.push(Write::SaveAccount { account: changed, password: None, based_on: facts.stored.version });
        change.push(self.drawing(|draw| record(account, what, &nobody(), now, draw)));
        change
    }

    /// Waits for what happens to the prompts and phones of somebody; none: nobody has the name.
    ///
    /// # Errors
    /// Faults only.
    pub async fn demo_waiting(&self, _power: &DemoPower, person: &str) -> Result<Option<Waiting>, Fault> {
        Ok(self.find_account(person).await?.map(|facts| self.wait_for(facts.id())))
    }
}

fn drop_of(account: AccountId, stored: &StoredMethod) -> Write {
    Write::DropMethod { account, method: stored.method.id, based_on: stored.version }
}
