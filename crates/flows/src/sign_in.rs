//! Signing in and stepping up: each call reads the facts, checks what is slow or keyed, lets the rules decide, commits, and
//! tells where the sign-in stands.

use risk::Place;
use rules::browser::TokenSays;
use rules::change::Write;
use rules::decision::{Decision, Said};
use rules::event::EventKind;
use rules::facts::{BrowserFacts, Facts, HeldSignIn};
use rules::first_step;
use rules::id::{AccountId, MethodId, SignInId};
use rules::method::MethodKind;
use rules::second_step;
use rules::sign_in::{Asked, Purpose, Refusal, SignIn, Stage};
use rules::time::Time;
use rules::tries::Admission;
use secrets::hashing::PoolError;
use secrets::token::{Ref, Token};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::admission::Admitted;
use crate::answers::Answer;
use crate::beats::{BEATS, Fault};
use crate::caller::{Visitor, judged};
use crate::house::House;
use crate::names::Named;
use crate::settle::Told;

/// A sign-in as its holder names it: its public id and the secret given once.
#[derive(Clone)]
pub struct SignInKey {
    /// The public identifier.
    pub id: String,
    /// The secret.
    pub secret: String,
}

impl std::fmt::Debug for SignInKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignInKey({})", self.id)
    }
}

/// What a sign-in that begins is decided on.
pub(crate) struct Start {
    pub(crate) facts: Facts,
    /// The hash to check a password against where nobody has the name.
    pub(crate) stand_in: String,
    /// The moment it was read.
    pub(crate) now: Time,
}

