//! The rows of the property test's world, kept the way the store keeps them: guarded, and all of a change or nothing.
//! Not here: who moves them.

use std::collections::BTreeMap;

use crate::browser::StoredBrowser;
use crate::change::{Change, Write};
use crate::facts::AccountFacts;
use crate::id::{AccountId, BrowserId, RowToken, SessionId, SignInId};
use crate::link::StoredLink;
use crate::message::Message;
use crate::prompt::{PromptState, Slot, StoredPrompt};
use crate::session::StoredSession;
use crate::sign_in::SignIn;
use crate::time::Time;
use crate::tries::{Counter, CounterKey, Take};

/// What a transaction that must not happen ends in.
#[derive(Debug)]
pub(crate) struct Conflict;

/// The rows of one account (and the counters of pretended ones).
#[derive(Clone)]
pub(crate) struct Rows {
    pub(crate) account: AccountFacts,
    pub(crate) counters: BTreeMap<String, (CounterKey, Counter)>,
    pub(crate) sign_ins: BTreeMap<SignInId, (SignIn, RowToken)>,
    pub(crate) sessions: BTreeMap<SessionId, StoredSession>,
    pub(crate) browsers: BTreeMap<BrowserId, StoredBrowser>,
    pub(crate) links: Vec<(StoredLink, bool)>,
    pub(crate) slots: String,
    pub(crate) messages: Vec<Message>,
    pub(crate) prompts: BTreeMap<Slot, StoredPrompt>,
}

fn guarded(read: i64, stored: i64) -> Result<i64, Conflict> {
    if read == stored { Ok(stored + 1) } else { Err(Conflict) }
}

fn under(account: AccountId, key: &CounterKey) -> String {
    match key {
        CounterKey::Network(network) => network.clone(),
        CounterKey::Account { .. } => format!("{account} {key:?}"),
    }
}

impl Rows {
    /// One transaction: all of it, or nothing.
    pub(crate) fn commit(&mut self, change: &Change) -> Result<(), Conflict> {
        let mut next = self.clone();
        for write in change {
            next.write(write)?;
        }
        *self = next;
        Ok(())
    }

    fn count(&mut self, account: AccountId, take: &Take, now: Time, success: bool) -> Result<(), Conflict> {
        let empty = (take.key.clone(), Counter::default());
        let (_, counter) = self.counters.entry(under(account, &take.key)).or_insert(empty);
        if counter.n >= take.at_most {
            return Err(Conflict);
        }
        *counter = Counter { n: if success { 0 } else { counter.n + 1 }, last: now };
        Ok(())
    }

    fn write(&mut self, write: &Write) -> Result<(), Conflict> {
        match write {
            Write::Take { account, take, now } => self.count(*account, take, *now, false)?,
            Write::Succeed { account, take, now } => self.count(*account, take, *now, true)?,
            Write::Forget { account, scope, door } => {
                self.counters.remove(&under(*account, &CounterKey::Account { scope: *scope, door: *door }));
            }
            Write::SaveAccount { account, password, based_on } => {
                let stored = &mut self.account.stored;
                stored.version = guarded(*based_on, stored.version)?;
                stored.account = account.clone();
                stored.password = password.clone().unwrap_or_else(|| stored.password.clone());
            }
            Write::SaveMethod { method, based_on, .. } => {
                let id = method.id;
                let stored = self.account.methods.iter_mut().find(|m| m.method.id == id).ok_or(Conflict)?;
                stored.version = guarded(*based_on, stored.version)?;
                stored.method = method.clone();
            }
            Write::DropRecoveryCode { slot, .. } => self.slots.retain(|s| s != *slot),
            Write::NewSignIn { sign_in, token, .. } => {
                self.sign_ins.insert(sign_in.id, (sign_in.clone(), *token));
            }
            Write::SaveSignIn { sign_in, based_on, token, .. } => {
                let row =
                    self.sign_ins.get_mut(&sign_in.id).filter(|row| row.1 == *based_on).ok_or(Conflict)?;
                *row = (sign_in.clone(), *token);
            }
            Write::SaveHistory { history, profile, based_on, .. } => {
                self.account.history_version = guarded(*based_on, self.account.history_version)?;
                self.account.history = history.clone();
                self.account.profile = Some((**profile).clone());
            }
            Write::Send(message) => self.messages.push(message.clone()),
            Write::Record(_) => {}
            other => self.write_more(other)?,
        }
        Ok(())
    }

    fn write_more(&mut self, write: &Write) -> Result<(), Conflict> {
        match write {
            Write::NewSession { session, hash, now, .. } => {
                let stored = StoredSession {
                    session: session.clone(),
                    hash: hash.clone(),
                    last_seen: *now,
                    version: 1,
                };
                self.sessions.insert(session.id, stored);
            }
            Write::SaveSession { session, based_on, now, .. } => {
                let stored = self.sessions.get_mut(&session.id).ok_or(Conflict)?;
                stored.version = guarded(*based_on, stored.version)?;
                (stored.session, stored.last_seen) = (session.clone(), *now);
            }
            Write::EndSession { session, .. } => drop(self.sessions.remove(session)),
            Write::EndSessions { except, .. } => self.sessions.retain(|id, _| Some(*id) == *except),
            Write::NewBrowser { browser, .. } => {
                self.browsers.insert(browser.id, StoredBrowser { browser: browser.clone(), version: 1 });
            }
            Write::SaveBrowser { browser, based_on, .. } => {
                let stored = self.browsers.get_mut(&browser.id).ok_or(Conflict)?;
                stored.version = guarded(*based_on, stored.version)?;
                stored.browser = browser.clone();
            }
            Write::ForgetBrowser { browser, .. } => drop(self.browsers.remove(browser)),
            Write::ForgetBrowsers { except, .. } => self.browsers.retain(|id, _| Some(*id) == *except),
            Write::NewLink { link, hash, token, .. } => {
                self.links
                    .push((StoredLink { link: link.clone(), hash: hash.clone(), token: *token }, false));
            }
            Write::UseLink { link, based_on, token, .. } => {
                let row = self.links.iter_mut().find(|(l, _)| l.link.id == link.id).ok_or(Conflict)?;
                if row.0.token != *based_on || row.1 {
                    return Err(Conflict);
                }
                *row = (StoredLink { link: link.clone(), token: *token, ..row.0.clone() }, true);
            }
            Write::PutPrompt { prompt, .. } => {
                let stored =
                    StoredPrompt { prompt: prompt.clone(), state: PromptState::Live, fetched_at: None };
                self.prompts.insert(prompt.slot, stored);
            }
            Write::EndPrompt { slot, prompt, state, .. } => {
                let stored = self.prompts.get_mut(slot).filter(|s| s.prompt.id == *prompt).ok_or(Conflict)?;
                if !stored.state.is_open() {
                    return Err(Conflict);
                }
                stored.state = *state;
            }
            Write::ClosePrompts { .. } => {
                for stored in self.prompts.values_mut().filter(|stored| stored.state.is_open()) {
                    stored.state = PromptState::Closed;
                }
            }
            other => unreachable!("nothing in this world writes {other:?}"),
        }
        Ok(())
    }
}
