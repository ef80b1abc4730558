//! Enabling methods: begun, proved, counted. An unfinished set-up never counts, and survives a reload. How a phone is proved
//! is in `phone`.

mod phone;

use crate::change::{Change, Write};
use crate::decision::{About, notify, record};
use crate::event::EventKind;
use crate::facts::{AccountFacts, Caller, Draw};
use crate::fresh::FreshPerson;
use crate::id::MethodId;
use crate::message::Notice;
use crate::method::{
    AppState, CEREMONY_FOR, Method, MethodData, MethodKind, MethodState, PasskeyState, StoredMethod,
    TotpAlgorithm,
};
use crate::phone::PAIRING_FOR;
use crate::session::{Session, StoredSession};
use crate::settings::Settings;
use crate::time::Time;
use crate::tries::Guesser;

pub use phone::{confirm_phone, proof_of, send_proof};
pub(crate) use phone::{count_wrong, live_code, proof_over, send_code};

/// Why an enrollment, or the proof of a suspended method, goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotEnrolled {
    /// Not the code that the app shows or the phone was sent.
    Wrong,
    /// Not a passkey that was made for this.
    NotAPasskey,
    /// Not the code, but right for a phone whose clock is off by so many seconds (positive: ahead).
    ClockOff {
        /// The phone's lead in seconds.
        seconds: i64,
    },
    /// Too soon after a wrong one.
    Wait {
        /// When the next try may be made.
        until: Time,
    },
    /// No more tries from here.
    Resting,
    /// The code is dead; ask for a new one.
    CodeDead,
    /// The code may not be sent again yet (or not any more).
    TooEarly {
        /// When it may; none: not any more.
        at: Option<Time>,
    },
    /// There is no unfinished set-up, or suspended method, of that id.
    Gone,
    /// The account has as many methods of the kind as it may.
    TooMany,
}

/// How many methods of one kind an account may have.
pub const MOST_OF_A_KIND: usize = 5;
/// Steps around the server's clock that a first code may be off by (methods.md 4.4); the offset is learned.
pub const ENROLL_REACH: i64 = 5;

/// Everything a change to one's own account is decided on.
#[derive(Clone, Debug)]
pub struct MyFacts {
    /// The session that asks.
    pub session: StoredSession,
    /// Its account.
    pub account: AccountFacts,
    /// Who is asking.
    pub caller: Caller,
    /// How tries stand for this caller.
    pub tries: crate::tries::Tries,
}

impl MyFacts {
    /// What a notice of this session says it was about, to begin with: the sign-in that led to it.
    #[must_use]
    pub fn about(&self) -> About {
        About { taught: self.session.session.taught.clone(), ..About::default() }
    }

    /// Whose tries a signed-in person's are: those of the known browser that the session runs in, so that no stranger can
    /// shut this door (promise 7).
    #[must_use]
    pub fn guesser(&self) -> Guesser {
        let stranger = || Guesser::Stranger { network: self.caller.network.clone() };
        self.session.session.browser.map_or_else(stranger, Guesser::Known)
    }
}

/// Enables the security question, or replaces it: one question, one answer's hash.
#[must_use]
pub fn set_question(
    person: &FreshPerson,
    facts: &MyFacts,
    question: String,
    answer_hash: String,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = person.account();
    let mut change: Change = of_kind(&facts.account, MethodKind::SecurityQuestion)
        .map(|old| Write::DropMethod { account, method: old.method.id, based_on: old.version })
        .collect();
    let method = Method {
        id: MethodId::from_bytes(draw.bytes()),
        state: MethodState::Active,
        name: String::new(),
        added_at: now,
        last_used_at: None,
        data: MethodData::SecurityQuestion { question },
    };
    let about = About { method: Some(method.id), ..facts.about() };
    change.push(Write::NewMethod { account, method, secret: answer_hash });
    let mut session = facts.session.session.clone();
    session.proofs.question_at = Some(now);
    change.push(keep_session(facts, session, now));
    change.extend(added(facts, MethodKind::SecurityQuestion, about, now, draw));
    change
}

