//! The decision: the rules first, then the score, which can only add to them. What is asked by which method
//! is not here, and neither is the person's own setting.

use serde::{Deserialize, Serialize};

use crate::{
    Assessment, CountryCode, Factor, History, Key, Part, Place, Reason, Score, Threshold, Verdict, Visit,
    assess,
};

/// For how many seconds a passed second step spares the same browser in the same country another one that
/// only the score asks for: 12 hours.
pub const GRACE: i64 = 12 * 60 * 60;

/// Which release of the rules and formulas decides; raised with each change of what they say.
const ENGINE: u32 = 1;

/// What an operator can choose.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "snake_case")]
pub struct Policy {
    /// The share of the owners' sign-ins that the score may ask, from 0 to 1.
    pub budget: f64,
    /// So many points above the threshold a challenge is a strong one.
    pub strong_above: f64,
    /// So many points above it, and with an attack under way, a visit is refused.
    pub refuse_above: f64,
    /// When an unknown browser is asked whatever the score.
    pub unknown_browser: UnknownBrowser,
}

/// When an unknown browser is asked whatever the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownBrowser {
    /// At every sign-in.
    Always,
    /// At the first sign-in, from a new country, where the place is not known, and whenever anything else
    /// speaks against it. Elsewhere the score decides: fewer interruptions, measured in `docs/risk.md`.
    NewCountry,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { budget: 0.02, strong_above: 3.0, refuse_above: 6.0, unknown_browser: UnknownBrowser::Always }
    }
}

/// A number of a policy is impossible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` must be {1}")]
pub struct BadPolicy(&'static str, &'static str);

impl BadPolicy {
    /// Which number.
    pub const fn key(&self) -> &'static str {
        self.0
    }
}

impl Policy {
    /// A short name of this very policy under this engine, for records: two that decide alike have the same.
    pub fn version(&self) -> String {
        let unknown = match self.unknown_browser {
            UnknownBrowser::Always => 0_u64,
            UnknownBrowser::NewCountry => 1,
        };
        let numbers = [self.budget, self.strong_above, self.refuse_above].map(f64::to_bits);
        // FNV-1a, as no adversary chooses a policy.
        let bytes = numbers.into_iter().chain([unknown]).flat_map(u64::to_le_bytes);
        let mark = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |mark, byte| {
            (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{ENGINE}-{:08x}", mark >> 32)
    }

    /// The policy, if its numbers are possible.
    ///
    /// # Errors
    /// Which number is not, and what it must be.
    pub fn checked(self) -> Result<Policy, BadPolicy> {
        if !(0.0..=1.0).contains(&self.budget) {
            return Err(BadPolicy("budget", "a share from 0 to 1"));
        }
        if !(0.0..=100.0).contains(&self.strong_above) {
            return Err(BadPolicy("strong_above", "from 0 to 100 points"));
        }
        if !(self.strong_above..=100.0).contains(&self.refuse_above) {
            return Err(BadPolicy("refuse_above", "at least `strong_above` and at most 100 points"));
        }
        Ok(self)
    }
}

/// The latest second step that this very browser has passed for this account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// When, in Unix seconds.
    pub at: i64,
    /// From which country.
    pub country: Option<Key>,
}

/// What a decision is made from.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The visit, for the rules.
    pub visit: &'a Visit,
    /// What the rules know of the account.
    pub history: &'a History,
    /// The country of the visit, for the grace.
    pub country: Option<Key>,
    /// The score of the visit.
    pub score: Score,
    /// The threshold of the account's class.
    pub threshold: Threshold,
    /// What this browser passed lately.
    pub passed: Option<Passed>,
}

/// What a decision rests on, once everything was looked at. Kept beside the decision: with it and a policy the
/// decision can be taken again at any time, and must come out the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    /// What the rules alone ask, with their reasons.
    pub rules: Assessment,
    /// The rules hold nothing against it but an unknown browser, in a country that the account is at home in.
    pub only_new_browser: bool,
    /// On a known browser.
    pub known: bool,
    /// A second step was passed lately, on this browser in this country, and nothing was denied since.
    pub grace: bool,
    /// The score.
    pub score: Score,
    /// The threshold of the account's class.
    pub threshold: Threshold,
}

/// A decision with everything it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What is asked.
    pub verdict: Verdict,
    /// What the rules alone ask, with their reasons.
    pub rules: Assessment,
    /// The rules ask, whatever the score.
    pub rules_ask: bool,
    /// What the score alone asks, the grace considered.
    pub by_score: Verdict,
    /// The score.
    pub score: Score,
    /// The threshold it was compared with.
    pub threshold: Threshold,
    /// The score would have asked, and a recent second step spared it.
    pub spared: bool,
}

