//! A wrong answer: what it counts, whom it tells, where the sign-in stands after it. Deliberately not here: whether an answer is
//! wrong (`judge`), and the bounds of tries (`tries`).

use super::{Open, current_offer, with};
use crate::change::{Change, Write};
use crate::decision::{About, Decision, Granted, Said, notify, record, save};
use crate::event::EventKind;
use crate::facts::{Draw, Facts};
use crate::message::Notice;
use crate::method::MethodKind;
use crate::settings::Settings;
use crate::sign_in::{Asked, Challenge, Verification, VerificationState};
use crate::time::Time;
use crate::tries::{Door, Take};

/// After so many wrong answers of unknown browsers the owner is told that somebody has the password (ASVS 6.3.7): counted
/// over all methods and sign-ins, so that whoever begins anew after two is told of too.
const TELL_AFTER_WRONG: u32 = 3;
/// And told again after so many more.
const TELL_AGAIN_AFTER: u32 = 5;

/// Whether the owner is told with this wrong answer.
fn is_told(facts: &Facts) -> bool {
    let guesser = facts.guesser();
    let wrong = facts.tries.method_failures(&guesser).saturating_add(1);
    guesser.browser().is_none() && wrong % TELL_AGAIN_AFTER == TELL_AFTER_WRONG
}

/// What a wrong answer counts.
pub(crate) fn wrong_takes(
    facts: &Facts,
    takes: &[Take],
    kind: MethodKind,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let key = facts.held.sign_in.who.key();
    let guesser = facts.guesser();
    let mut change: Change =
        takes.iter().map(|take| Write::Take { account: key, take: take.clone(), now }).collect();
    if facts.tries.last_try(Door::Method(kind), &guesser) {
        change.extend(guesser.browser().map(|browser| Write::ForgetBrowser { account: key, browser }));
        let what = EventKind::MethodResting { method: kind };
        change.push(record(key, what, &facts.caller.origin, now, draw));
    }
    change
}

#[expect(clippy::too_many_arguments, reason = "one decision's whole context; bundling it would only hide it")]
pub(super) fn wrong(
    facts: &Facts,
    open: &Open<'_>,
    challenge: &Challenge,
    kind: MethodKind,
    said: Said,
    mut change: Change,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let mut challenge = challenge.clone();
    if let Asked::TextMessage(code) = &mut challenge.asked {
        code.wrong = code.wrong.saturating_add(1);
    }
    let wrong = open.verification.wrong.saturating_add(1);
    let verification =
        Verification { wrong, state: VerificationState::Challenged(challenge), ..open.verification.clone() };
    change.push(record(
        open.account.id(),
        EventKind::WrongAnswer { method: kind },
        &facts.caller.origin,
        now,
        draw,
    ));
    if is_told(facts) {
        let from = &facts.caller.origin;
        change.extend(notify(open.account, Notice::SecondStepFailing, About::default(), from, now, draw));
    }
    let sign_in = with(facts, verification.clone());
    change.push(save(facts, sign_in.clone(), None, draw));
    let offer = current_offer(facts, open.account, &verification, settings, now);
    Decision { sign_in, offer, said: Some(said), granted: Granted::default(), change, learned: None }
}
