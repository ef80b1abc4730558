//! "I have my phone back": a suspended app or phone counts again once its owner proves it (NIST SP 800-63B-4 section 4.3).
//! A wrong code counts at the same door as at a sign-in; until the right one, the method proves nothing at all.
//! Deliberately not here: setting a method up, which is `enrollment`'s. What "I lost my phone" made stricter stays so.

use crate::change::{Change, Write};
use crate::decision::{About, Said, notify, record};
use crate::enrollment::{self, MOST_OF_A_KIND, MyFacts, NotEnrolled};
use crate::event::EventKind;
use crate::facts::Draw;
use crate::first_step::succeed;
use crate::fresh::FreshPerson;
use crate::id::MethodId;
use crate::judge::{Checked, Judged, judge};
use crate::message::Notice;
use crate::method::{Method, MethodKind, MethodState, StoredMethod};
use crate::settings::Settings;
use crate::text_code::NewCode;
use crate::time::Time;
use crate::tries::{Admission, Door, Take};

/// Whether a method may be had back at all: the others are made anew with less trouble than they are proved.
#[must_use]
pub fn can_be_proved(method: &Method, settings: &Settings) -> bool {
    let suspended = matches!(method.state, MethodState::Suspended { .. });
    suspended
        && match method.kind() {
            MethodKind::AuthenticatorApp => true,
            MethodKind::TextMessage => settings.text_messages,
            MethodKind::SecurityQuestion
            | MethodKind::Passkey
            | MethodKind::MobilePrompt
            | MethodKind::RecoveryCode => false,
        }
}

/// The suspended method that a code is sent or compared for, and what its try takes. Ask before either.
///
/// # Errors
/// Why not now.
pub fn admit<'a>(
    facts: &'a MyFacts,
    id: MethodId,
    settings: &Settings,
    now: Time,
) -> Result<(&'a StoredMethod, Vec<Take>), NotEnrolled> {
    let found = facts.account.methods.iter().find(|m| m.method.id == id);
    let stored = found.filter(|m| can_be_proved(&m.method, settings)).ok_or(NotEnrolled::Gone)?;
    let kind = stored.method.kind();
    if facts.account.active().filter(|m| m.kind() == kind).count() >= MOST_OF_A_KIND {
        return Err(NotEnrolled::TooMany);
    }
    match facts.tries.admit(Door::Method(kind), &facts.guesser(), now) {
        Admission::Open(takes) => Ok((stored, takes)),
        Admission::Wait { until } => Err(NotEnrolled::Wait { until }),
        Admission::Resting => Err(NotEnrolled::Resting),
    }
}

/// Sends a code to a suspended phone, or the live one again.
///
/// # Errors
/// Why not.
pub fn send_code(
    _person: &FreshPerson,
    facts: &MyFacts,
    id: MethodId,
    fresh: NewCode,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotEnrolled> {
    let (stored, _) = admit(facts, id, settings, now)?;
    enrollment::send_code(facts, stored, fresh, settings, now, draw)
}

/// Whether an answer may be compared: a phone's needs a live code.
///
/// # Errors
/// Why not.
pub fn answerable<'a>(
    facts: &'a MyFacts,
    id: MethodId,
    settings: &Settings,
    now: Time,
) -> Result<&'a StoredMethod, NotEnrolled> {
    let (stored, _) = admit(facts, id, settings, now)?;
    if stored.method.kind() == MethodKind::TextMessage {
        enrollment::live_code(stored, now)?;
    }
    Ok(stored)
}

/// The decision on an answer: the method counts again, and every address is told; or a try is counted.
///
/// # Errors
/// Why not; a wrong answer comes with the writes that count it.
pub fn reactivate(
    person: &FreshPerson,
    facts: &MyFacts,
    id: MethodId,
    checked: Checked,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, (NotEnrolled, Change)> {
    let nothing = |why| (why, Change::new());
    answerable(facts, id, settings, now).map_err(nothing)?;
    let (stored, takes) = admit(facts, id, settings, now).map_err(nothing)?;
    match judge(&stored.method, checked, now) {
        Judged::Right(proved, _) => Ok(counts_again(person, facts, stored, proved, &takes, now, draw)),
        Judged::Wrong { said, burnt } => {
            let why = match said {
                Said::ClockOff { seconds } => NotEnrolled::ClockOff { seconds },
                _ => NotEnrolled::Wrong,
            };
            Err((why, count_try(facts, stored, burnt, takes, now, draw)))
        }
        Judged::NotAsked => Err(nothing(NotEnrolled::Gone)),
    }
}

fn counts_again(
    person: &FreshPerson,
    facts: &MyFacts,
    stored: &StoredMethod,
    proved: Method,
    takes: &[Take],
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = person.account();
    let from = &facts.caller.origin;
    let kind = proved.kind();
    let method = Method { state: MethodState::Active, data: enrollment::proof_over(&proved.data), ..proved };
    let about = About { method: Some(method.id), ..facts.about() };
    let mut change = succeed(&facts.account, takes, now);
    change.push(Write::SaveMethod { account, method, secret: None, based_on: stored.version });
    change.push(record(account, EventKind::MethodReactivated { method: kind }, from, now, draw));
    change.extend(notify(&facts.account, Notice::MethodReactivated(kind), about, from, now, draw));
    change
}

fn count_try(
    facts: &MyFacts,
    stored: &StoredMethod,
    burnt: Option<Method>,
    takes: Vec<Take>,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = facts.account.id();
    let from = &facts.caller.origin;
    let method = stored.method.kind();
    let mut change: Change = takes.into_iter().map(|take| Write::Take { account, take, now }).collect();
    if let Some(method) = burnt {
        change.push(Write::SaveMethod { account, method, secret: None, based_on: stored.version });
    } else if let Ok(code) = enrollment::live_code(stored, now) {
        change.push(enrollment::count_wrong(account, stored, code));
    }
    change.push(record(account, EventKind::WrongAnswer { method }, from, now, draw));
    let guesser = facts.guesser();
    if facts.tries.last_try(Door::Method(method), &guesser) {
        change.extend(guesser.browser().map(|browser| Write::ForgetBrowser { account, browser }));
        change.push(record(account, EventKind::MethodResting { method }, from, now, draw));
    }
    change
}

#[cfg(test)]
#[path = "reactivation_tests.rs"]
mod tests;