/// What one request wants of a sign-in.
enum Move<'a> {
    Look,
    Password(&'a Zeroizing<String>),
    Choose(MethodId),
    Answer(&'a Answer, bool),
    SendLink,
    LinkOpened,
    Cancel,
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
        for _ in 0..BEATS {
            let Start { facts, stand_in, now } = match read.take() {
                Some(read) => read,
                None => self.facts_to_start(visitor, &name, shared_computer).await?,
            };
            let decision = self.password_step(&facts, &stand_in, &password, &mut verdict, now).await?;
            if let Some(told) = self.settle(&facts, decision, now).await? {
                return Ok(told);
            }
        }
        Err(Fault::Conflict)
    }

    /// A place in the lane of the account, with the facts that told whose name it is; without them where others were in
    /// the lane, since they may have changed them.
    pub(crate) async fn enter_to_start(
        &self,
        visitor: &Visitor,
        name: &Named,
        shared_computer: bool,
    ) -> Result<(Admitted, Option<Start>), Fault> {
        let start = self.facts_to_start(visitor, name, shared_computer).await?;
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
    ) -> Result<Start, Fault> {
        let now = self.now();
        let caller = self.caller(visitor, now);
        let ask = async |browser| {
            self.store.for_password(&name.hash, name.pretended, browser, &caller.network).await
        };
        // Which of several tokens is this account's, the answer tells: only then is it asked again.
        let guessed = Self::first_browser(visitor);
        let mut rows = ask(guessed).await?;
        let who = rows.who;
        let presented = self.presented(visitor, who.key());
        let browser = presented.as_ref().map(|p| p.browser);
        if browser.is_some() && browser != guessed {
            rows = ask(browser).await?;
        }
        let mut held =
            self.drawing(|draw| first_step::begin(who, &caller, shared_computer, &self.settings, now, draw));
        let browser = judged(presented.map(|p| p.hash), rows.browser, now);
        // A password that is given later, in the same sign-in, is still a try of the browser that began it.
        held.sign_in.browser = browser.as_ref().map(|b| b.stored.browser.id);
        held.sign_in.presented = browser.as_ref().map(|b| b.presented.clone());
        let link_opened_at = self.link_opened_at(visitor, rows.account.as_ref());
        let (account, tries) = (rows.account, rows.tries);
        let facts = Facts { held, account, browser, session: None, link_opened_at, caller, tries };
        Ok(Start { facts, stand_in: rows.stand_in, now })
    }

    /// The password's beat: admitted, hashed once for all repeats, decided.
    async fn password_step(
        &self,
        facts: &Facts,
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

    /// Begins a step-up in a session: by password, or by one of the methods.
    ///
    /// # Errors
    /// `NotFound` without a live session.
    pub async fn start_step_up(
        &self,
        visitor: &Visitor,
        session: &str,
        with_password: bool,
    ) -> Result<Told, Fault> {
        let now = self.now();
        let me = self.my_facts(visitor, session, now).await?.ok_or(Fault::NotFound)?;
        let held = self.drawing(|draw| {
            let settings = &self.settings;
            first_step::begin_step_up(
                &me.account,
                &me.session,
                with_password,
                &me.caller,
                settings,
                now,
                draw,
            )
        });
        let facts = Facts {
            held,
            account: Some(me.account),
            browser: None,
            session: Some(me.session),
            link_opened_at: None,
            caller: me.caller,
            tries: me.tries,
        };
        let decision = self.drawing(|draw| second_step::open_step_up(&facts, &self.settings, now, draw));
        let begun = self.settle(&facts, decision, now).await?.ok_or(Fault::Conflict)?;
        let secret = begun.decision.granted.sign_in.clone().unwrap_or_default();
        // Looked at again as every later step does: with the tries of the browser that the session runs in.
        let mut told = self.look(visitor, &SignInKey { id: begun.id, secret }).await?;
        told.decision.granted = begun.decision.granted;
        Ok(told)
    }

    /// Where a sign-in stands.
    ///
    /// # Errors
    /// `NotFound` for a stranger, like for a sign-in that does not exist.
    pub async fn look(&self, visitor: &Visitor, key: &SignInKey) -> Result<Told, Fault> {
        self.play(visitor, key, Move::Look).await
    }

    /// Gives the password of a sign-in that asks for it.
    ///
    /// # Errors
    /// Faults only.
    pub async fn give_password(
        &self,
        visitor: &Visitor,
        key: &SignInKey,
        password: Zeroizing<String>,
    ) -> Result<Told, Fault> {
        let password = secrets::password::nfc(&password);
        self.play(visitor, key, Move::Password(&password)).await
    }

    /// Chooses a method, or has its code sent again.
    ///
    /// # Errors
    /// Faults only.
    pub async fn choose(&self, visitor: &Visitor, key: &SignInKey, method: MethodId) -> Result<Told, Fault> {
        self.play(visitor, key, Move::Choose(method)).await
    }

    /// Answers the challenge. `skip`: "don't ask on this browser" was ticked.
    ///
    /// # Errors
    /// Faults only; a wrong answer is told, not an error.
    pub async fn answer(
        &self,
        visitor: &Visitor,
        key: &SignInKey,
        answer: &Answer,
        skip: bool,
    ) -> Result<Told, Fault> {
        self.play(visitor, key, Move::Answer(answer, skip)).await
    }

    /// Mails the link that a challenge-strong needs besides the method.
    ///
    /// # Errors
    /// Faults only.
    pub async fn send_confirm_link(&self, visitor: &Visitor, key: &SignInKey) -> Result<Told, Fault> {
        self.play(visitor, key, Move::SendLink).await
    }

    /// The mailed link was opened in the browser that holds the sign-in. `crate::links` has checked and used the link.
    pub(crate) async fn link_opened(&self, visitor: &Visitor, key: &SignInKey) -> Result<Told, Fault> {
        self.play(visitor, key, Move::LinkOpened).await
    }

    /// Ends a sign-in.
    ///
    /// # Errors
    /// Faults only.
    pub async fn cancel(&self, visitor: &Visitor, key: &SignInKey) -> Result<Told, Fault> {
        self.play(visitor, key, Move::Cancel).await
    }

    async fn play(&self, visitor: &Visitor, key: &SignInKey, want: Move<'_>) -> Result<Told, Fault> {
        let parsed = Ref::parse(&self.keys, &key.id).ok_or(Fault::NotFound)?;
        let (account, id) = (AccountId::from_bytes(parsed.account), SignInId::from_bytes(parsed.id));
        let secret = Token::parse(&self.keys, &key.secret).ok_or(Fault::NotFound)?;
        let mut admitted = None;
        let mut verdict = None;
        for _ in 0..BEATS {
            let now = self.now();
            let (mut facts, mut stand_in) = self.facts_of(visitor, account, id, &secret.hash, now).await?;
            if admitted.is_none() && !matches!(want, Move::Look) {
                // Programs show their browser's token with the password only; the sign-in itself knows its browser.
                let place = self.admissions.enter(account, facts.guesser().browser()).await?;
                if !place.was_alone() {
                    (facts, stand_in) = self.facts_of(visitor, account, id, &secret.hash, now).await?;
                }
                admitted = Some(place);
            }
            let decision = match (expired(&facts, now), &want) {
                (Some(decision), _) => decision,
                (None, Move::Password(password)) => {
                    self.password_step(&facts, &stand_in, password, &mut verdict, now).await?
                }
                (None, want) => self.decide(&facts, want, now).await?,
            };
            if let Some(told) = self.settle(&facts, decision, now).await? {
                return Ok(told);
            }
        }
        Err(Fault::Conflict)
    }

    async fn facts_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
        id: SignInId,
        secret_hash: &str,
        now: Time,
    ) -> Result<(Facts, String), Fault> {
        let mut caller = self.caller(visitor, now);
        let rows = self.store.for_sign_in(account, id, &caller.network).await?.ok_or(Fault::NotFound)?;
        if !bool::from(rows.stored.hash.as_bytes().ct_eq(secret_hash.as_bytes())) {
            return Err(Fault::NotFound);
        }
        let sign_in = rows.stored.sign_in;
        if caller.place == Place::Missing {
            caller.origin.country = sign_in.country;
        }
        let browser = if matches!(sign_in.purpose, Purpose::StepUp { .. }) {
            // The session itself proves the browser that it runs in.
            rows.browser.map(|stored| BrowserFacts {
                presented: stored.browser.current.clone(),
                stored,
                says: TokenSays::Current,
            })
        } else {
            judged(sign_in.presented.clone(), rows.browser, now)
        };
        let held = HeldSignIn { sign_in, based_on: Some(rows.stored.token) };
        let (account, session, tries) = (rows.account, rows.session, rows.tries);
        let link_opened_at = self.link_opened_at(visitor, account.as_ref());
        let facts = Facts { held, account, browser, session, link_opened_at, caller, tries };
        Ok((facts, rows.stand_in))
    }

    async fn decide(&self, facts: &Facts, want: &Move<'_>, now: Time) -> Result<Decision, Fault> {
        let settings = &self.settings;
        match want {
            Move::Look | Move::Password(_) => Ok(second_step::look(facts, settings, now)),
            Move::Choose(method) => self.choose_step(facts, *method, now).await,
            Move::Answer(answer, skip) => self.answer_step(facts, answer, *skip, now).await,
            Move::SendLink => {
                Ok(self.drawing(|draw| second_step::send_confirm_link(facts, settings, now, draw)))
            }
            Move::LinkOpened => Ok(self.drawing(|draw| second_step::link_opened(facts, settings, now, draw))),
            Move::Cancel => Ok(self.drawing(|draw| second_step::cancel(facts, draw))),
        }
    }

    async fn choose_step(&self, facts: &Facts, method: MethodId, now: Time) -> Result<Decision, Fault> {
        let settings = &self.settings;
        let row = facts.held.sign_in.id.to_string();
        let live = live_code(&facts.held.sign_in, method, now);
        let code = self.code_to_send(&row, live)?;
        let decision = self.drawing(|draw| second_step::choose(facts, method, code, settings, now, draw));
        let texts = decision.change.iter().any(|w| matches!(w, Write::Send(_)));
        let Some(account) = facts.account.as_ref().filter(|_| texts) else { return Ok(decision) };
        let Some(stored) = account.methods.iter().find(|m| m.method.id == method) else {
            return Ok(decision);
        };
        let number = self.number_of(&method.to_string(), &stored.secret)?;
        match self.may_text(account.id(), &facts.caller.network, &number, now).await? {
            Ok(counted) => {
                let mut decision = decision;
                decision.change.extend(counted);
                Ok(decision)
            }
            Err(why) => {
                let offer = second_step::look(facts, settings, now).offer;
                let mut refused = Decision::say(facts, offer, Said::TextRefused);
                let what = EventKind::TextMessageRefused { reason: format!("{why:?}") };
                refused.change.push(self.drawing(|draw| {
                    rules::decision::record(account.id(), what, &facts.caller.origin, now, draw)
                }));
                Ok(refused)
            }
        }
    }

    async fn answer_step(
        &self,
        facts: &Facts,
        answer: &Answer,
        skip: bool,
        now: Time,
    ) -> Result<Decision, Fault> {
        let settings = &self.settings;
        let offer = || second_step::look(facts, settings, now).offer;
        let (challenge, stored) = match second_step::admit(facts, settings, now) {
            Ok(admitted) => admitted,
            Err(said) => return Ok(Decision::say(facts, offer(), said)),
        };
        let Some(checked) = self.check(facts, challenge, stored, answer, now).await? else {
            return Ok(Decision::say(facts, offer(), Said::NotAsked));
        };
        let mut decision =
            self.drawing(|draw| second_step::answer(facts, checked, skip, settings, now, draw));
        let right = decision.said.is_none();
        if right && stored.method.kind() == MethodKind::TextMessage {
            let number = self.number_of(&stored.method.id.to_string(), &stored.secret)?;
            decision.change.push(self.text_used(&number, now));
        }
        self.make_room(&mut decision).await?;
        Ok(decision)
    }

    /// An account keeps so many known browsers; the least recently used makes room for a new one.
    async fn make_room(&self, decision: &mut Decision) -> Result<(), Fault> {
        let new = decision.change.iter().find_map(|write| match write {
            Write::NewBrowser { account, browser } => Some((*account, browser.clone())),
            _ => None,
        });
        let Some((account, browser)) = new else { return Ok(()) };
        let mut all: Vec<_> = self.store.browsers(account).await?.into_iter().map(|b| b.browser).collect();
        all.push(browser);
        let overdue = rules::browser::overdue(&all);
        decision.change.extend(overdue.into_iter().map(|browser| Write::ForgetBrowser { account, browser }));
        Ok(())
    }
}

