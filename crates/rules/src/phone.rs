//! A phone that prompts are answered on: pairing it, whether it is signed in to the app, signing it out. Deliberately not here:
//! the prompts (`prompt`), and keys and signatures, which `secrets` checks.

use serde::{Deserialize, Serialize};

use crate::change::{Change, Write};
use crate::decision::record;
use crate::enrollment::{Enabled, MyFacts, NotEnrolled, enable, living};
use crate::event::{EventKind, Origin};
use crate::facts::{AccountFacts, Draw};
use crate::fresh::FreshPerson;
use crate::id::{AccountId, MethodId};
use crate::method::{Method, MethodData, MethodKind, MethodState, StoredMethod};
use crate::my_account::NAME_MAX;
use crate::offer::WaysIn;
use crate::settings::Settings;
use crate::time::{DAY, MINUTE, Time};

/// How long a pairing code is good for (NIST SP 800-63B-4 section 4.1.2.2 allows ten minutes).
pub const PAIRING_FOR: i64 = 5 * MINUTE;
/// How long the browser may take to confirm a phone that showed its code.
const CONFIRM_FOR: i64 = 10 * MINUTE;
/// A phone that was not seen for so long is quiet: prompts are not offered until its app is opened again.
pub const QUIET_AFTER: i64 = 30 * DAY;
/// How often it is written down at most that a phone was seen.
const SEEN_EVERY: i64 = DAY;

/// What is known of a phone. Its row's secret is where to wake it: the sealed push subscription, or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// Hash of the code that pairs it, until a phone has shown it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Hash of its token; empty: it has none, or it was signed out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub token: String,
    /// Its public key (P-256, uncompressed point, base64url); never changes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// When its app was last seen; written once a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Time>,
    /// When it was signed out of the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_out_at: Option<Time>,
}

/// How a phone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneState {
    /// It showed its code; its owner has not confirmed it in the browser yet.
    Waiting,
    /// Prompts reach it.
    SignedIn,
    /// Not seen for [`QUIET_AFTER`].
    Quiet,
    /// Its owner signed out of the app, or it was reported lost.
    SignedOut,
}

impl PhoneState {
    /// The name of the state in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::SignedIn => "signed_in",
            Self::Quiet => "quiet",
            Self::SignedOut => "signed_out",
        }
    }
}

impl Phone {
    /// Whether prompts reach it: its app is signed in and was seen lately.
    #[must_use]
    pub fn is_reached(&self, now: Time) -> bool {
        !self.token.is_empty() && self.seen_at.is_some_and(|at| now.since(at) < QUIET_AFTER)
    }
}

/// How the phone of a method stands; none: the method is no phone, or none has shown its code.
#[must_use]
pub fn state(method: &Method, now: Time) -> Option<PhoneState> {
    let phone = method.phone()?;
    Some(match method.state {
        MethodState::Pending { expires } if !phone.token.is_empty() && now < expires => PhoneState::Waiting,
        MethodState::Pending { .. } => return None,
        MethodState::Suspended { .. } => PhoneState::SignedOut,
        MethodState::Active if phone.token.is_empty() => PhoneState::SignedOut,
        MethodState::Active if phone.is_reached(now) => PhoneState::SignedIn,
        MethodState::Active => PhoneState::Quiet,
    })
}

/// The phones that prompts reach, but for the one that asks itself.
pub fn reached(
    account: &AccountFacts,
    own: Option<MethodId>,
    now: Time,
) -> impl Iterator<Item = &StoredMethod> {
    account.methods.iter().filter(move |stored| {
        let signed_in = state(&stored.method, now) == Some(PhoneState::SignedIn);
        signed_in && Some(stored.method.id) != own
    })
}

/// The data of a phone that is being paired by the code of this hash.
#[must_use]
pub fn new_phone(code: String) -> MethodData {
    MethodData::MobilePrompt(Phone { code, ..Phone::default() })
}

/// What a phone brings when it shows its code.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its public key.
    pub key: String,
    /// The hash of the token that it is given.
    pub token: String,
    /// What it calls itself.
    pub name: String,
}

/// A phone showed the code of this hash: it may be confirmed now, by whoever holds the browser that asked.
///
/// # Errors
/// `Gone`, where the code is unknown, used or too old: the same.
pub fn claim(
    account: &AccountFacts,
    code: &str,
    claim: Claim,
    now: Time,
) -> Result<(Method, Change), NotEnrolled> {
    let waits = |stored: &&StoredMethod| {
        let pending = matches!(stored.method.state, MethodState::Pending { expires } if now < expires);
        pending && stored.method.phone().is_some_and(|phone| !phone.code.is_empty() && phone.code == code)
    };
    let stored = account.methods.iter().find(waits).ok_or(NotEnrolled::Gone)?;
    let Claim { key, token, name } = claim;
    let phone = Phone { token, key, seen_at: Some(now), ..Phone::default() };
    let method = Method {
        state: MethodState::Pending { expires: now.plus(CONFIRM_FOR) },
        name: named(&stored.method.name, &name),
        data: MethodData::MobilePrompt(phone),
        ..stored.method.clone()
    };
    let write = Write::SaveMethod {
        account: account.id(),
        method: method.clone(),
        // The sealed code has done its work; the place is for the push subscription.
        secret: Some(String::new()),
        based_on: stored.version,
    };
    Ok((method, vec![write]))
}

