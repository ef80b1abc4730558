//! Prompts as the second step: asked on every phone that is signed in, answered there, and finished by the page that waited.
//! Deliberately not here: signatures (`secrets`), and how the page shows where a prompt stands.

use super::wrong::{wrong, wrong_takes};
use super::{Open, Proof, open, proven, with};
use crate::account::Account;
use crate::change::{Change, Write};
use crate::decision::{About, Decision, Said, notify, record, save};
use crate::event::EventKind;
use crate::facts::{AccountFacts, Caller, Draw, Facts};
use crate::first_step::succeed;
use crate::id::{MessageId, PromptId};
use crate::message::{Message, Notice, Recipient, Says};
use crate::method::{Method, MethodData, MethodKind, StoredMethod};
use crate::phone::{self, Phone, PhoneState};
use crate::prompt::{
    Ended, FINISH_FOR, PROMPT_FOR, Prompt, PromptPurpose, PromptState, Slot, StoredPrompt, digits, nonce,
    number,
};
use crate::settings::Settings;
use crate::sign_in::{Asked, Challenge, Purpose, Refusal, SignIn, Stage, Verification, VerificationState};
use crate::time::Time;
use crate::tries::{Admission, Door};

/// What was said on the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneSays {
    /// "It's me".
    Approve {
        /// Whether the number is the one that the page shows.
        matches: bool,
    },
    /// "It's not me".
    Deny,
    /// The person gives it up.
    Cancel,
}

/// Why an answer does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnswered {
    /// The prompt can be answered no more.
    Over(Ended),
    /// The phone is not signed in.
    SignedOut,
    /// Too soon after a wrong number.
    Wait {
        /// When the next try may be made.
        until: Time,
    },
    /// No more tries.
    Resting,
}

