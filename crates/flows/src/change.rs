//! Changes to one's own account: names, preferences, removals, browsers, "I lost my phone"; the password and the addresses have
//! files of their own.

mod addresses;
mod password;

use rules::change::Change;
use rules::enrollment::MyFacts;
use rules::fresh::{Action, FreshPerson};
use rules::id::{BrowserId, MethodId};
use rules::method::MethodKind;
use rules::my_account::{self, NotChanged};
use rules::settings::VerifyWhen;
use rules::time::Time;
use rules::tries::Door;

use crate::beats::{Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::house::House;

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
        Ok(my_account::removable(&facts, id, &self.settings, now).map_err(Refused::NotChanged))
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

    /// Chooses the language of pages, letters and texts; the caller knows that the site offers it.
    ///
    /// # Errors
    /// Faults only.
    pub async fn speak(&self, visitor: &Visitor, session: &str, locale: &str) -> Outcome<()> {
        self.tidy(visitor, session, |facts, _| Ok(my_account::speak(facts, locale))).await
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
}