/// What its owner called it, or what it calls itself.
fn named(given: &str, own: &str) -> String {
    if given.is_empty() { own.trim().chars().take(NAME_MAX).collect() } else { given.to_owned() }
}

/// Its owner says in the browser that it is theirs: the phone counts, and those that were signed out are gone.
///
/// # Errors
/// `Gone`, where no phone has shown the code yet, or too long ago.
pub fn confirm(
    person: &FreshPerson,
    facts: &MyFacts,
    id: MethodId,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Enabled, NotEnrolled> {
    let stored = living(facts, id, now)?;
    let phone = stored.method.phone().filter(|phone| !phone.token.is_empty()).ok_or(NotEnrolled::Gone)?;
    let data = MethodData::MobilePrompt(Phone { seen_at: Some(now), ..phone.clone() });
    let mut enabled = enable(person, facts, stored, data, None, now, draw);
    let left = |old: &&StoredMethod| {
        old.method.is_active() && old.method.phone().is_some_and(|phone| phone.token.is_empty())
    };
    enabled.change.extend(facts.account.methods.iter().filter(left).map(|old| Write::DropMethod {
        account: person.account(),
        method: old.method.id,
        based_on: old.version,
    }));
    Ok(enabled)
}

/// That its app was seen, where that is not written down already today.
#[must_use]
pub fn seen(account: AccountId, stored: &StoredMethod, now: Time) -> Option<Write> {
    let phone = stored.method.phone()?;
    let due = phone.seen_at.is_none_or(|at| now.since(at) >= SEEN_EVERY);
    (due && stored.method.is_active()).then(|| {
        let data = MethodData::MobilePrompt(Phone { seen_at: Some(now), ..phone.clone() });
        let method = Method { data, ..stored.method.clone() };
        Write::SaveMethod { account, method, secret: None, based_on: stored.version }
    })
}

/// Whether no way in would be left if this phone were signed out.
#[must_use]
pub fn is_last_way_in(account: &AccountFacts, id: MethodId, settings: &Settings, now: Time) -> bool {
    let others = account.active().filter(|m| m.id != id && m.kind() != MethodKind::RecoveryCode);
    WaysIn::of(others, settings, now).total() == 0
}

/// Signs a phone out of the app: its token and its push subscription are gone. Where no other phone is signed in, the
/// prompts end with it.
#[must_use]
pub fn sign_out(
    facts: &AccountFacts,
    stored: &StoredMethod,
    from: &Origin,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = facts.id();
    let mut change: Change = signed_out(account, stored, now).into_iter().collect();
    if stored.method.is_active() && !change.is_empty() {
        change.push(record(account, EventKind::PhoneSignedOut, from, now, draw));
        change.extend(close_prompts(facts, stored.method.id, now));
    }
    change
}

/// The end of the account's prompts, where this phone is the last that they reach.
pub(crate) fn close_prompts(facts: &AccountFacts, leaves: MethodId, now: Time) -> Option<Write> {
    let last = reached(facts, Some(leaves), now).next().is_none();
    last.then_some(Write::ClosePrompts { account: facts.id(), now })
}

fn signed_out(account: AccountId, stored: &StoredMethod, now: Time) -> Option<Write> {
    let phone = stored.method.phone().filter(|phone| !phone.token.is_empty())?;
    if matches!(stored.method.state, MethodState::Pending { .. }) {
        return Some(Write::DropMethod { account, method: stored.method.id, based_on: stored.version });
    }
    let phone = Phone { token: String::new(), signed_out_at: Some(now), ..phone.clone() };
    let method = Method { data: MethodData::MobilePrompt(phone), ..stored.method.clone() };
    Some(Write::SaveMethod { account, method, secret: Some(String::new()), based_on: stored.version })
}

/// A new password after "this wasn't me" ends every phone's registration (DESIGN section 4).
pub(crate) fn all_signed_out(account: &AccountFacts, now: Time) -> Change {
    let id = account.id();
    let out: Change = match account.stored.account.denied_at {
        Some(_) => account.methods.iter().filter_map(|stored| signed_out(id, stored, now)).collect(),
        None => Change::new(),
    };
    let close = (!out.is_empty()).then_some(Write::ClosePrompts { account: id, now });
    out.into_iter().chain(close).collect()
}

#[cfg(test)]
#[path = "phone_tests.rs"]
mod tests;
