//! "I lost my phone", said with the password alone: what is on it is suspended. It counts tries as a sign-in does, never
//! lowers what is asked, and signs nobody in.

use crate::account::AccountState;
use crate::change::{Change, Write};
use crate::decision::Said;
use crate::facts::{AccountFacts, Draw, Facts};
use crate::first_step::{self, succeed};
use crate::method::MethodKind;
use crate::my_account;
use crate::offer::WaysIn;
use crate::settings::Settings;
use crate::time::Time;
use crate::tries::Admission;

/// What its owner says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Passkeys were on it too.
    pub passkeys: bool,
    /// They were told that nothing strong would be left, and want it all the same.
    pub last_too: bool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LostPhone {
    /// The password is not right, or may not be tried now.
    Said(Said),
    /// The account is locked; told only after the right password.
    Locked {
        /// Since when.
        since: Time,
    },
    /// Nothing that lives on a phone is enabled.
    NothingOnIt,
    /// Without these nothing strong would be left, which they were not told before: nothing is suspended.
    WouldLeaveNone {
        /// Their kinds and the names that their owner knows them by.
        methods: Vec<(MethodKind, String)>,
    },
    /// From now on these are suspended.
    Suspended {
        /// Their kinds and the names that their owner knows them by.
        methods: Vec<(MethodKind, String)>,
        /// Whether something is left that passes a strong second step.
        way_left: bool,
        /// Whether passkeys are left as they are, and why.
        passkeys_left: Option<PasskeysLeft>,
    },
}

/// Why passkeys still count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeysLeft {
    /// Nobody said that they were on the phone.
    Untouched,
    /// They were, but nothing strong would be left without them.
    Last,
}

/// The decision. `matches` is false for every name that nobody has.
#[must_use]
pub fn lost_phone(
    facts: &Facts,
    matches: bool,
    report: Report,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> (LostPhone, Change) {
    let takes = match first_step::admit(facts, now) {
        Admission::Open(takes) => takes,
        Admission::Wait { until } => return (LostPhone::Said(Said::Wait { until }), Change::new()),
        Admission::Resting => return (LostPhone::Said(Said::Resting), Change::new()),
    };
    let Some(account) = facts.account.as_ref().filter(|_| matches) else {
        let wrong = first_step::password(facts, false, settings, now, draw);
        let counted = wrong.change.into_iter().filter(|write| !matches!(write, Write::NewSignIn { .. }));
        return (LostPhone::Said(Said::WrongPassword), counted.collect());
    };
    let mut change = succeed(account, &takes, now);
    if let AccountState::Locked { since } = account.stored.account.state {
        return (LostPhone::Locked { since }, change);
    }
    let said = told(account, report.passkeys, settings, now);
    if let LostPhone::Suspended { methods, way_left: false, .. } = said
        && !report.last_too
    {
        return (nothing_yet(methods), change);
    }
    match my_account::phone_lost(account, report.passkeys, &facts.caller.origin, settings, now, draw) {
        Ok(suspended) => {
            change.extend(suspended);
            (told(account, report.passkeys, settings, now), change)
        }
        Err(_) => (LostPhone::NothingOnIt, change),
    }
}

fn nothing_yet(methods: Vec<(MethodKind, String)>) -> LostPhone {
    if methods.is_empty() { LostPhone::NothingOnIt } else { LostPhone::WouldLeaveNone { methods } }
}

fn told(account: &AccountFacts, passkeys: bool, settings: &Settings, now: Time) -> LostPhone {
    let (lost, left) = my_account::lost_and_left(account, passkeys, settings, now);
    let passkey_left = left.iter().any(|m| m.method.kind() == MethodKind::Passkey);
    LostPhone::Suspended {
        methods: lost.iter().map(|m| (m.method.kind(), m.method.label().to_owned())).collect(),
        way_left: WaysIn::of(left.iter().map(|m| &m.method), settings, now).strong > 0,
        passkeys_left: passkey_left.then_some(if passkeys {
            PasskeysLeft::Last
        } else {
            PasskeysLeft::Untouched
        }),
    }
}
