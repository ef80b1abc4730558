//! The second step's moves: choose a method (or send its code again), answer it, cancel; the mailed link's are in `link`.
//! Codes are checked in `secrets` and come in as verdicts; nothing here has seen one.

mod link;
mod no_texts;
mod prompt;
mod wrong;

use risk::{Reason, Verdict};

use crate::change::{Change, Write};
use crate::decision::{Decision, Granted, Said, record, save};
use crate::event::EventKind;
use crate::facts::{AccountFacts, Draw, Facts};
use crate::first_step::succeed;
use crate::id::MethodId;
use crate::judge::{Checked, Judged, judge};
use crate::method::{MethodKind, StoredMethod};
use crate::offer::{Occasion, Offered, link_needed, offer};
use crate::pass::{self, KeyUse, Proved};
use crate::passkey;
use crate::settings::Settings;
use crate::sign_in::{
    Asked, Challenge, LinkProof, Purpose, Refusal, SignIn, Stage, Verification, VerificationState,
};
use crate::text_code::{self, Prepared};
use crate::time::Time;
use crate::tries::{Admission, Door};

pub use link::{link_opened, send_confirm_link};
pub use no_texts::text_refused;
pub use prompt::{NotAnswered, PhoneSays, answer_test, answered, ask_test, finish};

use wrong::wrong;
pub(crate) use wrong::wrong_takes;

/// The open second step with what it is about; none: nothing is asked.
struct Open<'a> {
    verification: &'a Verification,
    account: &'a AccountFacts,
    offer: Vec<Offered>,
}

fn open<'a>(facts: &'a Facts, settings: &Settings, now: Time) -> Option<Open<'a>> {
    let Stage::SecondStep(verification) = &facts.held.sign_in.stage else {
        return None;
    };
    let account = facts.account.as_ref().filter(|a| is_current(&facts.held.sign_in, a))?;
    // A step-up without its session proves nothing to anybody, and must not tell right answers from wrong ones.
    if matches!(facts.held.sign_in.purpose, Purpose::StepUp { .. }) && facts.session.is_none() {
        return None;
    }
    Some(Open { verification, account, offer: current_offer(facts, account, verification, settings, now) })
}

/// Whether the password that began this sign-in still is the account's; a new one ends what the old one began.
#[must_use]
pub const fn is_current(sign_in: &SignIn, account: &AccountFacts) -> bool {
    sign_in.generation == account.stored.account.generation
}

fn current_offer(
    facts: &Facts,
    account: &AccountFacts,
    verification: &Verification,
    settings: &Settings,
    now: Time,
) -> Vec<Offered> {
    let guesser = facts.guesser();
    let step_up = matches!(facts.held.sign_in.purpose, Purpose::StepUp { .. });
    let no_texts = no_texts::standing(verification, now);
    offer(
        account,
        Occasion {
            verdict: verification.verdict,
            step_up,
            own_phone: facts.caller.own_phone,
            guesser: &guesser,
            tries: &facts.tries,
            no_texts: &no_texts,
            settings,
            now,
        },
    )
}

/// Opens a step-up: its row is written, and its offer told.
#[must_use]
pub fn open_step_up(facts: &Facts, settings: &Settings, now: Time, draw: &mut Draw<'_>) -> Decision {
    let looked = look(facts, settings, now);
    let secret = draw.token(facts.held.sign_in.who.key());
    let change = vec![save(facts, facts.held.sign_in.clone(), Some(secret.hash), draw)];
    Decision { granted: Granted { sign_in: Some(secret.text), ..Granted::default() }, change, ..looked }
}

/// Where a sign-in stands, without changing it.
#[must_use]
pub fn look(facts: &Facts, settings: &Settings, now: Time) -> Decision {
    let offer = open(facts, settings, now).map_or_else(Vec::new, |open| open.offer);
    Decision {
        sign_in: facts.held.sign_in.clone(),
        offer,
        said: None,
        granted: Granted::default(),
        change: Change::new(),
        learned: None,
    }
}

