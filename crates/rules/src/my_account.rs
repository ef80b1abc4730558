//! What a signed-in person may do to their own account, decided: names, preferences, removals, password,
//! sessions, browsers; addresses are in `addresses`. Whatever loosens protection takes `&FreshPerson`.

mod addresses;

use crate::account::Account;
use crate::change::{Change, Write};
use crate::decision::{About, notify, record};
use crate::enrollment::MyFacts;
use crate::event::{EventKind, Origin};
use crate::facts::{AccountFacts, Draw};
use crate::fresh::FreshPerson;
use crate::id::{BrowserId, MethodId, SessionId};
use crate::message::Notice;
use crate::method::{Method, MethodData, MethodKind, MethodState, StoredMethod};
use crate::offer::WaysIn;
use crate::phone;
use crate::session::Session;
use crate::settings::{Settings, VerifyWhen};
use crate::time::Time;
use crate::tries::{Door, Guesser, Scope, Take};

pub use addresses::{add_email, confirm_link, remove_email, verify_link};

/// Why a change is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// There is no such thing in this account.
    Gone,
    /// Other methods depend on the question.
    QuestionNeeded,
    /// It is the last way in; enable another first.
    LastWayIn,
    /// The site asks at every sign-in.
    NotAllowedHere,
    /// The account has as many addresses as it may.
    TooMany,
    /// It is the last verified address.
    LastEmail,
    /// It is not fit to be preferred (pending, suspended, or a recovery code).
    NotPreferable,
    /// Nothing is enabled that could be suspended.
    NothingToSuspend,
}

/// Longest name that a method may be given, in characters.
pub const NAME_MAX: usize = 60;
/// How many addresses an account may have.
pub const MOST_EMAILS: usize = 5;

fn method(facts: &MyFacts, id: MethodId) -> Result<&StoredMethod, NotChanged> {
    facts.account.methods.iter().find(|m| m.method.id == id).ok_or(NotChanged::Gone)
}

