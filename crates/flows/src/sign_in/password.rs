//! The first step: a name and a password, given to a sign-in that begins or to one that waits for it. Deliberately not here:
//! whether they are enough, which `rules::first_step` decides.

use rules::change::Write;
use rules::decision::Decision;
use rules::facts::{Caller, Facts};
use rules::first_step;
use rules::sign_in::Stage;
use rules::time::Time;
use rules::tries::Admission;
use secrets::hashing::PoolError;
use store::StartRows;
use zeroize::Zeroizing;

use crate::admission::Admitted;
use crate::beats::{BEATS, Fault};
use crate::caller::{Visitor, judged};
use crate::house::House;
use crate::names::Named;
use crate::settle::{Doubts, Told};

/// What a sign-in that begins is decided on.
pub(crate) struct Start {
    pub(crate) facts: Facts,
    /// The hash to check a password against where nobody has the name.
    pub(crate) stand_in: String,
    /// The moment it was read.
    pub(crate) now: Time,
}

impl House {
    /// Begins a sign-in with a name and a password.
    ///
    /// # Errors
    /// Faults only; a wrong password is told, not an error.
    pub async fn start_sign_in(
        &self,
        visitor: &Visitor,
        name: &str,
        password: Zeroizing<String>,
        shared_computer: bool,
    ) -> Result<Told, Fault> {
        let password = secrets::password::nfc(&password);
        let name = self.named(name);
        let (_admitted, mut read) = self.enter_to_start(visitor, &name, shared_computer).await?;
        let mut verdict = None;
        let mut doubts = Doubts::default();
        for _ in 0..BEATS {
            let Start { mut facts, stand_in, now } = match read.take() {
                Some(read) => read,
                None => self.facts_to_start(visitor, &name, shared_computer, &doubts).await?,
            };
            if let Some(told) = self.done_meanwhile(&doubts).await? {
                return Ok(told);
            }
            let decision = self.password_step(&mut facts, &stand_in, &password, &mut verdict, now).await?;
            if let Some(told) = self.settle(&facts, decision, now, &mut doubts).await? {
                return Ok(told);
            }
        }
        self.done_meanwhile(&doubts).await?.ok_or(Fault::Conflict)
    }

    /// A place in the lane of the account, with the facts that told whose name it is; without them where others were in
    /// the lane, since they may have changed them.
    pub(crate) async fn enter_to_start(
        &self,
        visitor: &Visitor,
        name: &Named,
        shared_computer: bool,
    ) -> Result<(Admitted, Option<Start>), Fault> {
        let start = self.facts_to_start(visitor, name, shared_computer, &Doubts::default()).await?;
        let key = start.facts.held.sign_in.who.key();
        let browser = self.presented(visitor, key).map(|p| p.browser);
        let admitted = self.admissions.enter(key, browser).await?;
        let alone = admitted.was_alone();
        Ok((admitted, alone.then_some(start)))
    }

    pub(crate) async fn facts_to_start(
        &self,
        visitor: &Visitor,
        name: &Named,
        shared_computer: bool,
        doubts: &Doubts,
    ) -> Result<Start, Fault> {
        let now = self.now();
        let caller = self.caller(visitor, now);
        let ask = async |browser| {
            self.store.for_password(&name.hash, name.pretended, browser, &caller.network).await
        };
        // Which of several tokens is this account's, the answer tells: only then is it asked again.
        let guessed = Self::first_browser(visitor);
        let mut rows = ask(guessed).await?;
        let browser = self.presented(visitor, rows.who.key()).map(|p| p.browser);
        if browser.is_some() && browser != guessed {
            rows = ask(browser).await?;
        }
        let stand_in = std::mem::take(&mut rows.stand_in);
        let facts = self.facts_of_start(visitor, caller, rows, shared_computer, doubts, now);
        Ok(Start { facts, stand_in, now })
    }

