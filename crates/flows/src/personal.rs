//! What a new password or answer must not be made of: the names of the site and of the person, and their addresses, which
//! whoever guesses tries first. Deliberately not here: the judging (`secrets`).

use rules::facts::AccountFacts;

use crate::beats::Fault;
use crate::create::NewPerson;
use crate::house::House;

impl House {
    /// Of somebody who has an account: every address counts, verified or not.
    pub(crate) fn personal(&self, account: &AccountFacts) -> Result<Vec<String>, Fault> {
        let person = &account.stored.account;
        let mut texts = vec![self.site.name.clone(), person.user_name.clone(), person.display_name.clone()];
        for stored in &account.emails {
            texts.push(self.open_email(stored.email.id, &stored.sealed)?);
        }
        Ok(texts)
    }

    /// Of somebody who is to get one.
    pub(crate) fn personal_of(&self, person: &NewPerson) -> Vec<String> {
        let own = [self.site.name.clone(), person.user_name.clone(), person.display_name.clone()];
        let addresses = person.emails.iter().map(|(address, _)| address.trim().to_owned());
        own.into_iter().chain(addresses).collect()
    }
}