/// The hash that a password is checked against.
pub(crate) fn to_check(facts: &Facts, stand_in: &str) -> String {
    facts.account.as_ref().map_or_else(|| stand_in.to_owned(), |a| a.stored.password.clone())
}

/// A sign-in whose time is over says so, whatever is asked of it.
fn expired(facts: &Facts, now: Time) -> Option<Decision> {
    let open = matches!(facts.held.sign_in.stage, Stage::Password | Stage::SecondStep(_));
    let second = matches!(facts.held.sign_in.stage, Stage::SecondStep(_));
    let outdated = facts.account.as_ref().is_some_and(|a| !second_step::is_current(&facts.held.sign_in, a));
    if !open || (now < facts.held.sign_in.expires && !(second && outdated)) {
        return None;
    }
    let stage = Stage::Refused { refusal: Refusal::Expired };
    let sign_in = SignIn { stage, ..facts.held.sign_in.clone() };
    Some(Decision { sign_in, ..Decision::say(facts, Vec::new(), Said::NotAsked) })
}

/// The sealed code under way to this method, if one is.
fn live_code(sign_in: &SignIn, method: MethodId, now: Time) -> Option<&str> {
    let Stage::SecondStep(verification) = &sign_in.stage else { return None };
    match &verification.begun(method)?.asked {
        Asked::TextMessage(code) if now < code.expires => Some(&code.sealed),
        _ => None,
    }
}
