//! What the risk engine is told of a sign-in, what it says, and what a completed one teaches: as data, beside the decision
//! that it led to. Deliberately not here: the engine (`risk`), and what it keeps of all accounts together (`flows`).

use risk::{
    AccountClass, Assessment, CountryCode, Evidence, Grounds, Lesson, Policy, Reason, Score, Signals,
    Threshold, TokenEvidence, Verdict,
};
use serde::{Deserialize, Serialize};

use crate::action::Actions;
use crate::facts::{AccountFacts, Facts};
use crate::group::{self, Groups};
use crate::settings::{Settings, VerifyWhen};
use crate::time::Time;

/// What an operator wants of the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RiskSettings {
    /// The policy in force.
    pub policy: Policy,
    /// Its decisions are recorded and not enforced.
    pub shadow: bool,
    /// How often nodes tell each other of failures lately, in seconds.
    pub share_failures_every: i64,
    /// What is asked of the accounts of a group, whatever the risk.
    pub groups: Groups,
    /// What the site's own actions take.
    pub actions: Actions,
}

impl Default for RiskSettings {
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            shadow: false,
            share_failures_every: 10,
            groups: Groups::new(),
            actions: Actions::new(),
        }
    }
}

/// What the engine computed for a password that was just given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The score of the visit.
    pub score: Score,
    /// The threshold of the account's class.
    pub threshold: Threshold,
    /// The password is on the operator's list of breached ones.
    pub breached_password: bool,
}

/// How a sign-in was judged: enough to take the decision again. Kept in the sign-in's row, then in an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// What it rests on.
    pub grounds: Grounds,
    /// What the policy says.
    pub verdict: Verdict,
    /// The version of that policy.
    pub policy: String,
    /// How many sign-ins the account had completed, in classes.
    pub class: AccountClass,
    /// What the browser's token said.
    pub token: TokenEvidence,
    /// The policy's budget, which the threshold was learned for.
    pub budget: f64,
    /// The score counts for the budget, once the sign-in is complete: who is asked anyway says nothing about whom the
    /// score should ask, and a first sign-in is compared with nothing.
    pub counts: bool,
    /// The policy's decision was recorded only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shadow: bool,
}

/// What a completed sign-in taught, kept in its session so that "this wasn't me" can take exactly this back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taught {
    /// What the profile learned.
    pub lesson: Lesson,
    /// The country that the history knows through it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
}

/// What all nodes learn from a completed sign-in, once it is committed.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// What it taught the account's profile.
    pub lesson: Lesson,
    /// Its score, where it counts for the challenge budget.
    pub score: Option<(AccountClass, f64)>,
}

/// How much is asked after the right password, and how that was judged: what the engine says, the operator's rules for
/// groups, and the person's own choice where it is stricter.
#[must_use]
pub fn weigh(facts: &Facts, account: &AccountFacts, settings: &Settings, now: Time) -> (Assessment, Weighed) {
    let risk = &settings.risk;
    let visit = facts.visit(account, now);
    let country = facts.caller.signals.country;
    // Without a score the visit counts as unusual by its rules ("cannot be compared"), so zero lets nobody in.
    let scored = facts.scored.unwrap_or(Scored {
        score: Score::default(),
        threshold: Threshold { score: risk::THRESHOLD_WHILE_LEARNING, learned_from: 0 },
        breached_password: false,
    });
    let grounds = Grounds::of(&Evidence {
        visit: &visit,
        history: &account.history,
        country,
        score: scored.score,
        threshold: scored.threshold,
        passed: facts.browser.as_ref().and_then(|browser| browser.stored.browser.passed),
    });
    let judged = grounds.decide(&risk.policy);
    let assessment = if risk.shadow {
        grounds.in_shadow()
    } else {
        Assessment { verdict: judged.verdict, reasons: judged.reasons(facts.caller.origin.country) }
    };
    let weighed = Weighed {
        verdict: judged.verdict,
        policy: risk.policy.version(),
        class: class(account),
        token: facts.token(),
        budget: risk.policy.budget,
        counts: counts(account, settings),
        shadow: risk.shadow,
        grounds,
    };
    (floored(assessment, facts, account, settings, now), weighed)
}

fn floored(
    mut assessment: Assessment,
    facts: &Facts,
    account: &AccountFacts,
    settings: &Settings,
    now: Time,
) -> Assessment {
    let least = group::least(facts, account, settings, now);
    if least > assessment.verdict {
        assessment = assessment.require(least, Reason::Floor);
    }
    let every = account.stored.account.verify == VerifyWhen::EverySignIn || !settings.when_risky_allowed;
    if !every || crate::first_step::may_skip(facts, settings, now) {
        return assessment;
    }
    // Where nobody has the choice it was not theirs.
    let reason = if settings.when_risky_allowed { Reason::EverySignIn } else { Reason::Floor };
    assessment.require(Verdict::Challenge, reason)
}

fn counts(account: &AccountFacts, settings: &Settings) -> bool {
    let chosen = account.stored.account.verify == VerifyWhen::WhenRisky && settings.when_risky_allowed;
    let in_group = group::rules(account, settings).next().is_some();
    chosen && !in_group && account.history.sign_ins() > 0
}

/// The class of accounts that this one shares a threshold with.
#[must_use]
pub fn class(account: &AccountFacts) -> AccountClass {
    AccountClass::of(account.history.sign_ins())
}

/// What a completed sign-in taught: the account's history and profile after it, what its session keeps, what all nodes
/// learn.
pub(crate) struct Lessons {
    pub(crate) history: risk::History,
    pub(crate) profile: risk::Profile,
    pub(crate) taught: Taught,
    pub(crate) learned: Learned,
}

/// Learns from a sign-in that is complete. `weighed`: how it was judged when the password was given.
pub(crate) fn learn(facts: &Facts, account: &AccountFacts, weighed: Option<&Weighed>, now: Time) -> Lessons {
    let visit = facts.visit(account, now);
    let token = weighed.map_or_else(|| facts.token(), |weighed| weighed.token);
    let signals = Signals { at: now.0, token, ..facts.caller.signals };
    // What could not be read begins anew.
    let (profile, lesson) = account.profile.clone().unwrap_or_default().learn(&signals);
    let country = facts.caller.origin.country;
    let is_new = |country: &CountryCode| !account.history.knows(*country, risk::Day::of(now.0));
    let taught = Taught { lesson: lesson.clone(), country: country.filter(is_new) };
    let score = weighed.filter(|weighed| weighed.counts);
    let score = score.map(|weighed| (weighed.class, weighed.grounds.score.total()));
    let history = account.history.learn(&visit);
    Lessons { history, profile, taught, learned: Learned { lesson, score } }
}

#[cfg(test)]
#[path = "weighed_tests.rs"]
mod tests;