fn of_kind(account: &AccountFacts, kind: MethodKind) -> impl Iterator<Item = &StoredMethod> {
    account.methods.iter().filter(move |m| m.method.kind() == kind)
}

fn keep_session(facts: &MyFacts, session: Session, now: Time) -> Write {
    Write::SaveSession {
        account: facts.account.id(),
        session,
        hash: None,
        based_on: facts.session.version,
        now,
    }
}

fn added(facts: &MyFacts, kind: MethodKind, about: About, now: Time, draw: &mut Draw<'_>) -> Change {
    let from = &facts.caller.origin;
    let mut change = notify(&facts.account, Notice::MethodAdded(kind), about, from, now, draw);
    change.push(record(facts.account.id(), EventKind::MethodAdded { method: kind }, from, now, draw));
    change
}

/// The unfinished set-up of this kind, if one still lives: a reload shows it again.
#[must_use]
pub fn pending(account: &AccountFacts, kind: MethodKind, now: Time) -> Option<&StoredMethod> {
    of_kind(account, kind)
        .find(|m| matches!(m.method.state, MethodState::Pending { expires } if now < expires))
}

/// Begins a set-up of an app, a phone (for texts or prompts) or a passkey in place of any unfinished one of its kind.
///
/// # Errors
/// `TooMany`, when the account has its full number of the kind.
#[expect(clippy::too_many_arguments, reason = "one decision's whole context; bundling it would only hide it")]
pub fn begin(
    person: &FreshPerson,
    facts: &MyFacts,
    id: MethodId,
    data: MethodData,
    secret: String,
    name: String,
    settings: &Settings,
    now: Time,
) -> Result<Change, NotEnrolled> {
    let kind = data.kind();
    if facts.account.active().filter(|m| m.kind() == kind).count() >= MOST_OF_A_KIND {
        return Err(NotEnrolled::TooMany);
    }
    let account = person.account();
    let mut change: Change = of_kind(&facts.account, kind)
        .filter(|m| matches!(m.method.state, MethodState::Pending { .. }))
        .map(|old| Write::DropMethod { account, method: old.method.id, based_on: old.version })
        .collect();
    let kept_for = match kind {
        MethodKind::Passkey => CEREMONY_FOR,
        MethodKind::MobilePrompt => PAIRING_FOR,
        _ => settings.pending_for,
    };
    let state = MethodState::Pending { expires: now.plus(kept_for) };
    let method = Method { id, state, name, added_at: now, last_used_at: None, data };
    change.push(Write::NewMethod { account, method, secret });
    Ok(change)
}

/// The data of an app that is being set up.
#[must_use]
pub const fn new_app(algorithm: TotpAlgorithm, digits: u8) -> MethodData {
    MethodData::AuthenticatorApp(AppState { algorithm, digits, offset: 0, last_step: 0, burnt: Vec::new() })
}

/// What a first code of an app was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstCode {
    /// The step it belongs to, within reach of the server's clock.
    pub step: Option<i64>,
    /// The server's own step.
    pub now_step: i64,
}

/// A method that is enabled now, with what must be written for it.
#[derive(Clone, Debug)]
pub struct Enabled {
    /// The writes.
    pub change: Change,
    /// Whether recovery codes are due: it is the first method other than the question.
    pub recovery_codes_due: bool,
}

