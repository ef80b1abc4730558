//! Changing the password: the current one is asked as at the door, the new one judged on the hashing pool.
//! Deliberately not here: a reset by a mailed link (`links`).

use rules::enrollment::MyFacts;
use rules::fresh::Action;
use rules::my_account;
use rules::time::Time;
use rules::tries::{Admission, Door};
use secrets::hashing::Class;
use secrets::password::{PasswordProblem, PasswordRules, judge, nfc};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use crate::beats::{Committed, Fault, Outcome, Refused};
use crate::caller::Visitor;
use crate::house::House;

impl House {
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
        let personal = self.personal(&facts.account)?;
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
        Ok(match (judged, self.is_breached(password).await) {
            (Ok(()), true) => Err(vec![PasswordProblem::Breached]),
            (judged, _) => judged,
        })
    }
}

impl House {
    /// Whether a password is on the operator's list of breached ones. The file is read beside the requests, none of which waits
    /// for its disk.
    pub(crate) async fn is_breached(&self, password: &Zeroizing<String>) -> bool {
        let Some(file) = self.breached.clone() else { return false };
        let typed = password.clone();
        let looked = spawn_blocking(move || file.contains(&typed)).await;
        looked.unwrap_or_else(|ended| Err(ended.into())).unwrap_or_else(|error| {
            tracing::warn!(%error, "the file of breached passwords cannot be read; going on without");
            false
        })
    }
}
