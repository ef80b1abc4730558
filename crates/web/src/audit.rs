//! One thing that happened on an account, as administrators and auditors read it: where from, and for a decision everything
//! that it rested on, in one full line. Made here once, for the pages, the API and the command line. Deliberately not here: what
//! the owner reads of it (`pages::activity`), and any decision taken anew.

mod wording;

use risk::{AccountClass, CountryCode, SCORES_TO_LEARN, Threshold, TokenEvidence, Verdict};
use rules::event::{Event, EventKind};
use rules::weighed::Weighed;
use serde::Serialize;
use utoipa::ToSchema;

use crate::pages::times;
use crate::seen;
use crate::words::Words;

pub(crate) use wording::{accounts, whole};
pub use wording::{learning, number, threshold_of};

/// One thing that happened, in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Entry {
    /// Its opaque identifier.
    pub id: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// What, such as `signed_in` or `second_step_asked`.
    pub what: String,
    /// All of it as one line of text, in the language of the reader.
    pub line: String,
    /// Such as "Firefox on Linux"; empty if not known.
    pub browser: String,
    /// The country's two letters; empty if not known.
    pub country: String,
    /// The network address; empty where nothing came over the network.
    pub address: String,
    /// What the decision rested on, where one was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// The line's parts, for a page.
    #[serde(skip)]
    #[schema(ignore)]
    pub parts: Parts,
}

/// The parts of a line.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// When, in Unix seconds.
    pub at: i64,
    /// What happened, with what belongs to it.
    pub what: String,
    /// Browser, place and address, as far as they are known.
    pub from: Vec<String>,
    /// Why it was decided so, one sentence each.
    pub why: Vec<String>,
    /// Worth a second look.
    pub serious: bool,
}

/// A decision after the right password, with all that it rested on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Decision {
    /// What was asked in the end: `allow`, `challenge`, `challenge_strong` or `refuse`.
    #[schema(value_type = String)]
    pub asked: Verdict,
    /// The codes of the reasons that stood for it.
    pub reasons: Vec<&'static str>,
    /// The version of the policy.
    pub policy: String,
    /// Its challenge budget, a share from 0 to 1.
    pub budget: f64,
    /// What the policy said.
    #[schema(value_type = String)]
    pub verdict: Verdict,
    /// The policy was in shadow: what it said was recorded and not enforced.
    pub shadow: bool,
    /// The class of the account: `new`, `young` or `old`.
    pub class: &'static str,
    /// Whether the browser was known.
    pub known_browser: bool,
    /// Whether the browser showed a token: `known`, `absent`, or `nothing_to_show` where the account has no known browser.
    pub token: &'static str,
    /// A second step had been passed lately on this browser in this country, which spares what the score alone asks.
    pub grace: bool,
    /// The score: the sum of its parts.
    pub score: f64,
    /// Its parts, the weightiest first.
    pub parts: Vec<ScorePart>,
    /// The threshold that the score was compared with.
    pub threshold: f64,
    /// How many sign-ins it was learned from; fewer than 1,000: it was the fixed one.
    pub learned_from: u32,
    /// What the rules alone asked.
    pub rules: RulesAsked,
}

/// One part of a score.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ScorePart {
    /// Which factor, such as `country`.
    pub factor: &'static str,
    /// Its points: above nothing it speaks against the visit, below for it.
    pub points: f64,
}

/// What the rules alone asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RulesAsked {
    /// How much.
    #[schema(value_type = String)]
    pub verdict: Verdict,
    /// The codes of their reasons.
    pub reasons: Vec<&'static str>,
}