/// Enables an app by its first code, which is used up by it (A03).
///
/// # Errors
/// Why not.
pub fn confirm_app(
    person: &FreshPerson,
    facts: &MyFacts,
    id: MethodId,
    code: FirstCode,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Enabled, NotEnrolled> {
    let stored = living(facts, id, now)?;
    let MethodData::AuthenticatorApp(app) = &stored.method.data else {
        return Err(NotEnrolled::Gone);
    };
    let step = code.step.ok_or(NotEnrolled::Wrong)?;
    let offset = (step - code.now_step).clamp(-ENROLL_REACH, ENROLL_REACH);
    let data = MethodData::AuthenticatorApp(AppState { offset, last_step: step, ..app.clone() });
    Ok(enable(person, facts, stored, data, None, now, draw))
}

/// Enables a passkey that was made. `made`: what is known of it and its sealed key; none: what was brought is not one.
///
/// # Errors
/// Why not.
pub fn confirm_passkey(
    person: &FreshPerson,
    facts: &MyFacts,
    id: MethodId,
    made: Option<(PasskeyState, String)>,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Enabled, NotEnrolled> {
    let stored = living(facts, id, now)?;
    if stored.method.kind() != MethodKind::Passkey {
        return Err(NotEnrolled::Gone);
    }
    let (state, key) = made.ok_or(NotEnrolled::NotAPasskey)?;
    Ok(enable(person, facts, stored, MethodData::Passkey(state), Some(key), now, draw))
}

pub(crate) fn living(facts: &MyFacts, id: MethodId, now: Time) -> Result<&StoredMethod, NotEnrolled> {
    let stored = facts.account.methods.iter().find(|m| m.method.id == id).ok_or(NotEnrolled::Gone)?;
    match stored.method.state {
        MethodState::Pending { expires } if now < expires => Ok(stored),
        _ => Err(NotEnrolled::Gone),
    }
}

pub(crate) fn enable(
    person: &FreshPerson,
    facts: &MyFacts,
    stored: &StoredMethod,
    data: MethodData,
    secret: Option<String>,
    now: Time,
    draw: &mut Draw<'_>,
) -> Enabled {
    let account = person.account();
    let kind = data.kind();
    let first = !facts.account.has_level_2();
    let method = Method {
        state: MethodState::Active,
        added_at: now,
        last_used_at: None,
        data,
        ..stored.method.clone()
    };
    let about = About { method: Some(method.id), ..facts.about() };
    let mut change = vec![Write::SaveMethod { account, method, secret, based_on: stored.version }];
    let mut session = facts.session.session.clone();
    session.proofs.method_at = Some((kind, now));
    change.push(keep_session(facts, session, now));
    if first {
        let stored = &facts.account.stored;
        let changed = crate::account::Account { first_strong_at: Some(now), ..stored.account.clone() };
        change.push(Write::SaveAccount { account: changed, password: None, based_on: stored.version });
    }
    change.extend(added(facts, kind, about, now, draw));
    let has_codes = of_kind(&facts.account, MethodKind::RecoveryCode).next().is_some();
    Enabled { change, recovery_codes_due: !has_codes }
}

/// Makes a new set of recovery codes: valid at once, the old set void.
#[must_use]
pub fn new_recovery_codes(
    person: &FreshPerson,
    facts: &MyFacts,
    codes: Vec<(char, String)>,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = person.account();
    let old = of_kind(&facts.account, MethodKind::RecoveryCode).next();
    let mut change: Change = old
        .map(|old| Write::DropMethod { account, method: old.method.id, based_on: old.version })
        .into_iter()
        .collect();
    let method = Method {
        id: MethodId::from_bytes(draw.bytes()),
        state: MethodState::Active,
        name: String::new(),
        added_at: now,
        last_used_at: None,
        data: MethodData::RecoveryCode { left: codes.iter().map(|(slot, _)| *slot).collect(), saved: false },
    };
    let about = About { method: Some(method.id), ..facts.about() };
    change.push(Write::NewMethod { account, method, secret: String::new() });
    change.push(Write::PutRecoveryCodes { account, codes });
    let from = &facts.caller.origin;
    if old.is_some() {
        change.extend(notify(&facts.account, Notice::RecoveryCodesReplaced, about, from, now, draw));
        change.push(record(account, EventKind::RecoveryCodesReplaced, from, now, draw));
    } else {
        let what = EventKind::MethodAdded { method: MethodKind::RecoveryCode };
        change.push(record(account, what, from, now, draw));
    }
    change
}

/// Drops an unfinished set-up; anything finished is left alone.
#[must_use]
pub fn drop_pending(facts: &MyFacts, id: MethodId) -> Change {
    facts
        .account
        .methods
        .iter()
        .filter(|m| m.method.id == id && matches!(m.method.state, MethodState::Pending { .. }))
        .map(|m| Write::DropMethod { account: facts.account.id(), method: id, based_on: m.version })
        .collect()
}

#[cfg(test)]
#[path = "enrollment_tests.rs"]
mod tests;