/// A new prompt: to be kept, counted, and every phone woken that can be.
pub(super) fn ask(
    facts: &Facts,
    account: &AccountFacts,
    verification: &Verification,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<(Asked, Change), Said> {
    let guesser = facts.guesser();
    let Admission::Open(takes) = facts.tries.admit(Door::PromptSent, &guesser, now) else {
        return Err(Said::NotOffered);
    };
    let step_up = matches!(facts.held.sign_in.purpose, Purpose::StepUp { .. });
    let known = step_up || guesser.browser().is_some();
    let prompt = Prompt {
        id: PromptId::from_bytes(draw.bytes()),
        slot: if known { Slot::Known } else { Slot::Strangers },
        purpose: if step_up { PromptPurpose::StepUp } else { PromptPurpose::SignIn },
        sign_in: Some(facts.held.sign_in.id),
        number: number(digits(account, verification.verdict, settings, now), draw),
        nonce: nonce(draw),
        origin: facts.caller.origin.clone(),
        network: facts.caller.network.clone(),
        asked_at: now,
        expires: now.plus(PROMPT_FOR),
    };
    let asked = Asked::MobilePrompt { prompt: prompt.id, slot: prompt.slot };
    let id = account.id();
    let mut change: Change = takes.into_iter().map(|take| Write::Take { account: id, take, now }).collect();
    change.extend(wake(account, &prompt, facts.caller.own_phone, now, draw));
    change.push(Write::PutPrompt { account: id, prompt });
    Ok((asked, change))
}

/// A test of the account's phones, asked from the settings page: kept in a place of its own, counted nowhere.
#[must_use]
pub fn ask_test(account: &AccountFacts, caller: &Caller, now: Time, draw: &mut Draw<'_>) -> (Prompt, Change) {
    let prompt = Prompt {
        id: PromptId::from_bytes(draw.bytes()),
        slot: Slot::Test,
        purpose: PromptPurpose::Test,
        sign_in: None,
        number: number(2, draw),
        nonce: nonce(draw),
        origin: caller.origin.clone(),
        network: caller.network.clone(),
        asked_at: now,
        expires: now.plus(PROMPT_FOR),
    };
    let mut change = wake(account, &prompt, caller.own_phone, now, draw);
    change.push(Write::PutPrompt { account: account.id(), prompt: prompt.clone() });
    (prompt, change)
}

/// The messages that wake the phones that can be woken.
fn wake(
    account: &AccountFacts,
    prompt: &Prompt,
    own: Option<crate::id::MethodId>,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    phone::reached(account, own, now)
        .filter(|stored| !stored.secret.is_empty())
        .map(|stored| {
            Write::Send(Message {
                id: MessageId::from_bytes(draw.bytes()),
                account: account.id(),
                to: Recipient::App { id: stored.method.id, sealed: stored.secret.clone() },
                locale: None,
                says: Says::Prompt { prompt: prompt.id, slot: prompt.slot },
                at: now,
                expires: prompt.expires,
            })
        })
        .collect()
}

/// The prompt that this sign-in waits for.
fn waits_for(sign_in: &SignIn) -> Option<(PromptId, Slot)> {
    let Stage::SecondStep(verification) = &sign_in.stage else { return None };
    match verification.state {
        VerificationState::Challenged(Challenge { asked: Asked::MobilePrompt { prompt, slot }, .. }) => {
            Some((prompt, slot))
        }
        _ => None,
    }
}

/// The end of the prompt that this sign-in waits for, if it could still be answered.
pub(super) fn close(facts: &Facts, now: Time) -> Option<Write> {
    let (id, slot) = waits_for(&facts.held.sign_in)?;
    facts.prompt(id).filter(|stored| stored.state.is_open())?;
    Some(end(facts, slot, id, PromptState::Closed, now))
}

fn end(facts: &Facts, slot: Slot, prompt: PromptId, state: PromptState, now: Time) -> Write {
    Write::EndPrompt { account: facts.held.sign_in.who.key(), slot, prompt, state, now }
}

/// The decision on what was said on a phone about the prompt that this sign-in waits for.
///
/// # Errors
/// Why it does nothing.
pub fn answered(
    facts: &Facts,
    stored: &StoredPrompt,
    by: &StoredMethod,
    says: PhoneSays,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<(PromptState, Change), NotAnswered> {
    if phone::state(&by.method, now) != Some(PhoneState::SignedIn) {
        return Err(NotAnswered::SignedOut);
    }
    let id = stored.prompt.id;
    let over = NotAnswered::Over(stored.ended(now).unwrap_or(Ended::Closed));
    let waits = waits_for(&facts.held.sign_in).is_some_and(|(waited, _)| waited == id);
    let open = open(facts, settings, now).filter(|_| waits && stored.is_live(now));
    let open = open.filter(|_| now < facts.held.sign_in.expires).ok_or(over)?;
    let slot = stored.prompt.slot;
    match says {
        PhoneSays::Approve { matches } => {
            let takes = match facts.tries.admit(Door::Method(MethodKind::MobilePrompt), &facts.guesser(), now)
            {
                Admission::Open(takes) => takes,
                Admission::Wait { until } => return Err(NotAnswered::Wait { until }),
                Admission::Resting => return Err(NotAnswered::Resting),
            };
            if matches {
                return Ok((PromptState::Approved, approved(facts, &open, stored, by, now, draw)));
            }
            let VerificationState::Challenged(challenge) = &open.verification.state else {
                return Err(over);
            };
            let kind = MethodKind::MobilePrompt;
            let change = wrong_takes(facts, &takes, kind, now, draw);
            let mut wrong =
                wrong(facts, &open, challenge, kind, Said::Wrong, change, settings, now, draw).change;
            wrong.push(end(facts, slot, id, PromptState::WrongNumber, now));
            Ok((PromptState::WrongNumber, wrong))
        }
        PhoneSays::Deny => Ok((PromptState::Denied, denied(facts, open.account, stored, now, draw))),
        PhoneSays::Cancel => {
            let from = &facts.caller.origin;
            let told = record(open.account.id(), EventKind::PromptCancelled, from, now, draw);
            // The sign-in is marked as changed, so that two answers at once meet.
            let same = save(facts, facts.held.sign_in.clone(), None, draw);
            Ok((PromptState::Cancelled, vec![end(facts, slot, id, PromptState::Cancelled, now), told, same]))
        }
    }
}

fn approved(
    facts: &Facts,
    open: &Open<'_>,
    stored: &StoredPrompt,
    by: &StoredMethod,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = open.account.id();
    let state = VerificationState::Approved { by: by.method.id, until: now.plus(FINISH_FOR) };
    let sign_in = with(facts, Verification { state, ..open.verification.clone() });
    vec![
        end(facts, stored.prompt.slot, stored.prompt.id, PromptState::Approved, now),
        used(account, by, now),
        record(account, EventKind::PromptApproved, &facts.caller.origin, now, draw),
        save(facts, sign_in, None, draw),
    ]
}

fn used(account: crate::id::AccountId, by: &StoredMethod, now: Time) -> Write {
    let mut method = Method { last_used_at: Some(now), ..by.method.clone() };
    if let MethodData::MobilePrompt(phone) = &by.method.data {
        method.data = MethodData::MobilePrompt(Phone { seen_at: Some(now), ..phone.clone() });
    }
    Write::SaveMethod { account, method, secret: None, based_on: by.version }
}

/// "It's not me": this sign-in is over, every address is told, what comes next is asked more. Sessions stand: whoever signs in
/// here has none yet, and its owner ends none by surprise.
fn denied(
    facts: &Facts,
    account: &AccountFacts,
    stored: &StoredPrompt,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let from = &facts.caller.origin;
    let stage = Stage::Refused { refusal: Refusal::Denied };
    let sign_in = SignIn { stage, ..facts.held.sign_in.clone() };
    let before = &account.stored;
    let marked = Account { denied_at: Some(now), ..before.account.clone() };
    let mut change = vec![
        end(facts, stored.prompt.slot, stored.prompt.id, PromptState::Denied, now),
        save(facts, sign_in, None, draw),
        Write::SaveAccount { account: marked, password: None, based_on: before.version },
        record(account.id(), EventKind::PromptDenied, from, now, draw),
    ];
    change.extend(notify(account, Notice::PromptDenied, About::default(), from, now, draw));
    change
}

/// The decision on what was said on a phone about a test: nothing follows from it.
///
/// # Errors
/// Why it does nothing.
pub fn answer_test(
    account: &AccountFacts,
    stored: &StoredPrompt,
    by: &StoredMethod,
    says: PhoneSays,
    now: Time,
) -> Result<(PromptState, Change), NotAnswered> {
    if phone::state(&by.method, now) != Some(PhoneState::SignedIn) {
        return Err(NotAnswered::SignedOut);
    }
    let Prompt { id: prompt, slot, .. } = stored.prompt;
    if slot != Slot::Test || !stored.is_live(now) {
        return Err(NotAnswered::Over(stored.ended(now).unwrap_or(Ended::Replaced)));
    }
    let state = match says {
        PhoneSays::Approve { matches: true } => PromptState::Approved,
        PhoneSays::Approve { matches: false } => PromptState::WrongNumber,
        PhoneSays::Deny => PromptState::Denied,
        PhoneSays::Cancel => PromptState::Cancelled,
    };
    Ok((state, vec![Write::EndPrompt { account: account.id(), slot, prompt, state, now }]))
}

/// The page that waited goes on: what was approved on the phone passes the second step, once.
#[must_use]
pub fn finish(facts: &Facts, skip: bool, settings: &Settings, now: Time, draw: &mut Draw<'_>) -> Decision {
    let Some(open) = open(facts, settings, now) else {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    };
    let VerificationState::Approved { by, until } = open.verification.state else {
        return Decision::say(facts, open.offer, Said::NotAsked);
    };
    // A phone that was signed out, removed or reported lost meanwhile approves nothing.
    let stands = open
        .account
        .methods
        .iter()
        .any(|m| m.method.id == by && phone::state(&m.method, now) == Some(PhoneState::SignedIn));
    if now >= until || !stands {
        let state = VerificationState::Offered;
        let sign_in = with(facts, Verification { state, ..open.verification.clone() });
        let change = vec![save(facts, sign_in.clone(), None, draw)];
        return Decision { sign_in, change, ..Decision::say(facts, open.offer, Said::CodeDead) };
    }
    let kind = MethodKind::MobilePrompt;
    let change = match facts.tries.admit(Door::Method(kind), &facts.guesser(), now) {
        Admission::Open(takes) => succeed(open.account, &takes, now),
        // Others failed meanwhile; the number was right before that.
        Admission::Wait { .. } | Admission::Resting => Change::new(),
    };
    proven(facts, &open, Proof { kind, key: None, copied: false }, skip, change, settings, now, draw)
}
