//! The first step: the password, and what is asked after it. Until it is right, an unknown name, a wrong password and a
//! locked account are one and the same here (promise 8).

use risk::{Reason, Verdict};

use crate::account::AccountState;
use crate::action::{ActionName, Asking};
use crate::change::{Change, Write};
use crate::decision::{Decision, Granted, Said, record, save};
use crate::event::EventKind;
use crate::facts::{AccountFacts, Caller, Draw, Facts, HeldSignIn};
use crate::id::{BrowserId, SignInId};
use crate::offer::{Occasion, link_needed, offer};
use crate::pass::{self, Proved, Refused};
use crate::repeated;
use crate::settings::Settings;
use crate::sign_in::{
    Kinds, LinkProof, Purpose, Refusal, SignIn, Stage, Verification, VerificationState, Who,
};
use crate::time::Time;
use crate::tries::{Admission, Door, Take};
use crate::weighed::weigh;

/// A sign-in that begins.
#[must_use]
pub fn begin(
    who: Who,
    caller: &Caller,
    shared_computer: bool,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> HeldSignIn {
    let sign_in = SignIn {
        id: SignInId::from_bytes(draw.bytes()),
        who,
        purpose: Purpose::SignIn,
        stage: Stage::Password,
        generation: 0,
        since: now,
        expires: now.plus(settings.sign_in_for),
        browser: None,
        presented: None,
        shared_computer,
        user_agent: caller.origin.user_agent,
        country: caller.origin.country,
    };
    HeldSignIn { sign_in, based_on: None }
}

/// What a step-up asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepUpAsks {
    /// The password.
    Password,
    /// One of the methods, for a change of the account's protection.
    Method,
    /// What an action of the site takes.
    Action {
        /// Which one.
        name: ActionName,
        /// The least that it takes.
        least: Verdict,
        /// How that is asked.
        asking: Asking,
    },
}

