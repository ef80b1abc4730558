//! A passkey as the whole sign-in: a person who was verified needs no password. Until it is right, an account that nobody
//! has, a passkey that is not in use and a wrong signature are one and the same here (promise 8). Deliberately not here: the
//! passkey as the second step, which is `second_step`'s.

use risk::Reason;

use crate::change::{Change, Write};
use crate::decision::{Decision, Said, record};
use crate::event::EventKind;
use crate::facts::{AccountFacts, Draw, Facts};
use crate::first_step::succeed;
use crate::judge::{Checked, Judged, PasskeyProof, judge};
use crate::method::{MethodKind, StoredMethod};
use crate::pass::{self, Proved};
use crate::passkey::{self, key_use, used};
use crate::second_step::wrong_takes;
use crate::settings::Settings;
use crate::time::Time;
use crate::tries::{Admission, Door, Take};
use crate::weighed::weigh;

const DOOR: Door = Door::Method(MethodKind::Passkey);

/// Whether a passkey may be looked at now. Ask before its signature is checked.
#[must_use]
pub fn admit(facts: &Facts, now: Time) -> Admission {
    facts.tries.admit(DOOR, &facts.guesser(), now)
}

/// The decision on a passkey. `proof`: none for whatever proves nothing.
#[must_use]
pub fn passkey(
    facts: &Facts,
    proof: Option<PasskeyProof>,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let takes = match admit(facts, now) {
        Admission::Open(takes) => takes,
        Admission::Wait { until } => return Decision::say(facts, Vec::new(), Said::Wait { until }),
        Admission::Resting => return Decision::say(facts, Vec::new(), Said::Resting),
    };
    let checked = Checked::Passkey(proof.filter(|proof| proof.user_verified));
    let found = facts.account.as_ref().and_then(|account| Some((account, used(account, checked)?)));
    match found {
        Some((account, stored)) => right(facts, account, stored, checked, &takes, settings, now, draw),
        None => wrong(facts, &takes, now, draw),
    }
}

fn wrong(facts: &Facts, takes: &[Take], now: Time, draw: &mut Draw<'_>) -> Decision {
    let key = facts.held.sign_in.who.key();
    let mut change = wrong_takes(facts, takes, MethodKind::Passkey, now, draw);
    let what = EventKind::WrongAnswer { method: MethodKind::Passkey };
    change.push(record(key, what, &facts.caller.origin, now, draw));
    Decision { change, ..Decision::say(facts, Vec::new(), Said::Wrong) }
}

#[expect(clippy::too_many_arguments, reason = "one decision's whole context; bundling it would only hide it")]
fn right(
    facts: &Facts,
    account: &AccountFacts,
    stored: &StoredMethod,
    checked: Checked,
    takes: &[Take],
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let Judged::Right(method, _) = judge(&stored.method, checked, now) else {
        return wrong(facts, takes, now, draw);
    };
    let mut change: Change = succeed(account, takes, now);
    let (key, copied) = key_use(stored, checked, true);
    change.push(Write::SaveMethod { account: account.id(), method, secret: None, based_on: stored.version });
    if copied {
        change.extend(passkey::copied(account, stored, &facts.caller.origin, now, draw));
    }
    // Whatever would be asked, a verified passkey is enough: an attack from where its owner is cannot hold it.
    let (assessment, weighed) = weigh(facts, account, settings, now);
    let copied = copied.then_some(Reason::PasskeyCopied);
    let proved = Proved {
        method: Some(MethodKind::Passkey),
        key,
        link: false,
        weak: false,
        reasons: assessment.reasons.into_iter().chain(copied).collect(),
        skip: false,
        weighed: Some(Box::new(weighed)),
    };
    pass::pass(facts, account, &proved, change, settings, now, draw)
}

#[cfg(test)]
#[path = "passkey_sign_in_tests.rs"]
mod tests;
