//! The last two beats of a sign-in: commit, and tell where it stands; also when the connection broke in between.

use rules::account::Email;
use rules::change::{Change, Write};
use rules::decision::Decision;
use rules::facts::{AccountFacts, Facts};
use rules::id::{MethodId, RowToken, SignInId};
use rules::method::Method;
use rules::prompt::{PromptState, StoredPrompt};
use rules::sign_in::{Asked, Stage, VerificationState};
use rules::time::Time;
use secrets::token::Ref;

use crate::beats::{Committed, Fault};
use crate::caller::marked_browser;
use crate::house::House;

/// Where a sign-in stands, for whoever holds it.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its public identifier.
    pub id: String,
    /// The decision that brought it here.
    pub decision: Decision,
    /// The account's methods (public parts), while a second step is open or passed.
    pub methods: Vec<Method>,
    /// The verified addresses (hints), while a second step is open.
    pub emails: Vec<Email>,
    /// The prompt that it waits for, or that was just approved; none: it waits for none, or a newer one took its place.
    pub prompt: Option<StoredPrompt>,
    /// The method that its owner prefers, while a second step is open.
    pub preferred: Option<MethodId>,
    /// Whether "don't ask on this browser" may be ticked.
    pub may_skip: bool,
    /// The moment it is told.
    pub now: Time,
}

/// Decisions of one request whose commit broke off, and whose row was then found as it had been read. The database may
/// still be at it: what it does later is found by [`House::done_meanwhile`], and not decided a second time.
#[derive(Debug, Default)]
pub(crate) struct Doubts(Vec<Doubt>);

#[derive(Debug)]
struct Doubt {
    facts: Facts,
    decision: Decision,
    token: RowToken,
    now: Time,
}

impl Doubts {
    /// The identifier of the sign-in that was to begin: whoever begins it again under the same one cannot begin it twice.
    pub(crate) fn sign_in(&self) -> Option<SignInId> {
        self.0.first().map(|doubt| doubt.facts.held.sign_in.id)
    }
}

impl House {
    /// Commits, and tells; none: the facts were old, or nobody knows yet: read, look whether it was done meanwhile, and
    /// decide again.
    pub(crate) async fn settle(
        &self,
        facts: &Facts,
        decision: Decision,
        now: Time,
        doubts: &mut Doubts,
    ) -> Result<Option<Told>, Fault> {
        match self.commit(&decision.change).await? {
            Committed::Done => {
                self.tell_waiting(&decision);
                Ok(Some(self.tell(facts, decision, now)))
            }
            Committed::Conflict => Ok(None),
            Committed::Unknown => self.settle_unknown(facts, decision, now, doubts).await,
        }
    }

    /// A decision of this request that was in doubt and has been written after all. To be asked after the facts were read:
    /// whatever is written after this conflicts with a decision on those facts.
    pub(crate) async fn done_meanwhile(&self, doubts: &Doubts) -> Result<Option<Told>, Fault> {
        for Doubt { facts, decision, token, now } in &doubts.0 {
            let held = &facts.held;
            let (who, id) = (held.sign_in.who.key(), held.sign_in.id);
            if self.store.committed(who, id, *token, held.based_on).await? == store::Outcome::Ours {
                return Ok(Some(self.tell(facts, decision.clone(), *now)));
            }
        }
        Ok(None)
    }

    /// The connection broke after COMMIT was sent: the sign-in's own row says what became of it.
    async fn settle_unknown(
        &self,
        facts: &Facts,
        decision: Decision,
        now: Time,
        doubts: &mut Doubts,
    ) -> Result<Option<Told>, Fault> {
        let who = facts.held.sign_in.who.key();
        let Some(mine) = written_token(&decision.change) else {
            return Err(Fault::Unavailable("the outcome is not known; try again".into()));
        };
        match self.store.committed(who, facts.held.sign_in.id, mine, facts.held.based_on).await? {
            store::Outcome::Ours => Ok(Some(self.tell(facts, decision, now))),
            store::Outcome::Read => {
                doubts.0.push(Doubt { facts: facts.clone(), decision, token: mine, now });
                Ok(None)
            }
            store::Outcome::Other => Err(Fault::Conflict),
        }
    }

    /// Wakes the pages and apps that wait for what was just written.
    fn tell_waiting(&self, decision: &Decision) {
        let moves = |write: &Write| {
            matches!(
                write,
                Write::SaveSignIn { .. }
                    | Write::PutPrompt { .. }
                    | Write::EndPrompt { .. }
                    | Write::ClosePrompts { .. }
            )
        };
        if decision.change.iter().any(moves) {
            self.signals.tell(decision.sign_in.who.key());
        }
    }

    fn tell(&self, facts: &Facts, mut decision: Decision, now: Time) -> Told {
        self.engine.note(facts, &decision, now);
        let key = decision.sign_in.who.key();
        let given = decision.granted.browser.take();
        decision.granted.browser = given.and_then(|given| marked_browser(&self.keys, key, &given));
        let sign_in = &decision.sign_in;
        let id = Ref { account: *sign_in.who.key().bytes(), id: *sign_in.id.bytes() }.to_text(&self.keys);
        let open = matches!(sign_in.stage, Stage::SecondStep(_) | Stage::Passed { .. });
        let account = facts.account.as_ref().filter(|_| open);
        Told {
            id,
            methods: account.map(public_methods).unwrap_or_default(),
            emails: account
                .map(|a| a.verified_emails().map(|e| e.email.clone()).collect())
                .unwrap_or_default(),
            preferred: account.and_then(|a| a.stored.account.preferred),
            prompt: prompt_of(facts, &decision),
            may_skip: account.is_some_and(|a| rules::pass::may_offer_skip(sign_in, a, &self.settings)),
            decision,
            now,
        }
    }
}

/// The prompt that a sign-in waits for after this decision.
fn prompt_of(facts: &Facts, decision: &Decision) -> Option<StoredPrompt> {
    let Stage::SecondStep(verification) = &decision.sign_in.stage else { return None };
    let VerificationState::Challenged(challenge) = &verification.state else { return None };
    let Asked::MobilePrompt { prompt, .. } = challenge.asked else { return None };
    let new = decision.change.iter().find_map(|write| match write {
        Write::PutPrompt { prompt: new, .. } if new.id == prompt => Some(new.clone()),
        _ => None,
    });
    match new {
        Some(prompt) => Some(StoredPrompt { prompt, state: PromptState::Live, fetched_at: None }),
        None => facts.prompt(prompt).cloned(),
    }
}

fn public_methods(account: &AccountFacts) -> Vec<Method> {
    account.methods.iter().map(|m| m.method.clone()).collect()
}

fn written_token(change: &Change) -> Option<RowToken> {
    change.iter().find_map(|write| match write {
        Write::NewSignIn { token, .. } | Write::SaveSignIn { token, .. } => Some(*token),
        _ => None,
    })
}
