//! The signed-in person: finding their session, what they see of their account, signing out.

use rules::account::{Account, AccountState, Email};
use rules::browser::KnownBrowser;
use rules::enrollment::MyFacts;
use rules::event::Event;
use rules::fresh::{Action, FreshPerson, Missing};
use rules::id::{EventId, SessionId};
use rules::method::Method;
use rules::my_account;
use rules::offer::WaysIn;
use rules::session::StoredSession;
use rules::settings::Settings;
use rules::time::{MINUTE, Time};
use rules::tries::{Admission, Door, Guesser};
use secrets::token::Token;

use crate::beats::{Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::house::House;

/// How often at most "last seen" is written.
const SEEN_EVERY: i64 = 5 * MINUTE;

/// A signed-in person and what their pages show.
#[derive(Clone, Debug)]
pub struct Me {
    /// The account.
    pub account: Account,
    /// The session.
    pub session: StoredSession,
    /// The methods, pending ones too.
    pub methods: Vec<Method>,
    /// The addresses.
    pub emails: Vec<Email>,
    /// How many ways in there are.
    pub ways_in: WaysIn,
    /// The doors that rest for browsers that are not known.
    pub resting: Vec<Door>,
    /// The moment it was read.
    pub now: Time,
}

impl House {
    /// The facts of a live session; none: there is no such session.
    pub(crate) async fn my_facts(
        &self,
        visitor: &Visitor,
        session: &str,
        now: Time,
    ) -> Result<Option<MyFacts>, Fault> {
        let Some(token) = Token::parse(&self.keys, session) else { return Ok(None) };
        let account = rules::id::AccountId::from_bytes(token.account);
        let caller = self.caller(visitor, now);
        let Some(rows) = self.store.for_session(account, &token.hash, &caller.network).await? else {
            return Ok(None);
        };
        let locked = rows.account.stored.account.state != AccountState::Active;
        if locked
            || !rows.session.is_live(rows.account.stored.account.generation, self.settings.session_idle, now)
        {
            return Ok(None);
        }
        Ok(Some(MyFacts { session: rows.session, account: rows.account, caller, tries: rows.tries }))
    }

    /// The signed-in person; none: no live session.
    ///
    /// # Errors
    /// Faults only.
    pub async fn me(&self, visitor: &Visitor, session: &str) -> Result<Option<Me>, Fault> {
        let now = self.now();
        let Some(facts) = self.my_facts(visitor, session, now).await? else { return Ok(None) };
        if now.since(facts.session.last_seen) > SEEN_EVERY {
            let touch = rules::change::Write::TouchSession {
                account: facts.account.id(),
                session: facts.session.session.id,
                now,
            };
            self.commit(&vec![touch]).await?;
        }
        Ok(Some(shown(&facts, &self.settings, now)))
    }

    /// What is missing before this session may do something; none: nothing.
    ///
    /// # Errors
    /// Faults only.
    pub async fn missing_for(
        &self,
        visitor: &Visitor,
        session: &str,
        action: Action,
    ) -> Outcome<Option<Missing>> {
        let now = self.now();
        let Some(facts) = self.my_facts(visitor, session, now).await? else {
            return Ok(Err(Refused::NotSignedIn));
        };
        Ok(Ok(FreshPerson::prove(&facts.session, &facts.account, action, &self.settings, now).err()))
    }

    /// The facts of a person who is signed in.
    pub(crate) async fn mine(&self, visitor: &Visitor, session: &str, now: Time) -> Outcome<MyFacts> {
        Ok(self.my_facts(visitor, session, now).await?.ok_or(Refused::NotSignedIn))
    }

    /// The facts of a person who is fresh enough for an action, and the power that comes of it.
    pub(crate) async fn fresh(
        &self,
        visitor: &Visitor,
        session: &str,
        action: Action,
        now: Time,
    ) -> Outcome<(MyFacts, FreshPerson)> {
        let Some(facts) = self.my_facts(visitor, session, now).await? else {
            return Ok(Err(Refused::NotSignedIn));
        };
        match FreshPerson::prove(&facts.session, &facts.account, action, &self.settings, now) {
            Ok(person) => Ok(Ok((facts, person))),
            Err(missing) => Ok(Err(Refused::NotFresh(missing))),
        }
    }

    /// Where the person is signed in.
    ///
    /// # Errors
    /// Faults only.
    pub async fn my_sessions(&self, me: &Me) -> Result<Vec<StoredSession>, Fault> {
        let (generation, idle) = (me.account.generation, self.settings.session_idle);
        let all = self.store.sessions(me.account.id).await?;
        Ok(all.into_iter().filter(|s| s.is_live(generation, idle, me.now)).collect())
    }

    /// The whole addresses, for their owner's own page.
    ///
    /// # Errors
    /// Faults only.
    pub async fn my_addresses(&self, me: &Me) -> Result<Vec<(Email, String)>, Fault> {
        let Some(facts) = self.store.account(me.account.id).await? else { return Ok(Vec::new()) };
        let open = |stored: rules::account::StoredEmail| {
            let address = self.open_email(stored.email.id, &stored.sealed)?;
            Ok((stored.email, address))
        };
        facts.emails.into_iter().map(open).collect()
    }

    /// The browsers that are known.
    ///
    /// # Errors
    /// Faults only.
    pub async fn my_browsers(&self, me: &Me) -> Result<Vec<KnownBrowser>, Fault> {
        let all = self.store.browsers(me.account.id).await?;
        Ok(all.into_iter().map(|b| b.browser).filter(|b| me.now < b.expires).collect())
    }

    /// What happened lately, newest first.
    ///
    /// # Errors
    /// Faults only.
    pub async fn my_events(
        &self,
        me: &Me,
        before: Option<(Time, EventId)>,
        limit: i64,
    ) -> Result<Vec<Event>, Fault> {
        Ok(self.store.events(me.account.id, before, limit).await?)
    }

    /// Ends one session; one's own: signs out.
    ///
    /// # Errors
    /// Faults only.
    pub async fn end_session(
        &self,
        visitor: &Visitor,
        session: &str,
        which: Option<SessionId>,
    ) -> Outcome<()> {
        beats!(self, {
            let now = self.now();
            let facts = match self.mine(visitor, session, now).await? {
                Ok(facts) => facts,
                Err(refused) => return Ok(Err(refused)),
            };
            let which = which.unwrap_or(facts.session.session.id);
            Ok(Ok(((), self.drawing(|draw| my_account::end_session(&facts, which, now, draw)))))
        })
    }

    /// Ends every session but this one; says how many.
    ///
    /// # Errors
    /// Faults only.
    pub async fn end_other_sessions(&self, visitor: &Visitor, session: &str) -> Outcome<u32> {
        beats!(self, {
            let now = self.now();
            let facts = match self.mine(visitor, session, now).await? {
                Ok(facts) => facts,
                Err(refused) => return Ok(Err(refused)),
            };
            let others = self.store.sessions(facts.account.id()).await?;
            let live = others
                .iter()
                .filter(|s| {
                    s.is_live(facts.account.stored.account.generation, self.settings.session_idle, now)
                })
                .count();
            let count = u32::try_from(live.saturating_sub(1)).unwrap_or(u32::MAX);
            let change = self.drawing(|draw| my_account::end_other_sessions(&facts, count, now, draw));
            Ok(Ok((count, change)))
        })
    }
}

fn shown(facts: &MyFacts, settings: &Settings, now: Time) -> Me {
    let stranger = Guesser::Stranger { network: String::new() };
    let resting =
        Door::ALL.into_iter().filter(|door| facts.tries.admit(*door, &stranger, now) == Admission::Resting);
    Me {
        account: facts.account.stored.account.clone(),
        session: facts.session.clone(),
        methods: facts.account.methods.iter().map(|m| m.method.clone()).collect(),
        emails: facts.account.emails.iter().map(|e| e.email.clone()).collect(),
        ways_in: WaysIn::of(facts.account.active(), settings, now),
        resting: resting.collect(),
        now,
    }
}
