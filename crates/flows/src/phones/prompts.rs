//! Prompts as phones see them: the list, the answer with its signature, the test. Deliberately not here: what an answer is worth
//! (`rules::second_step`), and waking phones (the outbox).

use rules::id::{AccountId, PromptId};
use rules::phone::PhoneState;
use rules::prompt::{Ended, PromptState, Slot, StoredPrompt};
use rules::second_step::{self, NotAnswered, PhoneSays};
use rules::time::Time;
use secrets::device::DeviceKey;
use secrets::token::Ref;
use subtle::ConstantTimeEq as _;

use super::Caller;
use super::signals::Waiting;
use crate::beats::{BEATS, Committed, Fault, Outcome, Refused};
use crate::caller::Visitor;
use crate::house::House;

/// A prompt as a phone is told it. The number is not among it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhonePrompt {
    /// Its public identifier.
    pub id: String,
    /// The prompt.
    pub stored: StoredPrompt,
}

/// What an app waits for.
#[derive(Clone, Debug)]
pub struct PhonePrompts {
    /// How the phone stands.
    pub state: PhoneState,
    /// The prompts that can be answered: a known browser's, then an unknown one's, then a test.
    pub prompts: Vec<PhonePrompt>,
    /// The last prompt of each place, where it is over: its public identifier, and why.
    pub ended: Vec<(String, Ended)>,
    /// The moment it was read.
    pub now: Time,
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct PhoneAnswer {
    /// What is said.
    pub decision: PhoneDecision,
    /// The number that was typed, where it was.
    pub number: String,
    /// The nonce of the prompt.
    pub nonce: String,
    /// When the prompt ends, as it was told.
    pub expires_at: String,
    /// The signature.
    pub signature: String,
    /// What was signed, for a prompt of this account and phone: made by whoever knows the texts; none: it cannot be.
    pub statement: fn(&Signed<'_>) -> Option<String>,
}

/// What a statement is made of, besides the prompt.
#[derive(Debug)]
pub struct Signed<'a> {
    /// The site's address.
    pub site: &'a str,
    /// The account's public identifier.
    pub account: &'a str,
    /// The phone's public identifier.
    pub device: &'a str,
    /// The prompt.
    pub prompt: &'a PhonePrompt,
    /// What is said.
    pub decision: PhoneDecision,
    /// The number that was typed.
    pub number: &'a str,
    /// When the prompt ends, as the answer says.
    pub expires_at: &'a str,
}

/// What is said about a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneDecision {
    /// "It's me".
    Approve,
    /// "It's not me".
    Deny,
    /// The person gives it up.
    Cancel,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneAnswered {
    /// It counts; the prompt stands so now.
    Done(PromptState),
    /// It does nothing.
    Not(NotAnswered),
    /// It is not signed by this phone over this prompt.
    WrongSignature,
}

/// A test of the account's phones as the page that asked for it sees it.
#[derive(Clone, Debug)]
pub struct TestPrompt {
    /// The prompt; none: there is none.
    pub stored: Option<StoredPrompt>,
    /// The moment it was read.
    pub now: Time,
}

impl House {
    /// The prompts of a phone. Fetching them is told to the pages that wait.
    ///
    /// # Errors
    /// Faults only.
    pub async fn phone_prompts(&self, token: &str) -> Outcome<PhonePrompts> {
        let now = self.now();
        let caller = match self.phone(token, now).await? {
            Ok(caller) => caller,
            Err(refused) => return Ok(Err(refused)),
        };
        self.note_seen(&caller, now).await?;
        let Caller { facts, prompts, state, .. } = caller;
        let account = facts.id();
        let why = |p: &StoredPrompt| Some((self.public_id(account, p.prompt.id.bytes()), p.ended(now)?));
        let ended = prompts.iter().filter_map(why).collect();
        let mut live: Vec<StoredPrompt> =
            prompts.into_iter().filter(|p| state == PhoneState::SignedIn && p.is_live(now)).collect();
        if live.iter().any(|stored| stored.fetched_at.is_none()) {
            self.store.prompts_fetched(account, now).await?;
            self.signals.tell(account);
        }
        // No stranger pushes a known browser's prompt from its place by asking later.
        live.sort_by_key(|stored| (stored.prompt.slot, std::cmp::Reverse(stored.prompt.asked_at)));
        let prompts = live.into_iter().map(|stored| self.phone_prompt(account, stored)).collect();
        Ok(Ok(PhonePrompts { state, prompts, ended, now }))
    }

    /// Waits for what happens to a phone's prompts; none: the token is dead.
    ///
    /// # Errors
    /// Faults only.
    pub async fn phone_waiting(&self, token: &str) -> Outcome<Waiting> {
        Ok(self.phone(token, self.now()).await?.map(|caller| self.wait_for(caller.facts.id())))
    }

    fn phone_prompt(&self, account: AccountId, stored: StoredPrompt) -> PhonePrompt {
        PhonePrompt { id: self.public_id(account, stored.prompt.id.bytes()), stored }
    }