impl Entry {
    /// An event in full.
    #[must_use]
    pub fn of(event: &Event, words: Words) -> Self {
        let country: Option<CountryCode> = event.from.country;
        let browser = seen::browser(words, event.from.user_agent);
        let place = seen::place(words, country);
        let from: Vec<String> = [browser.clone(), place, event.from.address.clone()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let decided = decided(&event.what);
        let why = decided.as_ref().map(|decided| wording::sentences(decided, words)).unwrap_or_default();
        let parts = Parts {
            at: event.at.0,
            what: wording::headline(&event.what, words),
            from,
            why,
            serious: wording::is_serious(&event.what),
        };
        Self {
            id: event.id.to_string(),
            at: times::iso(event.at.0),
            what: code(&event.what),
            line: one_line(&parts),
            browser,
            country: seen::country_code(country),
            address: event.from.address.clone(),
            decision: decided.as_ref().map(Decision::of),
            parts,
        }
    }
}

/// What happened, from where, and why, on one line.
fn one_line(parts: &Parts) -> String {
    let head = std::iter::once(parts.what.clone()).chain(parts.from.iter().cloned());
    let head = head.collect::<Vec<_>>().join(" · ");
    std::iter::once(head).chain(parts.why.iter().cloned()).collect::<Vec<_>>().join(". ")
}

/// The name that an event is stored under, which is the one for JSON too.
pub(crate) fn code(what: &EventKind) -> String {
    let stored = serde_json::to_value(what).unwrap_or_default();
    stored.get("what").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// A decision among the events: what was asked, why, and what that rested on.
pub(crate) struct Decided<'a> {
    asked: Verdict,
    reasons: &'a [risk::Reason],
    weighed: &'a Weighed,
}

fn decided(what: &EventKind) -> Option<Decided<'_>> {
    match what {
        EventKind::SignedIn { reasons, weighed: Some(weighed), .. } => {
            Some(Decided { asked: Verdict::Allow, reasons, weighed })
        }
        EventKind::SecondStepAsked { verdict, reasons, weighed, .. } => {
            Some(Decided { asked: *verdict, reasons, weighed })
        }
        EventKind::SignInRefused { weighed: Some(weighed), .. } => {
            Some(Decided { asked: Verdict::Refuse, reasons: &weighed.grounds.rules.reasons, weighed })
        }
        _ => None,
    }
}

impl Decision {
    fn of(decided: &Decided<'_>) -> Self {
        let Weighed { grounds, verdict, policy, class, token, budget, shadow, .. } = decided.weighed;
        let codes = |reasons: &[risk::Reason]| reasons.iter().map(|reason| reason.code()).collect();
        Self {
            asked: decided.asked,
            reasons: codes(decided.reasons),
            policy: policy.clone(),
            budget: *budget,
            verdict: *verdict,
            shadow: *shadow,
            class: class.code(),
            known_browser: grounds.known,
            token: match token {
                TokenEvidence::Known => "known",
                TokenEvidence::Absent => "absent",
                TokenEvidence::NothingToShow => "nothing_to_show",
            },
            grace: grounds.grace,
            score: thousandths(grounds.score.total()),
            parts: wording::weightiest_first(&grounds.score)
                .into_iter()
                .map(|part| ScorePart { factor: part.factor.code(), points: part.points })
                .collect(),
            threshold: grounds.threshold.score,
            learned_from: grounds.threshold.learned_from,
            rules: RulesAsked { verdict: grounds.rules.verdict, reasons: codes(&grounds.rules.reasons) },
        }
    }
}

/// Sums of rounded parts are no longer round.
fn thousandths(points: f64) -> f64 {
    let rounded = (points * 1_000.0).round() / 1_000.0;
    // Never minus nothing.
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// How far a class has come: for JSON.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Learning {
    /// The class of accounts: `new`, `young` or `old`.
    pub accounts: &'static str,
    /// A sign-in with a higher score is asked.
    pub threshold: f64,
    /// How many completed sign-ins of the last 90 days it was learned from.
    pub learned_from: u32,
    /// How many it takes; before that the threshold is a fixed one.
    pub needed: u32,
    /// Whether it is still the fixed one.
    pub learning: bool,
}

impl Learning {
    /// How far a class has come.
    #[must_use]
    pub fn of(class: AccountClass, threshold: Threshold) -> Self {
        Self {
            accounts: class.code(),
            threshold: threshold.score,
            learned_from: threshold.learned_from,
            needed: SCORES_TO_LEARN,
            learning: threshold.is_learning(),
        }
    }
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
