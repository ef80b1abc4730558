//! A person's own addresses and what is mailed there: added, verified by their links, removed. Deliberately not here: opening
//! those links (`links`).

use rules::account::Email;
use rules::change::Change;
use rules::enrollment::MyFacts;
use rules::facts::AccountFacts;
use rules::fresh::Action;
use rules::id::EmailId;
use rules::my_account::{self, NotChanged};
use rules::time::Time;
use secrets::seal::Place;

use crate::beats::{Committed, Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::house::House;
use crate::names::{email_hint, is_email};

/// Links to a person's own mailbox are counted over so many seconds.
const LINK_WINDOW: i64 = rules::time::HOUR;
/// And so many are mailed.
const LINKS_PER_WINDOW: i64 = 8;

impl House {
    /// Reads, lets `decide` decide, commits, for a link to the person's own mailbox: so many in an hour at most, then `Wait`.
    async fn mail_link(
        &self,
        visitor: &Visitor,
        session: &str,
        decide: impl FnOnce(&MyFacts, Time) -> Result<Change, NotChanged>,
    ) -> Outcome<()> {
        if !self.settings.mail {
            return Ok(Err(Refused::NotOffered));
        }
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        let mut change = match decide(&facts, now) {
            Ok(change) => change,
            Err(why) => return Ok(Err(Refused::NotChanged(why))),
        };
        let (_, spend, until) = link_limit(&facts, now);
        change.push(spend);
        match self.commit(&change).await? {
            Committed::Done => Ok(Ok(())),
            // Nothing else in the change can conflict: it only adds.
            Committed::Conflict => Ok(Err(Refused::Wait { until })),
            Committed::Unknown => Err(Fault::Unavailable("the outcome is not known".into())),
        }
    }

    /// Adds an address; its own mailed link makes it count.
    ///
    /// # Errors
    /// Faults only.
    pub async fn add_email(&self, visitor: &Visitor, session: &str, typed: &str) -> Outcome<()> {
        if !self.settings.mail {
            return Ok(Err(Refused::NotOffered));
        }
        let address = typed.trim().to_owned();
        if !is_email(&address) {
            return Ok(Err(Refused::NotAnEmail));
        }
        let settings = &self.settings;
        let id = EmailId::random(&mut self.dice());
        let sealed = self.seal_email(id, &address)?;
        let email = Email { id, hint: email_hint(&address), verified_at: None, added_at: self.now() };
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::AddEmail, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            // Added, removed and added again, addresses of others could be mailed without end.
            let (key, spend, until) = link_limit(&facts, now);
            if self.store.sums(&[key]).await?.first() >= Some(&LINKS_PER_WINDOW) {
                return Ok(Err(Refused::Wait { until }));
            }
            let (email, sealed) = (email.clone(), sealed.clone());
            let decided = self
                .drawing(|draw| my_account::add_email(&person, &facts, email, sealed, settings, now, draw));
            Ok(decided.map(|change| ((), [change, vec![spend]].concat())).map_err(Refused::NotChanged))
        })
    }

    /// An address sealed to its row.
    pub(crate) fn seal_email(&self, id: EmailId, address: &str) -> Result<String, Fault> {
        Ok(self.keys.seal(email_place(&id.to_string()), address.as_bytes(), &mut self.dice())?)
    }

    /// The address in a sealed row.
    pub(crate) fn open_email(&self, id: EmailId, sealed: &str) -> Result<String, Fault> {
        let opened = self.keys.open(email_place(&id.to_string()), sealed)?;
        String::from_utf8(opened.to_vec()).map_err(|e| Fault::Internal(e.to_string()))
    }

    /// The name to sign in with that an address has become, for when it goes; one that is also the user name stays.
    pub(crate) fn name_of_email(
        &self,
        facts: &AccountFacts,
        id: Option<EmailId>,
    ) -> Result<Option<String>, Fault> {
        let Some(stored) = id.and_then(|id| facts.emails.iter().find(|e| e.email.id == id)) else {
            return Ok(None);
        };
        let name = self.name_hash(&self.open_email(stored.email.id, &stored.sealed)?);
        Ok(Some(name).filter(|n| *n != self.name_hash(&facts.stored.account.user_name)))
    }

    /// Mails an address its link again.
    ///
    /// # Errors
    /// Faults only.
    pub async fn resend_email(&self, visitor: &Visitor, session: &str, id: EmailId) -> Outcome<()> {
        let settings = &self.settings;
        self.mail_link(visitor, session, |facts, now| {
            let stored = facts.account.emails.iter().find(|e| e.email.id == id).ok_or(NotChanged::Gone)?;
            Ok(self.drawing(|draw| my_account::verify_link(facts, stored, settings, now, draw)))
        })
        .await
    }

    /// Mails the link that is one of the proofs before the first strong method.
    ///
    /// # Errors
    /// Faults only.
    pub async fn send_step_link(&self, visitor: &Visitor, session: &str) -> Outcome<()> {
        let settings = &self.settings;
        self.mail_link(visitor, session, |facts, now| {
            Ok(self.drawing(|draw| my_account::confirm_link(facts, settings, now, draw)))
        })
        .await
    }

    /// Removes an address.
    ///
    /// # Errors
    /// Faults only.
    pub async fn remove_email(&self, visitor: &Visitor, session: &str, id: EmailId) -> Outcome<()> {
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::Remove, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let name = self.name_of_email(&facts.account, Some(id))?;
            let decided = self.drawing(|draw| my_account::remove_email(&person, &facts, id, name, now, draw));
            Ok(decided.map(|change| ((), change)).map_err(Refused::NotChanged))
        })
    }
}

/// What counts the links that one account has mailed: the sum's name, one more in it, and when it begins anew.
fn link_limit(facts: &MyFacts, now: Time) -> (String, rules::change::Write, Time) {
    let window = now.0.div_euclid(LINK_WINDOW);
    let key = format!("links/{}/{window}", facts.account.id());
    let spend = rules::change::Write::Spend {
        key: key.clone(),
        by: 1,
        at_most: LINKS_PER_WINDOW,
        expires: now.plus(2 * LINK_WINDOW),
    };
    (key, spend, Time((window + 1) * LINK_WINDOW))
}

fn email_place(row: &str) -> Place<'_> {
    Place { table: "emails", column: "sealed", row }
}