    /// What is said on a phone about a prompt.
    ///
    /// # Errors
    /// `NotSignedIn`; faults.
    pub async fn answer_prompt(
        &self,
        token: &str,
        prompt: &str,
        answer: &PhoneAnswer,
    ) -> Outcome<PhoneAnswered> {
        for _ in 0..BEATS {
            let now = self.now();
            let caller = match self.phone(token, now).await? {
                Ok(caller) => caller,
                Err(refused) => return Ok(Err(refused)),
            };
            let account = caller.facts.id();
            let _admitted = self.admissions.enter(account, None).await?;
            let Some(stored) = self.prompt_named(&caller, prompt) else {
                return Ok(Ok(PhoneAnswered::Not(NotAnswered::Over(Ended::Replaced))));
            };
            if !self.is_signed(&caller, &stored, answer) {
                return Ok(Ok(PhoneAnswered::WrongSignature));
            }
            let right = answer.number.as_bytes().ct_eq(stored.prompt.number.as_bytes());
            let says = match answer.decision {
                PhoneDecision::Approve => PhoneSays::Approve { matches: right.into() },
                PhoneDecision::Deny => PhoneSays::Deny,
                PhoneDecision::Cancel => PhoneSays::Cancel,
            };
            let decided = self.decide_prompt(&caller, &stored, says, now).await?;
            let (state, change) = match decided {
                Ok(decided) => decided,
                Err(why) => return Ok(Ok(PhoneAnswered::Not(why))),
            };
            match self.commit(&change).await? {
                Committed::Done => {
                    self.signals.tell(account);
                    return Ok(Ok(PhoneAnswered::Done(state)));
                }
                Committed::Conflict => {}
                Committed::Unknown => {
                    return Err(Fault::Unavailable("the outcome is not known; look at the page".into()));
                }
            }
        }
        Err(Fault::Conflict)
    }

    async fn decide_prompt(
        &self,
        caller: &Caller,
        stored: &StoredPrompt,
        says: PhoneSays,
        now: Time,
    ) -> Result<Result<(PromptState, rules::change::Change), NotAnswered>, Fault> {
        let Some(sign_in) = stored.prompt.sign_in else {
            return Ok(second_step::answer_test(&caller.facts, stored, &caller.phone, says, now));
        };
        let account = caller.facts.id();
        let Some(facts) = self.facts_of_prompt(account, sign_in, &stored.prompt, now).await? else {
            return Ok(Err(NotAnswered::Over(Ended::Closed)));
        };
        let stands = |m: &&rules::method::StoredMethod| m.method.id == caller.phone.method.id;
        let found = facts.account.as_ref().and_then(|a| a.methods.iter().find(stands)).cloned();
        let (Some(by), Some(now_stored)) = (found, facts.prompt(stored.prompt.id).cloned()) else {
            return Ok(Err(NotAnswered::Over(Ended::Replaced)));
        };
        let settings = &self.settings;
        Ok(self.drawing(|draw| second_step::answered(&facts, &now_stored, &by, says, settings, now, draw)))
    }

    fn prompt_named(&self, caller: &Caller, id: &str) -> Option<StoredPrompt> {
        let parsed = Ref::parse(&self.keys, id)?;
        let (account, id) = (AccountId::from_bytes(parsed.account), PromptId::from_bytes(parsed.id));
        let mine = account == caller.facts.id();
        caller.prompts.iter().find(|stored| mine && stored.prompt.id == id).cloned()
    }

    fn is_signed(&self, caller: &Caller, stored: &StoredPrompt, answer: &PhoneAnswer) -> bool {
        let account = caller.facts.id();
        let (phone, prompt) = (&caller.phone.method, self.phone_prompt(account, stored.clone()));
        let key = phone.phone().and_then(|phone| DeviceKey::parse(&phone.key));
        let signed = Signed {
            site: &self.site.url,
            account: &self.public_id(account, account.bytes()),
            device: &self.public_id(account, phone.id.bytes()),
            prompt: &prompt,
            decision: answer.decision,
            number: &answer.number,
            expires_at: &answer.expires_at,
        };
        let same = answer.nonce == stored.prompt.nonce;
        let statement = (answer.statement)(&signed).filter(|_| same);
        statement.zip(key).is_some_and(|(statement, key)| key.signed(&statement, &answer.signature))
    }

    /// Tries the account's phones.
    ///
    /// # Errors
    /// `NotOffered`, where no phone is signed in; faults.
    pub async fn test_phones(&self, visitor: &Visitor, session: &str) -> Outcome<TestPrompt> {
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        if rules::phone::reached(&facts.account, None, now).next().is_none() {
            return Ok(Err(Refused::NotOffered));
        }
        let (prompt, change) =
            self.drawing(|draw| second_step::ask_test(&facts.account, &facts.caller, now, draw));
        match self.commit(&change).await? {
            Committed::Done => {}
            Committed::Conflict => return Err(Fault::Conflict),
            Committed::Unknown => return Err(Fault::Unavailable("the outcome is not known".into())),
        }
        self.signals.tell(facts.account.id());
        let stored = StoredPrompt { prompt, state: PromptState::Live, fetched_at: None };
        Ok(Ok(TestPrompt { stored: Some(stored), now }))
    }

    /// How the last test stands.
    ///
    /// # Errors
    /// Faults only.
    pub async fn tested_phones(&self, visitor: &Visitor, session: &str) -> Outcome<TestPrompt> {
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        let read = self.store.for_phone(facts.account.id()).await?;
        let prompts = read.map(|(_, prompts)| prompts).unwrap_or_default();
        let stored = prompts.into_iter().find(|stored| stored.prompt.slot == Slot::Test);
        Ok(Ok(TestPrompt { stored, now }))
    }
}