/// A step-up that begins in a session.
#[must_use]
pub fn begin_step_up(
    account: &AccountFacts,
    session: &crate::session::StoredSession,
    asks: StepUpAsks,
    caller: &Caller,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> HeldSignIn {
    let held = begin(Who::Known(account.id()), caller, session.session.shared_computer, settings, now, draw);
    let by_method = |verdict, link, reason| {
        Stage::SecondStep(Verification {
            verdict,
            reasons: vec![reason],
            link,
            state: VerificationState::Offered,
            parked: None,
            wrong: 0,
            weighed: None,
            only_counted: false,
            recorded: Kinds::default(),
            no_texts: Vec::new(),
        })
    };
    let (stage, action) = match asks {
        StepUpAsks::Password => (Stage::Password, None),
        StepUpAsks::Method => (by_method(Verdict::Challenge, LinkProof::NotNeeded, Reason::StepUp), None),
        StepUpAsks::Action { name, asking: Asking::Password, .. } => (Stage::Password, Some(name)),
        StepUpAsks::Action { name, least, asking: Asking::Method(link) } => {
            (by_method(least, link, Reason::FreshCheck), Some(name))
        }
    };
    let purpose = Purpose::StepUp { session: session.session.id, action };
    let generation = account.stored.account.generation;
    let sign_in = SignIn { purpose, stage, generation, browser: session.session.browser, ..held.sign_in };
    HeldSignIn { sign_in, based_on: None }
}

/// A sign-in that begins with a name alone: its row is written, and the password asked. Says the same of every name.
#[must_use]
pub fn open(facts: &Facts, draw: &mut Draw<'_>) -> Decision {
    let secret = draw.token(facts.held.sign_in.who.key());
    let change = vec![save(facts, facts.held.sign_in.clone(), Some(secret.hash), draw)];
    let granted = Granted { sign_in: Some(secret.text), ..Granted::default() };
    Decision {
        sign_in: facts.held.sign_in.clone(),
        offer: Vec::new(),
        said: None,
        granted,
        change,
        learned: None,
    }
}

/// Whether a password may be looked at now. Ask before the hash is computed.
#[must_use]
pub fn admit(facts: &Facts, now: Time) -> Admission {
    facts.tries.admit(Door::Password, &facts.guesser(), now)
}

/// The decision on a password. `matches` is false for every name that nobody has.
#[must_use]
pub fn password(
    facts: &Facts,
    matches: bool,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    if facts.held.sign_in.stage != Stage::Password {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    }
    let takes = match admit(facts, now) {
        Admission::Open(takes) => takes,
        Admission::Wait { until } => return Decision::say(facts, Vec::new(), Said::Wait { until }),
        Admission::Resting => return Decision::say(facts, Vec::new(), Said::Resting),
    };
    match &facts.account {
        Some(account) if matches => right(facts, account, &takes, settings, now, draw),
        _ => wrong(facts, &takes, now, draw),
    }
}

fn wrong(facts: &Facts, takes: &[Take], now: Time, draw: &mut Draw<'_>) -> Decision {
    let key = facts.held.sign_in.who.key();
    let guesser = facts.guesser();
    let mut change: Change =
        takes.iter().map(|take| Write::Take { account: key, take: take.clone(), now }).collect();
    change.push(record(key, EventKind::WrongPassword, &facts.caller.origin, now, draw));
    if facts.tries.last_try(Door::Password, &guesser) {
        change.extend(guesser.browser().map(|browser| Write::ForgetBrowser { account: key, browser }));
        change.push(record(key, EventKind::PasswordResting, &facts.caller.origin, now, draw));
    }
    let mut granted = Granted::default();
    if facts.held.based_on.is_none() {
        let secret = draw.token(key);
        change.push(save(facts, facts.held.sign_in.clone(), Some(secret.hash), draw));
        granted.sign_in = Some(secret.text);
    }
    Decision {
        sign_in: facts.held.sign_in.clone(),
        offer: Vec::new(),
        said: Some(Said::WrongPassword),
        granted,
        change,
        learned: None,
    }
}

fn right(
    facts: &Facts,
    account: &AccountFacts,
    takes: &[Take],
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let change = succeed(account, takes, now);
    if let AccountState::Locked { since } = account.stored.account.state {
        return pass::refused(facts, account, Refusal::AccountLocked { since }.into(), change, now, draw);
    }
    if let Purpose::StepUp { .. } = facts.held.sign_in.purpose {
        let for_action = facts.held.sign_in.purpose.action().is_some();
        let reasons = vec![if for_action { Reason::FreshCheck } else { Reason::StepUp }];
        let proved = Proved { reasons, ..Proved::default() };
        return pass::pass(facts, account, &proved, change, settings, now, draw);
    }
    let (assessment, weighed) = weigh(facts, account, settings, now);
    // A question that this site never asks, be it the only method, is nothing to ask for and nothing to be locked out by.
    let nothing_enabled = !account.standing().any(|m| settings.asks_for(m.kind()));
    let none_left = !nothing_enabled && !account.active().any(|m| settings.asks_for(m.kind()));
    if assessment.verdict == Verdict::Refuse {
        let why = Refused { refusal: Refusal::AttackUnderWay, weighed: Some(Box::new(weighed)) };
        return pass::refused(facts, account, why, change, now, draw);
    }
    if assessment.verdict > Verdict::Allow && none_left {
        return pass::refused(facts, account, Refusal::NoWayIn.into(), change, now, draw);
    }
    let link = link_needed(account, assessment.verdict, settings, now);
    let open = assessment.verdict == Verdict::Allow || (nothing_enabled && link == LinkProof::NotNeeded);
    if open {
        let weak = assessment.verdict == Verdict::ChallengeStrong;
        let reasons = assessment.reasons;
        let proved = Proved { weak, reasons, weighed: Some(Box::new(weighed)), ..Proved::default() };
        return pass::pass(facts, account, &proved, change, settings, now, draw);
    }
    let verification = Verification {
        verdict: assessment.verdict,
        reasons: assessment.reasons,
        link,
        state: VerificationState::Offered,
        parked: None,
        wrong: 0,
        weighed: Some(Box::new(weighed)),
        only_counted: false,
        recorded: Kinds::default(),
        no_texts: Vec::new(),
    };
    ask_second_step(facts, account, verification, change, settings, now, draw)
}

/// The password was right, and the second step is asked: the sign-in rises, and how it was judged is recorded.
fn ask_second_step(
    facts: &Facts,
    account: &AccountFacts,
    mut verification: Verification,
    mut change: Change,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let verdict = verification.verdict;
    let (counted, also) = repeated::count(facts, account, now);
    change.extend(counted);
    verification.only_counted = also.is_none();
    change.extend(verification.weighed.clone().zip(also).map(|(weighed, also)| {
        let (reasons, sign_in) = (verification.reasons.clone(), facts.held.sign_in.id);
        let asked = EventKind::SecondStepAsked { verdict, reasons, sign_in, weighed, also };
        record(account.id(), asked, &facts.caller.origin, now, draw)
    }));
    let sign_in = SignIn {
        stage: Stage::SecondStep(verification),
        generation: account.stored.account.generation,
        since: now,
        browser: facts.guesser().browser(),
        presented: facts.browser.as_ref().map(|b| b.presented.clone()),
        ..facts.held.sign_in.clone()
    };
    let secret = draw.token(account.id());
    change.push(save(facts, sign_in.clone(), Some(secret.hash), draw));
    change.extend(reused_browser(facts, account, now, draw));
    let guesser = facts.guesser();
    let occasion = Occasion {
        verdict,
        step_up: false,
        own_phone: facts.caller.own_phone,
        guesser: &guesser,
        tries: &facts.tries,
        no_texts: &[],
        settings,
        now,
    };
    let offer = offer(account, occasion);
    let granted = Granted { sign_in: Some(secret.text), ..Granted::default() };
    Decision { sign_in, offer, said: None, granted, change, learned: None }
}

/// Gives the tries back with their success. A network's count is not given back: signing in to an account of one's own
/// must not pay for guesses at others'.
pub(crate) fn succeed(account: &AccountFacts, takes: &[Take], now: Time) -> Change {
    takes
        .iter()
        .filter(|take| matches!(take.key, crate::tries::CounterKey::Account { .. }))
        .map(|take| Write::Succeed { account: account.id(), take: take.clone(), now })
        .collect()
}

/// "Don't ask on this browser": its own fixed time, on a browser that is still known, where the site allows it.
pub(crate) fn may_skip(facts: &Facts, settings: &Settings, now: Time) -> bool {
    settings.skip_for > 0
        && facts.guesser().browser().is_some()
        && facts.browser.as_ref().and_then(|b| b.stored.browser.skip_until).is_some_and(|until| now < until)
}

/// A replayed old value of a browser's token: somebody has a copy, so the browser is known no longer.
pub(crate) fn reused_browser(
    facts: &Facts,
    account: &AccountFacts,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let Some(browser) = reused(facts) else {
        return Change::new();
    };
    vec![
        Write::ForgetBrowser { account: account.id(), browser },
        record(account.id(), EventKind::BrowserTokenReused, &facts.caller.origin, now, draw),
    ]
}

fn reused(facts: &Facts) -> Option<BrowserId> {
    let browser = facts.browser.as_ref()?;
    (browser.says == crate::browser::TokenSays::Reused).then_some(browser.stored.browser.id)
}

#[cfg(test)]
#[path = "first_step_tests.rs"]
mod tests;