/// Names a method.
///
/// # Errors
/// `Gone`.
pub fn rename(
    facts: &MyFacts,
    id: MethodId,
    name: &str,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotChanged> {
    let stored = method(facts, id)?;
    let name: String = name.trim().chars().take(NAME_MAX).collect();
    let renamed = Method { name, ..stored.method.clone() };
    let account = facts.account.id();
    let what = EventKind::MethodRenamed { method: stored.method.kind() };
    Ok(vec![
        Write::SaveMethod { account, method: renamed, secret: None, based_on: stored.version },
        record(account, what, &facts.caller.origin, now, draw),
    ])
}

/// Whether a method may be removed, without removing it.
///
/// # Errors
/// Why not.
pub fn removable(
    facts: &MyFacts,
    id: MethodId,
    settings: &Settings,
    now: Time,
) -> Result<MethodKind, NotChanged> {
    let stored = method(facts, id)?;
    let kind = stored.method.kind();
    if matches!(stored.method.state, MethodState::Pending { .. }) {
        return Ok(kind);
    }
    let others = || facts.account.active().filter(|m| m.id != id);
    if kind == MethodKind::SecurityQuestion && others().any(|m| m.kind().is_level_2()) {
        return Err(NotChanged::QuestionNeeded);
    }
    let left = WaysIn::of(others().filter(|m| m.kind() != MethodKind::RecoveryCode), settings, now).total();
    let usable = stored.method.is_active() && !stored.method.is_spent(now);
    let counts = usable && kind.is_level_2() && kind != MethodKind::RecoveryCode;
    if counts && left == 0 {
        return Err(NotChanged::LastWayIn);
    }
    Ok(kind)
}

/// Removes a method.
///
/// # Errors
/// Why not.
pub fn remove(
    person: &FreshPerson,
    facts: &MyFacts,
    id: MethodId,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotChanged> {
    let kind = removable(facts, id, settings, now)?;
    let stored = method(facts, id)?;
    let account = person.account();
    let from = &facts.caller.origin;
    let mut change = vec![Write::DropMethod { account, method: id, based_on: stored.version }];
    match kind {
        MethodKind::RecoveryCode => change.push(Write::PutRecoveryCodes { account, codes: Vec::new() }),
        MethodKind::MobilePrompt => change.extend(phone::close_prompts(&facts.account, id, now)),
        _ => {}
    }
    if !matches!(stored.method.state, MethodState::Pending { .. }) {
        change.push(record(account, EventKind::MethodRemoved { method: kind }, from, now, draw));
        change.extend(notify(&facts.account, Notice::MethodRemoved(kind), facts.about(), from, now, draw));
    }
    Ok(change)
}

/// The person ticked that they saved their recovery codes.
///
/// # Errors
/// `Gone`.
pub fn codes_saved(facts: &MyFacts) -> Result<Change, NotChanged> {
    let stored = facts
        .account
        .methods
        .iter()
        .find(|m| m.method.kind() == MethodKind::RecoveryCode)
        .ok_or(NotChanged::Gone)?;
    let MethodData::RecoveryCode { left, .. } = &stored.method.data else {
        return Err(NotChanged::Gone);
    };
    let data = MethodData::RecoveryCode { left: left.clone(), saved: true };
    let saved = Method { data, ..stored.method.clone() };
    let account = facts.account.id();
    Ok(vec![Write::SaveMethod { account, method: saved, secret: None, based_on: stored.version }])
}

/// Whether choosing `when` loosens what is asked, and so takes a fresh person.
#[must_use]
pub fn loosens(facts: &MyFacts, when: VerifyWhen) -> bool {
    when == VerifyWhen::WhenRisky && facts.account.stored.account.verify == VerifyWhen::EverySignIn
}

/// Sets when to verify. `person`: needed where it loosens.
///
/// # Errors
/// `NotAllowedHere`.
pub fn set_verify(
    person: Option<&FreshPerson>,
    facts: &MyFacts,
    when: VerifyWhen,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotChanged> {
    let loosens = loosens(facts, when);
    if (when == VerifyWhen::WhenRisky && !settings.when_risky_allowed) || (loosens && person.is_none()) {
        return Err(NotChanged::NotAllowedHere);
    }
    let account = Account { verify: when, ..facts.account.stored.account.clone() };
    let from = &facts.caller.origin;
    let what = EventKind::VerifyChanged { when_risky: when == VerifyWhen::WhenRisky };
    let mut change = vec![save(facts, account), record(facts.account.id(), what, from, now, draw)];
    if loosens {
        change.extend(notify(&facts.account, Notice::VerifyLoosened, facts.about(), from, now, draw));
    }
    Ok(change)
}

fn save(facts: &MyFacts, account: Account) -> Write {
    Write::SaveAccount { account, password: None, based_on: facts.account.stored.version }
}

/// Chooses the method that is offered first; none: the strongest.
///
/// # Errors
/// `Gone`, `NotPreferable`.
pub fn prefer(
    facts: &MyFacts,
    preferred: Option<MethodId>,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotChanged> {
    if let Some(id) = preferred {
        let stored = method(facts, id)?;
        if !stored.method.is_active() || stored.method.kind() == MethodKind::RecoveryCode {
            return Err(NotChanged::NotPreferable);
        }
    }
    let account = Account { preferred, ..facts.account.stored.account.clone() };
    let what = EventKind::PreferredChanged;
    Ok(vec![save(facts, account), record(facts.account.id(), what, &facts.caller.origin, now, draw)])
}

/// Chooses the language of pages, letters and texts, one of those that the site offers. It guards nothing, so nothing is
/// recorded of it.
#[must_use]
pub fn speak(facts: &MyFacts, locale: &str) -> Change {
    vec![save(facts, Account { locale: Some(locale.to_owned()), ..facts.account.stored.account.clone() })]
}

/// What giving the current password counts, over the same counters as at sign-in (A15): a known browser that used up its
/// tries here is known no longer, as there.
#[must_use]
pub fn current_password(
    facts: &MyFacts,
    guesser: &Guesser,
    takes: Vec<Take>,
    right: bool,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = facts.account.id();
    if right {
        return crate::first_step::succeed(&facts.account, &takes, now);
    }
    let from = &facts.caller.origin;
    let mut change: Change = takes.into_iter().map(|take| Write::Take { account, take, now }).collect();
    change.push(record(account, EventKind::WrongPassword, from, now, draw));
    if facts.tries.last_try(Door::Password, guesser) {
        change.extend(guesser.browser().map(|browser| Write::ForgetBrowser { account, browser }));
        change.push(record(account, EventKind::PasswordResting, from, now, draw));
    }
    change
}

/// Sets a new password: every other session and every known browser of others ends with the old one.
#[must_use]
pub fn change_password(
    person: &FreshPerson,
    facts: &MyFacts,
    hash: String,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let id = person.account();
    let before = &facts.account.stored.account;
    let generation = before.generation + 1;
    let account = Account { password_set_at: now, password_set_by_mail: false, generation, ..before.clone() };
    let session = Session { generation, ..facts.session.session.clone() };
    let from = &facts.caller.origin;
    let mut change = vec![
        Write::SaveAccount { account, password: Some(hash), based_on: facts.account.stored.version },
        Write::SaveSession { account: id, session, hash: None, based_on: facts.session.version, now },
        Write::EndSessions { account: id, except: Some(person.session()) },
        Write::ForgetBrowsers { account: id, except: facts.session.session.browser },
        Write::Forget { account: id, scope: Scope::Strangers, door: Door::Password },
        Write::Forget { account: id, scope: Scope::Known, door: Door::Password },
        record(id, EventKind::PasswordChanged, from, now, draw),
    ];
    change.extend(phone::all_signed_out(&facts.account, now));
    change.extend(notify(&facts.account, Notice::PasswordChanged, facts.about(), from, now, draw));
    change
}

/// Ends one session, or signs out of this one.
#[must_use]
pub fn end_session(facts: &MyFacts, session: SessionId, now: Time, draw: &mut Draw<'_>) -> Change {
    let account = facts.account.id();
    let own = session == facts.session.session.id;
    let what = if own { EventKind::SignedOut } else { EventKind::SessionsEnded { count: 1 } };
    vec![Write::EndSession { account, session }, record(account, what, &facts.caller.origin, now, draw)]
}

/// Ends every session but this one.
#[must_use]
pub fn end_other_sessions(facts: &MyFacts, count: u32, now: Time, draw: &mut Draw<'_>) -> Change {
    let account = facts.account.id();
    vec![
        Write::EndSessions { account, except: Some(facts.session.session.id) },
        record(account, EventKind::SessionsEnded { count }, &facts.caller.origin, now, draw),
    ]
}

/// Forgets a known browser.
#[must_use]
pub fn forget_browser(facts: &MyFacts, browser: BrowserId, now: Time, draw: &mut Draw<'_>) -> Change {
    let account = facts.account.id();
    vec![
        Write::ForgetBrowser { account, browser },
        record(account, EventKind::BrowserForgotten, &facts.caller.origin, now, draw),
    ]
}

/// Lets a door be tried again after it came to rest for browsers that are not known, or for all known ones together.
#[must_use]
pub fn allow_tries(
    person: &FreshPerson,
    facts: &MyFacts,
    door: Door,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = person.account();
    let what = EventKind::TriesAllowedAgain { door: door.name().to_owned() };
    vec![
        Write::Forget { account, scope: Scope::Strangers, door },
        Write::Forget { account, scope: Scope::Known, door },
        record(account, what, &facts.caller.origin, now, draw),
    ]
}

/// What is gone with the phone, and what is left. Passkeys are gone where their owner says so, since they may live in a security
/// key or on other devices as well; but never where nothing strong would be left, or whoever has the password alone could
/// shut the owner out of what a thief cannot have.
pub(crate) fn lost_and_left<'a>(
    account: &'a AccountFacts,
    passkeys: bool,
    settings: &Settings,
    now: Time,
) -> (Vec<&'a StoredMethod>, Vec<&'a StoredMethod>) {
    let parted = |passkeys: bool| {
        let active = account.methods.iter().filter(|m| m.method.is_active());
        active.partition::<Vec<_>, _>(|m| match m.method.kind() {
            MethodKind::TextMessage | MethodKind::AuthenticatorApp | MethodKind::MobilePrompt => true,
            MethodKind::Passkey => passkeys,
            MethodKind::SecurityQuestion | MethodKind::RecoveryCode => false,
        })
    };
    let (lost, left) = parted(passkeys);
    let way_left = WaysIn::of(left.iter().map(|m| &m.method), settings, now).strong > 0;
    if passkeys && !way_left { parted(false) } else { (lost, left) }
}

/// "I lost my phone", by whoever gave the password: for 72 hours every sign-in is challenge-strong without the
/// mailed-link way. It never lowers what is asked.
///
/// # Errors
/// `NothingToSuspend`.
pub(crate) fn phone_lost(
    facts: &AccountFacts,
    passkeys: bool,
    from: &Origin,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotChanged> {
    let id = facts.id();
    let (lost, _) = lost_and_left(facts, passkeys, settings, now);
    if lost.is_empty() {
        return Err(NotChanged::NothingToSuspend);
    }
    let account =
        Account { suspended_until: Some(now.plus(settings.suspended_for)), ..facts.stored.account.clone() };
    let mut change = vec![Write::SaveAccount { account, password: None, based_on: facts.stored.version }];
    for stored in lost {
        let method = Method { state: MethodState::Suspended { since: now }, ..stored.method.clone() };
        change.push(Write::SaveMethod { account: id, method, secret: None, based_on: stored.version });
    }
    change.push(Write::ClosePrompts { account: id, now });
    change.push(record(id, EventKind::Suspended, from, now, draw));
    change.extend(notify(facts, Notice::Suspended, About::default(), from, now, draw));
    Ok(change)
}

#[cfg(test)]
#[path = "my_account_tests.rs"]
mod tests;