impl Judgement {
    /// The parts that the score asks for, the weightiest first; none if it does not ask.
    pub fn parts(&self) -> Vec<Part> {
        if self.by_score == Verdict::Allow { Vec::new() } else { self.score.against() }
    }

    /// Everything that it asks for, each reason once: the rules' own, then the score's, the weightiest first.
    /// `country`: of the visit.
    pub fn reasons(&self, country: Option<CountryCode>) -> Vec<Reason> {
        let rules: &[Reason] = if self.rules_ask { &self.rules.reasons } else { &[] };
        let mut reasons = rules.to_vec();
        let parts = self.parts();
        let by_parts = parts.iter().filter_map(|part| Reason::of(part.factor, country));
        for reason in by_parts {
            let said = reasons.contains(&reason) || reason.is_covered_by(&reasons);
            if !said {
                reasons.push(reason);
            }
        }
        if self.by_score > Verdict::Allow && reasons.is_empty() {
            reasons.push(Reason::UnusualSignIn);
        }
        reasons
    }
}

/// Judges a visit: the rules first, then the score.
pub fn decide(evidence: &Evidence<'_>, policy: &Policy) -> Judgement {
    Grounds::of(evidence).decide(policy)
}

impl Grounds {
    /// Looks at everything.
    pub fn of(evidence: &Evidence<'_>) -> Grounds {
        let rules = assess(evidence.visit, evidence.history);
        Grounds {
            only_new_browser: is_only_new_browser(&rules, evidence),
            known: evidence.visit.browser.is_known(),
            grace: is_in_grace(evidence),
            score: evidence.score,
            threshold: evidence.threshold,
            rules,
        }
    }

    /// Decides under a policy.
    pub fn decide(&self, policy: &Policy) -> Judgement {
        let left_to_score = policy.unknown_browser == UnknownBrowser::NewCountry && self.only_new_browser;
        let rules_ask = self.rules.verdict > Verdict::Allow && !left_to_score;
        let asked_by_rules = if left_to_score { Verdict::Allow } else { self.rules.verdict };
        let raw = self.by_score(policy);
        let spared = raw == Verdict::Challenge && self.grace;
        let by_score = if spared { Verdict::Allow } else { raw };
        Judgement {
            verdict: asked_by_rules.max(by_score),
            rules: self.rules.clone(),
            rules_ask,
            by_score,
            score: self.score,
            threshold: self.threshold,
            spared,
        }
    }

    /// What is asked where a policy is only rehearsed on the living ("shadow mode"): what happened to the account
    /// counts, what is merely unusual does not.
    pub fn in_shadow(&self) -> Assessment {
        self.rules.without_what_is_unusual(self.known)
    }

    fn by_score(&self, policy: &Policy) -> Verdict {
        let above = self.score.total() - self.threshold.score;
        if above > policy.refuse_above && is_attack(&self.score) && !self.known {
            // Never on a known browser: no stranger may lock an owner out of it.
            Verdict::Refuse
        } else if above > policy.strong_above {
            Verdict::ChallengeStrong
        } else if above > 0.0 {
            Verdict::Challenge
        } else {
            Verdict::Allow
        }
    }
}

/// Nothing but an unknown browser, in a country that the account is at home in.
fn is_only_new_browser(rules: &Assessment, evidence: &Evidence<'_>) -> bool {
    rules.reasons == [Reason::NewBrowser]
        && matches!(evidence.visit.place, Place::Country(_))
        && !evidence.history.is_empty()
}

/// Is there more than an unusual owner: failures in bursts, or a network that attackers rent?
fn is_attack(score: &Score) -> bool {
    const SIGNS: [Factor; 4] = [Factor::Failures, Factor::ManyAccounts, Factor::Hosting, Factor::Tor];
    SIGNS.iter().any(|sign| score.of(*sign) > crate::REASON)
}

/// Passed lately in the same country, on this browser, and nothing denied, no key copied since.
fn is_in_grace(evidence: &Evidence<'_>) -> bool {
    let visit = evidence.visit;
    evidence.passed.is_some_and(|passed| {
        (0..GRACE).contains(&visit.at.saturating_sub(passed.at))
            && passed.country == evidence.country
            && visit.browser.is_known()
            && !visit.failures.denied_prompt
            && !visit.account.passkey_copied
    })
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
