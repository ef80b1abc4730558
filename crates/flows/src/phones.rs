//! Phones as callers: who shows which device token, what their app shows of the account, its name, its push subscription, signing
//! out. `pair` connects a phone, `prompts` asks and answers. Deliberately not here: sessions; a phone has none.

mod demo;
mod pair;
mod prompts;
mod push;
mod signals;

use rules::account::{Account, AccountState};
use rules::change::{Change, Write};
use rules::event::{Event, EventKind, Origin};
use rules::facts::AccountFacts;
use rules::id::{AccountId, MethodId};
use rules::method::{Method, StoredMethod};
use rules::my_account::NAME_MAX;
use rules::offer::WaysIn;
use rules::phone::{self, PhoneState};
use rules::prompt::StoredPrompt;
use rules::time::Time;
use secrets::token::{Ref, Token};
use subtle::ConstantTimeEq as _;

use crate::beats::{Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::house::House;

pub use demo::DemoPower;
pub use pair::{Paired, Pairing};
pub use prompts::{PhoneAnswer, PhoneAnswered, PhoneDecision, PhonePrompt, PhonePrompts, Signed, TestPrompt};
pub(crate) use signals::Signals;
pub use signals::Waiting;

/// How many events are looked through for the recent prompts.
const LOOKED_THROUGH: i64 = 100;
/// How many recent prompts are shown.
const RECENT: usize = 10;

/// What an app shows of its phone and its account.
#[derive(Clone, Debug)]
pub struct PhoneView {
    /// The phone's public identifier.
    pub id: String,
    /// The phone.
    pub phone: Method,
    /// How it stands.
    pub state: PhoneState,
    /// Whether it can be woken by a push message.
    pub subscribed: bool,
    /// The account's public identifier.
    pub account_id: String,
    /// The account.
    pub account: Account,
    /// Its enabled methods.
    pub methods: Vec<Method>,
    /// How many ways in there are.
    pub ways_in: WaysIn,
    /// Whether none would be left without this phone.
    pub last_way_in: bool,
    /// How prompts ended lately, the newest first; wrong numbers with them.
    pub recent: Vec<Event>,
    /// The moment it was read.
    pub now: Time,
}

/// A phone that showed its token, with what is read with it.
pub(crate) struct Caller {
    pub(crate) facts: AccountFacts,
    pub(crate) prompts: Vec<StoredPrompt>,
    pub(crate) phone: StoredMethod,
    pub(crate) state: PhoneState,
}

impl House {
    /// The phone of a token.
    ///
    /// # Errors
    /// `NotSignedIn`, for a token that never was, like for one that is dead.
    pub(crate) async fn phone(&self, token: &str, now: Time) -> Outcome<Caller> {
        let Some(token) = Token::parse(&self.keys, token) else { return Ok(Err(Refused::NotSignedIn)) };
        let account = AccountId::from_bytes(token.account);
        let Some((facts, prompts)) = self.store.for_phone(account).await? else {
            return Ok(Err(Refused::NotSignedIn));
        };
        let shows = |stored: &&StoredMethod| {
            stored.method.phone().is_some_and(|phone| {
                !phone.token.is_empty() && bool::from(phone.token.as_bytes().ct_eq(token.hash.as_bytes()))
            })
        };
        let Some(phone) = facts.methods.iter().find(shows).cloned() else {
            return Ok(Err(Refused::NotSignedIn));
        };
        let locked = facts.stored.account.state != AccountState::Active;
        match phone::state(&phone.method, now) {
            Some(state) if state != PhoneState::SignedOut && !locked => {
                Ok(Ok(Caller { facts, prompts, phone, state }))
            }
            _ => Ok(Err(Refused::NotSignedIn)),
        }
    }

    /// The public identifier of something of an account, as phones are told it.
    pub(crate) fn public_id(&self, account: AccountId, id: &[u8; 16]) -> String {
        Ref { account: *account.bytes(), id: *id }.to_text(&self.keys)
    }

    /// What an app shows of its phone and its account.
    ///
    /// # Errors
    /// Faults only.
    pub async fn phone_view(&self, token: &str) -> Outcome<PhoneView> {
        let now = self.now();
        let caller = match self.phone(token, now).await? {
            Ok(caller) => caller,
            Err(refused) => return Ok(Err(refused)),
        };
        let Caller { facts, phone, state, .. } = caller;
        let (account, id) = (facts.id(), phone.method.id);
        let events = self.store.events(account, None, LOOKED_THROUGH).await?;
        let recent = events.into_iter().filter(is_of_a_prompt).take(RECENT).collect();
        Ok(Ok(PhoneView {
            id: self.public_id(account, id.bytes()),
            state,
            subscribed: !phone.secret.is_empty(),
            account_id: self.public_id(account, account.bytes()),
            account: facts.stored.account.clone(),
            methods: facts.active().cloned().collect(),
            ways_in: WaysIn::of(facts.active(), &self.settings, now),
            last_way_in: phone::is_last_way_in(&facts, id, &self.settings, now),
            phone: phone.method,
            recent,
            now,
        }))
    }

    /// Gives a phone another name.
    ///
    /// # Errors
    /// Faults only.
    pub async fn rename_phone(&self, token: &str, name: &str) -> Outcome<()> {
        beats!(self, {
            let now = self.now();
            let Caller { facts, phone, .. } = match self.phone(token, now).await? {
                Ok(caller) => caller,
                Err(refused) => return Ok(Err(refused)),
            };
            let name = name.trim().chars().take(NAME_MAX).collect();
            let method = Method { name, ..phone.method };
            let (account, based_on) = (facts.id(), phone.version);
            Ok(Ok(((), vec![Write::SaveMethod { account, method, secret: None, based_on }])))
        })
    }

    /// Signs a phone out of the app.
    ///
    /// # Errors
    /// `NotChanged(LastWayIn)`, unless that is what its owner wants; faults.
    pub async fn sign_out_phone(&self, visitor: &Visitor, token: &str, even_last: bool) -> Outcome<()> {
        let mut whose = None;
        let done = beats!(self, {
            let now = self.now();
            let Caller { facts, phone, .. } = match self.phone(token, now).await? {
                Ok(caller) => caller,
                Err(refused) => return Ok(Err(refused)),
            };
            whose = Some(facts.id());
            let waiting = !phone.method.is_active();
            if !even_last && !waiting && phone::is_last_way_in(&facts, phone.method.id, &self.settings, now) {
                return Ok(Err(Refused::NotChanged(rules::my_account::NotChanged::LastWayIn)));
            }
            let from = self.origin(visitor, now);
            Ok(Ok(((), self.drawing(|draw| phone::sign_out(&facts, &phone, &from, now, draw)))))
        });
        if let Some(account) = whose {
            self.signals.tell(account);
        }
        done
    }

    /// Signs out, in a session, a phone of the same account.
    ///
    /// # Errors
    /// `NotChanged`; faults.
    pub async fn sign_out_my_phone(&self, visitor: &Visitor, session: &str, id: MethodId) -> Outcome<()> {
        let mut whose = None;
        let done = beats!(self, {
            let now = self.now();
            let facts = match self.mine(visitor, session, now).await? {
                Ok(facts) => facts,
                Err(refused) => return Ok(Err(refused)),
            };
            whose = Some(facts.account.id());
            let is_it = |m: &&StoredMethod| m.method.id == id && m.method.phone().is_some();
            let Some(phone) = facts.account.methods.iter().find(is_it) else {
                return Ok(Err(Refused::NotChanged(rules::my_account::NotChanged::Gone)));
            };
            let from = facts.caller.origin.clone();
            Ok(Ok(((), self.drawing(|draw| phone::sign_out(&facts.account, phone, &from, now, draw)))))
        });
        if let Some(account) = whose {
            self.signals.tell(account);
        }
        done
    }

    fn origin(&self, visitor: &Visitor, now: Time) -> Origin {
        self.caller(visitor, now).origin
    }

    /// Writes down what follows from a phone's being seen; a conflict means that somebody else has done as much.
    pub(crate) async fn note_seen(&self, caller: &Caller, now: Time) -> Result<(), Fault> {
        let seen: Change = phone::seen(caller.facts.id(), &caller.phone, now).into_iter().collect();
        self.commit(&seen).await.map(|_| ())
    }
}

fn is_of_a_prompt(event: &Event) -> bool {
    use rules::method::MethodKind::MobilePrompt;
    matches!(
        event.what,
        EventKind::PromptApproved
            | EventKind::PromptDenied
            | EventKind::PromptCancelled
            | EventKind::WrongAnswer { method: MobilePrompt }
    )
}