/// Chooses a method, or sends its code again. Switching cancels the challenge before it.
#[must_use]
pub fn choose(
    facts: &Facts,
    method: MethodId,
    prepared: impl Into<Prepared>,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let Some(open) = open(facts, settings, now) else {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    };
    if is_proved(&open.verification.state, now) {
        return Decision::say(facts, open.offer, Said::NotAsked);
    }
    let usable = open.offer.iter().any(|o| o.id == method && o.usable());
    let Some(stored) = open.account.methods.iter().find(|m| m.method.id == method && usable) else {
        return Decision::say(facts, open.offer, Said::NotOffered);
    };
    let running = match &open.verification.state {
        VerificationState::Challenged(challenge) if challenge.method == method => Some(challenge),
        _ => None,
    };
    let kind = stored.method.kind();
    let Prepared { code, ceremony } = prepared.into();
    let mut change = Change::new();
    let asked = match (kind, running.filter(|challenge| !is_over(facts, challenge, now))) {
        (MethodKind::TextMessage, running) => {
            let begun = open.verification.begun(method);
            match text_code::challenge(facts, stored, begun, code, settings, now, draw) {
                Ok((asked, message)) => {
                    change.push(message);
                    asked
                }
                Err(said) => match begun.filter(|_| running.is_none()) {
                    // Switched back too soon for another text: the one under way is asked again.
                    Some(parked) => parked.asked.clone(),
                    None => return Decision::say(facts, open.offer, said),
                },
            }
        }
        (_, Some(_)) => return look(facts, settings, now),
        (MethodKind::SecurityQuestion, None) => Asked::SecurityQuestion,
        (MethodKind::AuthenticatorApp, None) => Asked::AuthenticatorApp,
        (MethodKind::Passkey, None) => match ceremony {
            Some(ceremony) => Asked::Passkey(ceremony),
            None => return Decision::say(facts, open.offer, Said::NotOffered),
        },
        (MethodKind::MobilePrompt, None) => {
            match prompt::ask(facts, open.account, open.verification, settings, now, draw) {
                Ok((asked, sent)) => {
                    change.extend(sent);
                    asked
                }
                Err(said) => return Decision::say(facts, open.offer, said),
            }
        }
        (MethodKind::RecoveryCode, None) => Asked::RecoveryCode,
    };
    // One that this one replaces in its place needs no end of its own.
    change.extend(prompt::close(facts, now).filter(|_| kind != MethodKind::MobilePrompt));
    let is_new = open.verification.recorded.with(kind).filter(|_| running.is_none());
    change.extend(is_new.map(|_| challenged(facts, &open, kind, now, draw)));
    let recorded = is_new.unwrap_or(open.verification.recorded);
    let state = VerificationState::Challenged(Challenge { method, since: now, asked });
    let parked = open.verification.parking(method);
    let sign_in = with(facts, Verification { state, parked, recorded, ..open.verification.clone() });
    change.push(save(facts, sign_in.clone(), None, draw));
    Decision { sign_in, offer: open.offer, said: None, granted: Granted::default(), change, learned: None }
}

/// The record that a method was asked.
fn challenged(facts: &Facts, open: &Open<'_>, method: MethodKind, now: Time, draw: &mut Draw<'_>) -> Write {
    let what = EventKind::Challenged { method, reasons: open.verification.reasons.clone() };
    record(open.account.id(), what, &facts.caller.origin, now, draw)
}

/// Whether a method was proved already; an approval that its page did not go on with in time proves nothing any more.
fn is_proved(state: &VerificationState, now: Time) -> bool {
    match state {
        VerificationState::Proven { .. } => true,
        VerificationState::Approved { until, .. } => now < *until,
        VerificationState::Offered | VerificationState::Challenged(_) => false,
    }
}

/// Whether a challenge runs no more, so that the same method is asked anew.
fn is_over(facts: &Facts, challenge: &Challenge, now: Time) -> bool {
    match challenge.asked {
        Asked::MobilePrompt { prompt, .. } => facts.prompt(prompt).is_none_or(|stored| !stored.is_live(now)),
        _ => is_stale(challenge, now),
    }
}

/// Whether a passkey's ceremony took too long: another one is begun in its place.
fn is_stale(challenge: &Challenge, now: Time) -> bool {
    matches!(&challenge.asked, Asked::Passkey(ceremony) if now >= ceremony.expires)
}

/// The challenge that an answer would be for, if it may be given now. Ask before anything is hashed or compared.
pub fn admit<'a>(
    facts: &'a Facts,
    settings: &Settings,
    now: Time,
) -> Result<(&'a Challenge, &'a StoredMethod), Said> {
    let open = open(facts, settings, now).ok_or(Said::NotAsked)?;
    let VerificationState::Challenged(challenge) = &open.verification.state else {
        return Err(Said::NotAsked);
    };
    let stored = open
        .account
        .methods
        .iter()
        .find(|m| m.method.id == challenge.method && m.method.is_active())
        .ok_or(Said::NotOffered)?;
    match facts.tries.admit(Door::Method(stored.method.kind()), &facts.guesser(), now) {
        Admission::Wait { until } => return Err(Said::Wait { until }),
        Admission::Resting => return Err(Said::Resting),
        Admission::Open(_) => {}
    }
    if !open.offer.iter().any(|o| o.id == challenge.method && o.usable()) {
        return Err(Said::NotOffered);
    }
    if let Asked::TextMessage(code) = &challenge.asked
        && !code.is_live(now)
    {
        return Err(Said::CodeDead);
    }
    if is_stale(challenge, now) {
        return Err(Said::CodeDead);
    }
    Ok((challenge, stored))
}