    /// What a sign-in that begins is decided on, by whatever it begins with.
    pub(super) fn facts_of_start(
        &self,
        visitor: &Visitor,
        caller: Caller,
        rows: StartRows,
        shared_computer: bool,
        doubts: &Doubts,
        now: Time,
    ) -> Facts {
        let StartRows { who, account, browser, tries, has_browsers, .. } = rows;
        let mut held =
            self.drawing(|draw| first_step::begin(who, &caller, shared_computer, &self.settings, now, draw));
        if let Some(again) = doubts.sign_in() {
            held.sign_in.id = again;
        }
        let presented = self.presented(visitor, who.key());
        let browser = judged(presented.map(|p| p.hash), browser, now);
        // A password that is given later, in the same sign-in, is still a try of the browser that began it.
        held.sign_in.browser = browser.as_ref().map(|b| b.stored.browser.id);
        held.sign_in.presented = browser.as_ref().map(|b| b.presented.clone());
        let link_opened_at = self.link_opened_at(visitor, account.as_ref());
        Facts {
            held,
            account,
            browser,
            session: None,
            link_opened_at,
            caller,
            tries,
            prompts: Vec::new(),
            has_browsers,
            scored: None,
        }
    }

    /// The password's beat: admitted, hashed once for all repeats, decided.
    pub(super) async fn password_step(
        &self,
        facts: &mut Facts,
        stand_in: &str,
        password: &Zeroizing<String>,
        verdict: &mut Option<(String, bool)>,
        now: Time,
    ) -> Result<Decision, Fault> {
        let stored = to_check(facts, stand_in);
        let mut rehash = None;
        let admitted = matches!(first_step::admit(facts, now), Admission::Open(_));
        if admitted && facts.held.sign_in.stage == Stage::Password {
            let cached = verdict.as_ref().filter(|(hash, _)| *hash == stored).map(|(_, matches)| *matches);
            let matches = match cached {
                Some(matches) => matches,
                None => {
                    let checked = self.check_password(facts, password, &stored).await?;
                    rehash = checked.1;
                    checked.0
                }
            };
            *verdict = Some((stored.clone(), matches));
        }
        let matches = verdict.as_ref().is_some_and(|(_, matches)| *matches);
        if matches {
            let breached = self.is_breached(password).await;
            facts.scored = self.engine.weigh(facts, breached, now);
        }
        let facts = &*facts;
        let mut decision =
            self.drawing(|draw| first_step::password(facts, matches, &self.settings, now, draw));
        if let (Some(new), Some(account), true) = (rehash, &facts.account, matches) {
            decision.change.push(Write::Rehash { account: account.id(), old: stored, new });
        }
        Ok(decision)
    }

    /// One hash, whoever is named: whether it is the password, and a better hash where the stored one is out of date.
    pub(crate) async fn check_password(
        &self,
        facts: &Facts,
        password: &Zeroizing<String>,
        stored: &str,
    ) -> Result<(bool, Option<String>), Fault> {
        let class = Self::class(facts);
        if facts.account.is_none() && !stored.is_empty() {
            // Somebody else's hash, for its cost alone: whether it matches is nobody's to know.
            match self.pool.verify(class, password.clone(), stored).await {
                Ok(_) => return Ok((false, None)),
                Err(PoolError::BadHash) => {}
                Err(other) => return Err(other.into()),
            }
        }
        if facts.account.is_none() || stored.is_empty() {
            return Ok((self.pool.verify_absent(class, password.clone()).await?.matches, None));
        }
        let verdict = self.pool.verify(class, password.clone(), stored).await?;
        if verdict.matches && verdict.needs_rehash {
            let new = self.pool.hash(class, password.clone(), &mut self.dice()).await.ok();
            return Ok((true, new));
        }
        Ok((verdict.matches, None))
    }
}

/// The hash that a password is checked against.
pub(crate) fn to_check(facts: &Facts, stand_in: &str) -> String {
    facts.account.as_ref().map_or_else(|| stand_in.to_owned(), |a| a.stored.password.clone())
}
