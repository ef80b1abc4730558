//! Signing in and stepping up: each call reads the facts, checks what is slow or keyed, lets the rules decide, commits, and
//! tells where the sign-in stands. Here are the calls and what they share; `password` and `challenge` have the two steps, `passkey`
//! has both in one.

mod challenge;
mod passkey;
mod password;

use risk::Place;
use rules::browser::TokenSays;
use rules::decision::{Decision, Said};
use rules::enrollment::MyFacts;
use rules::facts::{BrowserFacts, Caller, Facts, HeldSignIn};
use rules::first_step::{self, StepUpAsks};
use rules::id::{AccountId, MethodId, SignInId};
use rules::prompt::Prompt;
use rules::second_step;
use rules::sign_in::{Purpose, Refusal, SignIn, Stage};
use rules::time::Time;
use secrets::token::{Ref, Token};
use store::SignInRows;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::answers::Answer;
use crate::beats::{BEATS, Fault};
use crate::caller::{Visitor, judged};
use crate::house::House;
use crate::settle::{Doubts, Told};

pub use passkey::PasskeyAsked;
pub(crate) use password::{Start, to_check};

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

/// What one request wants of a sign-in.
enum Move<'a> {
    Look,
    Password(&'a Zeroizing<String>),
    Choose(MethodId),
    Answer(&'a Answer, bool),
    Finish(bool),
    SendLink,
    LinkOpened,
    Cancel,
}

impl House {
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
        let asks = if with_password { StepUpAsks::Password } else { StepUpAsks::Method };
        self.open_step_up(visitor, me, asks, now).await
    }

    /// Opens a step-up in a session.
    pub(crate) async fn open_step_up(
        &self,
        visitor: &Visitor,
        me: MyFacts,
        asks: StepUpAsks,
        now: Time,
    ) -> Result<Told, Fault> {
        let held = self.drawing(|draw| {
            let settings = &self.settings;
            first_step::begin_step_up(&me.account, &me.session, asks, &me.caller, settings, now, draw)
        });
        let facts = Facts {
            held,
            account: Some(me.account),
            browser: None,
            session: Some(me.session),
            link_opened_at: None,
            caller: me.caller,
            tries: me.tries,
            prompts: Vec::new(),
            has_browsers: true,
            scored: None,
        };
        let decision = self.drawing(|draw| second_step::open_step_up(&facts, &self.settings, now, draw));
        let begun =
            self.settle(&facts, decision, now, &mut Doubts::default()).await?.ok_or(Fault::Conflict)?;
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

    /// Goes on after a prompt was approved on the phone. `skip`: "don't ask on this browser" was ticked.
    ///
    /// # Errors
    /// Faults only.
    pub async fn finish(&self, visitor: &Visitor, key: &SignInKey, skip: bool) -> Result<Told, Fault> {
        self.play(visitor, key, Move::Finish(skip)).await
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
        let mut doubts = Doubts::default();
        let gives_password = matches!(want, Move::Password(_));
        for _ in 0..BEATS {
            let now = self.now();
            let read = self.facts_of(visitor, account, id, &secret.hash, gives_password, now).await;
            // Before the read is looked at: a decision that was written after all may have changed the secret.
            if let Some(told) = self.done_meanwhile(&doubts).await? {
                return Ok(told);
            }
            let (mut facts, mut stand_in) = read?;
            if admitted.is_none() && !matches!(want, Move::Look) {
                // Programs show their browser's token with the password only; the sign-in itself knows its browser.
                let place = self.admissions.enter(account, facts.guesser().browser()).await?;
                if !place.was_alone() {
                    (facts, stand_in) =
                        self.facts_of(visitor, account, id, &secret.hash, gives_password, now).await?;
                }
                admitted = Some(place);
            }
            let decision = match (expired(&facts, now), &want) {
                (Some(decision), _) => decision,
                (None, Move::Password(password)) => {
                    self.password_step(&mut facts, &stand_in, password, &mut verdict, now).await?
                }
                (None, want) => self.decide(&facts, want, now).await?,
            };
            if let Some(told) = self.settle(&facts, decision, now, &mut doubts).await? {
                return Ok(told);
            }
        }
        self.done_meanwhile(&doubts).await?.ok_or(Fault::Conflict)
    }

    async fn facts_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
        id: SignInId,
        secret_hash: &str,
        gives_password: bool,
        now: Time,
    ) -> Result<(Facts, String), Fault> {
        let mut caller = self.caller(visitor, now);
        let rows = self.store.for_sign_in(account, id, &caller.network, gives_password).await?;
        let rows = rows.ok_or(Fault::NotFound)?;
        if !bool::from(rows.stored.hash.as_bytes().ct_eq(secret_hash.as_bytes())) {
            return Err(Fault::NotFound);
        }
        if caller.place == Place::Missing {
            caller.origin.country = rows.stored.sign_in.country;
        }
        let stand_in = rows.stand_in.clone();
        let mut facts = Self::facts_of_rows(rows, caller, now);
        facts.link_opened_at = self.link_opened_at(visitor, facts.account.as_ref());
        // Asked where a password is given in a second request only: every later step goes by what was judged then.
        let asks = facts.held.sign_in.stage == Stage::Password && facts.account.is_some();
        facts.has_browsers = asks && !self.store.browsers(facts.held.sign_in.who.key()).await?.is_empty();
        Ok((facts, stand_in))
    }

    /// What an answer on a phone is decided on: the sign-in that waits, as its own browser would go on with it.
    pub(crate) async fn facts_of_prompt(
        &self,
        account: AccountId,
        id: SignInId,
        prompt: &Prompt,
        now: Time,
    ) -> Result<Option<Facts>, Fault> {
        let Some(rows) = self.store.for_sign_in(account, id, &prompt.network, false).await? else {
            return Ok(None);
        };
        Ok(Some(Self::facts_of_rows(rows, self.caller_of(prompt, now), now)))
    }

    fn facts_of_rows(rows: SignInRows, caller: Caller, now: Time) -> Facts {
        let sign_in = rows.stored.sign_in;
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
        Facts {
            held: HeldSignIn { sign_in, based_on: Some(rows.stored.token) },
            account: rows.account,
            browser,
            session: rows.session,
            link_opened_at: None,
            caller,
            tries: rows.tries,
            prompts: rows.prompts,
            has_browsers: false,
            scored: None,
        }
    }

    async fn decide(&self, facts: &Facts, want: &Move<'_>, now: Time) -> Result<Decision, Fault> {
        let settings = &self.settings;
        match want {
            Move::Look | Move::Password(_) => Ok(second_step::look(facts, settings, now)),
            Move::Choose(method) => self.choose_step(facts, *method, now).await,
            Move::Answer(answer, skip) => self.answer_step(facts, answer, *skip, now).await,
            Move::Finish(skip) => {
                let mut decision =
                    self.drawing(|draw| second_step::finish(facts, *skip, settings, now, draw));
                self.make_room(&mut decision).await?;
                Ok(decision)
            }
            Move::SendLink => {
                Ok(self.drawing(|draw| second_step::send_confirm_link(facts, settings, now, draw)))
            }
            Move::LinkOpened => Ok(self.drawing(|draw| second_step::link_opened(facts, settings, now, draw))),
            Move::Cancel => Ok(self.drawing(|draw| second_step::cancel(facts, now, draw))),
        }
    }
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