/// The decision on an answer. `skip`: "don't ask on this browser" was ticked with it.
#[must_use]
pub fn answer(
    facts: &Facts,
    checked: Checked,
    skip: bool,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let (challenge, stored) = match admit(facts, settings, now) {
        Ok(admitted) => admitted,
        Err(said) => {
            let offer = look(facts, settings, now).offer;
            return Decision::say(facts, offer, said);
        }
    };
    let Some(open) = open(facts, settings, now) else {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    };
    let kind = stored.method.kind();
    let stored = passkey::used(open.account, checked).unwrap_or(stored);
    let Admission::Open(takes) = facts.tries.admit(Door::Method(kind), &facts.guesser(), now) else {
        return Decision::say(facts, open.offer, Said::Resting);
    };
    match judge(&stored.method, checked, now) {
        Judged::Right(method, used) => {
            let mut change = succeed(open.account, &takes, now);
            change.extend(used.map(|slot| Write::DropRecoveryCode { account: open.account.id(), slot }));
            change.push(Write::SaveMethod {
                account: open.account.id(),
                method,
                secret: None,
                based_on: stored.version,
            });
            let (key, copied) = passkey::key_use(stored, checked, false);
            if copied {
                change.extend(passkey::copied(open.account, stored, &facts.caller.origin, now, draw));
            }
            proven(facts, &open, Proof { kind, key, copied }, skip, change, settings, now, draw)
        }
        Judged::Wrong { said, burnt } => {
            let mut change = wrong_takes(facts, &takes, kind, now, draw);
            change.extend(burnt.map(|method| Write::SaveMethod {
                account: open.account.id(),
                method,
                secret: None,
                based_on: stored.version,
            }));
            wrong(facts, &open, challenge, kind, said, change, settings, now, draw)
        }
        Judged::NotAsked => Decision::say(facts, open.offer, Said::NotAsked),
    }
}

/// What was proved in the second step.
struct Proof {
    kind: MethodKind,
    key: Option<KeyUse>,
    copied: bool,
}

#[expect(clippy::too_many_arguments, reason = "one decision's whole context; bundling it would only hide it")]
fn proven(
    facts: &Facts,
    open: &Open<'_>,
    Proof { kind, key, copied }: Proof,
    skip: bool,
    mut change: Change,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let link = match open.verification.link {
        // The strong method that the sign-in began with is gone, so the weak one needs the link after all.
        LinkProof::NotNeeded if !kind.is_strong() => {
            link_needed(open.account, open.verification.verdict, settings, now)
        }
        link => link,
    };
    match link {
        LinkProof::NotNeeded | LinkProof::Opened => {
            let copied = copied.then_some(Reason::PasskeyCopied);
            let proved = Proved {
                method: Some(kind),
                key,
                link: link == LinkProof::Opened,
                weak: open.verification.verdict == Verdict::ChallengeStrong && !kind.is_strong(),
                reasons: open.verification.reasons.iter().copied().chain(copied).collect(),
                skip,
                weighed: None,
            };
            pass::pass(facts, open.account, &proved, change, settings, now, draw)
        }
        LinkProof::Needed | LinkProof::Sent { .. } => {
            let state = VerificationState::Proven { kind };
            let verification = Verification { state, link, ..open.verification.clone() };
            let sign_in = with(facts, verification);
            change.push(save(facts, sign_in.clone(), None, draw));
            Decision {
                sign_in,
                offer: open.offer.clone(),
                said: None,
                granted: Granted::default(),
                change,
                learned: None,
            }
        }
    }
}

/// Ends a sign-in.
#[must_use]
pub fn cancel(facts: &Facts, now: Time, draw: &mut Draw<'_>) -> Decision {
    let over = matches!(facts.held.sign_in.stage, Stage::Passed { .. } | Stage::Refused { .. });
    if over {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    }
    let stage = Stage::Refused { refusal: Refusal::Cancelled };
    let sign_in = SignIn { stage, ..facts.held.sign_in.clone() };
    let mut change = vec![save(facts, sign_in.clone(), None, draw)];
    change.extend(prompt::close(facts, now));
    Decision { sign_in, offer: Vec::new(), said: None, granted: Granted::default(), change, learned: None }
}

fn with(facts: &Facts, verification: Verification) -> SignIn {
    SignIn { stage: Stage::SecondStep(verification), ..facts.held.sign_in.clone() }
}

#[cfg(test)]
#[path = "passkey_tests.rs"]
mod passkey_tests;

#[cfg(test)]
#[path = "second_step_tests.rs"]
mod tests;
