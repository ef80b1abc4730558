//! Changes to one's own account: names, preferences, removals, password, addresses, browsers, "I lost my phone".

use rules::account::Email;
use rules::change::Change;
use rules::enrollment::MyFacts;
use rules::facts::AccountFacts;
use rules::fresh::{Action, FreshPerson};
use rules::id::{BrowserId, EmailId, MethodId};
use rules::method::MethodKind;
use rules::my_account::{self, NotChanged};
use rules::settings::VerifyWhen;
use rules::time::Time;
use rules::tries::{Admission, Door};
use secrets::hashing::Class;
use secrets::password::{PasswordProblem, PasswordRules, judge, nfc};
use secrets::seal::Place;
use zeroize::Zeroizing;

use crate::beats::{Committed, Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::house::House;
use crate::names::{email_hint, is_email};

/// Links to a person's own mailbox are counted over so many seconds.
const LINK_WINDOW: i64 = rules::time::HOUR;
/// And so many are mailed.
const LINKS_PER_WINDOW: i64 = 8;

impl House {
    /// Reads, lets `decide` decide, commits; for changes that any live session may make.
    async fn tidy(
        &self,
        visitor: &Visitor,
        session: &str,
        mut decide: impl FnMut(&MyFacts, Time) -> Result<Change, NotChanged>,
    ) -> Outcome<()> {
        beats!(self, {
            let now = self.now();
            let facts = match self.mine(visitor, session, now).await? {
                Ok(facts) => facts,
                Err(refused) => return Ok(Err(refused)),
            };
            Ok(decide(&facts, now).map(|change| ((), change)).map_err(Refused::NotChanged))
        })
    }

    /// The same for a link to the person's own mailbox: so many in an hour at most, then `Wait`.
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

    /// The same for changes that take a fresh person.
    async fn powerful(
        &self,
        visitor: &Visitor,
        session: &str,
        action: Action,
        mut decide: impl FnMut(&FreshPerson, &MyFacts, Time) -> Result<Change, NotChanged>,
    ) -> Outcome<()> {
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, action, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            Ok(decide(&person, &facts, now).map(|change| ((), change)).map_err(Refused::NotChanged))
        })
    }

    /// Names a method.
    ///
    /// # Errors
    /// Faults only.
    pub async fn rename(&self, visitor: &Visitor, session: &str, id: MethodId, name: &str) -> Outcome<()> {
        self.tidy(visitor, session, |facts, now| {
            self.drawing(|draw| my_account::rename(facts, id, name, now, draw))
        })
        .await
    }

    /// Why a method cannot be removed, before anybody presses the button.
    ///
    /// # Errors
    /// Faults only.
    pub async fn removable(&self, visitor: &Visitor, session: &str, id: MethodId) -> Outcome<MethodKind> {
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        Ok(my_account::removable(&facts, id, &self.settings).map_err(Refused::NotChanged))
    }

    /// Removes a method.
    ///
    /// # Errors
    /// Faults only.
    pub async fn remove_method(&self, visitor: &Visitor, session: &str, id: MethodId) -> Outcome<()> {
        self.powerful(visitor, session, Action::Remove, |person, facts, now| {
            self.drawing(|draw| my_account::remove(person, facts, id, &self.settings, now, draw))
        })
        .await
    }

    /// The person saved their recovery codes.
    ///
    /// # Errors
    /// Faults only.
    pub async fn codes_saved(&self, visitor: &Visitor, session: &str) -> Outcome<()> {
        self.tidy(visitor, session, |facts, _| my_account::codes_saved(facts)).await
    }

    /// Sets when to verify; loosening takes a fresh person.
    ///
    /// # Errors
    /// Faults only.
    pub async fn set_verify(&self, visitor: &Visitor, session: &str, when: VerifyWhen) -> Outcome<()> {
        let settings = &self.settings;
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        if my_account::loosens(&facts, when) {
            return self
                .powerful(visitor, session, Action::Loosen, |person, facts, now| {
                    self.drawing(|draw| {
                        my_account::set_verify(Some(person), facts, when, settings, now, draw)
                    })
                })
                .await;
        }
        self.tidy(visitor, session, |facts, now| {
            self.drawing(|draw| my_account::set_verify(None, facts, when, settings, now, draw))
        })
        .await
    }

    /// Chooses the method that is offered first.
    ///
    /// # Errors
    /// Faults only.
    pub async fn prefer(&self, visitor: &Visitor, session: &str, method: Option<MethodId>) -> Outcome<()> {
        self.tidy(visitor, session, |facts, now| {
            self.drawing(|draw| my_account::prefer(facts, method, now, draw))
        })
        .await
    }

    /// Forgets a known browser.
    ///
    /// # Errors
    /// Faults only.
    pub async fn forget_browser(&self, visitor: &Visitor, session: &str, id: BrowserId) -> Outcome<()> {
        self.tidy(visitor, session, |facts, now| {
            Ok(self.drawing(|draw| my_account::forget_browser(facts, id, now, draw)))
        })
        .await
    }

    /// Lets browsers that are not known try a door again.
    ///
    /// # Errors
    /// Faults only.
    pub async fn allow_tries(&self, visitor: &Visitor, session: &str, door: Door) -> Outcome<()> {
        self.powerful(visitor, session, Action::Loosen, |person, facts, now| {
            Ok(self.drawing(|draw| my_account::allow_tries(person, facts, door, now, draw)))
        })
        .await
    }

    /// "I lost my phone": takes the password that the session was opened with, nothing more.
    ///
    /// # Errors
    /// Faults only.
    pub async fn suspend(&self, visitor: &Visitor, session: &str) -> Outcome<()> {
        let settings = &self.settings;
        self.tidy(visitor, session, |facts, now| {
            self.drawing(|draw| my_account::suspend(facts, settings, now, draw))
        })
        .await
    }

    /// Changes the password: asks the current one, judges the new one, ends the other sessions.
    ///
    /// # Errors
    /// Faults only.
    pub async fn change_password(
        &self,
        visitor: &Visitor,
        session: &str,
        current: Zeroizing<String>,
        new: Zeroizing<String>,
    ) -> Outcome<()> {
        let (current, new) = (nfc(&current), nfc(&new));
        let now = self.now();
        let (facts, _) = match self.fresh(visitor, session, Action::ChangePassword, now).await? {
            Ok(fresh) => fresh,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Err(refused) = self.prove_password(&facts, current, now).await? {
            return Ok(Err(refused));
        }
        let personal = personal(&facts);
        if let Err(problems) = self.judge_password(&new, personal).await? {
            return Ok(Err(Refused::Password(problems)));
        }
        let hash = self.pool.hash(Class::KnownBrowser, new, &mut self.dice()).await?;
        self.powerful(visitor, session, Action::ChangePassword, |person, facts, now| {
            Ok(self.drawing(|draw| my_account::change_password(person, facts, hash.clone(), now, draw)))
        })
        .await
    }

    /// The current password, over the same counters as at sign-in (A15).
    async fn prove_password(&self, facts: &MyFacts, typed: Zeroizing<String>, now: Time) -> Outcome<()> {
        let guesser = facts.guesser();
        let takes = match facts.tries.admit(Door::Password, &guesser, now) {
            Admission::Open(takes) => takes,
            Admission::Wait { until } => return Ok(Err(Refused::Wait { until })),
            Admission::Resting => return Ok(Err(Refused::Resting)),
        };
        let right = self.pool.verify(Class::Anyone, typed, &facts.account.stored.password).await?.matches;
        let change =
            self.drawing(|draw| my_account::current_password(facts, &guesser, takes, right, now, draw));
        match self.commit(&change).await? {
            Committed::Done if right => Ok(Ok(())),
            Committed::Done => Ok(Err(Refused::WrongPassword)),
            _ => Err(Fault::Conflict),
        }
    }

    /// Whether a password will do, judged on the hashing pool.
    pub(crate) async fn judge_password(
        &self,
        password: &Zeroizing<String>,
        personal: Vec<String>,
    ) -> Result<Result<(), Vec<PasswordProblem>>, Fault> {
        let rules = PasswordRules::at_least(self.settings.password_min);
        let typed = password.clone();
        let judged = self
            .pool
            .run(Class::Anyone, move || {
                let personal: Vec<&str> = personal.iter().map(String::as_str).collect();
                judge(rules, &typed, &personal)
            })
            .await?;
        let breached = match &self.breached {
            Some(file) => file.contains(password).unwrap_or_else(|error| {
                tracing::warn!(%error, "the file of breached passwords cannot be read; going on without");
                false
            }),
            None => false,
        };
        Ok(match (judged, breached) {
            (Ok(()), true) => Err(vec![PasswordProblem::Breached]),
            (judged, _) => judged,
        })
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

/// What a password or answer must not be made of.
pub(crate) fn personal(facts: &MyFacts) -> Vec<String> {
    let account = &facts.account.stored.account;
    vec![account.user_name.clone(), account.display_name.clone()]
}
