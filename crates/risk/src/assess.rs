//! The rules: from a visit and a history to a verdict with its reasons. The strictest rule wins.
//! Not here: scores and budgets (a later engine that can only add to these rules), and which
//! methods satisfy a verdict (`rules`).

use serde::{Deserialize, Serialize};

use crate::{BrowserEvidence, CoarseReason, Day, History, Lapse, Place, Reason, Visit};

/// So many wrong answers of a browser's own class are a reason to ask.
pub const FAILURES_THAT_COUNT: u32 = 3;

/// For how many seconds a recovery makes the account's sign-ins suspect: 72 hours.
pub const RECENT_RECOVERY: i64 = 72 * 60 * 60;

/// What is asked after the right password, from the mildest to the strictest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing more.
    Allow,
    /// Any enabled method.
    Challenge,
    /// A method that a thief with the password and the mailbox does not have.
    ChallengeStrong,
    /// No way in at present. Today's rules never say so (there is always some way offered); it is
    /// for operators' rules and the scored engine, with evidence of an attack under way.
    Refuse,
}

/// A verdict and everything that speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// What is asked.
    pub verdict: Verdict,
    /// Why, each reason once, in the order of the rules.
    pub reasons: Vec<Reason>,
}

impl Assessment {
    /// Nothing speaks against this visit.
    pub const fn allow() -> Assessment {
        Assessment { verdict: Verdict::Allow, reasons: Vec::new() }
    }

    /// Asks at least `verdict`, because of `reason`. Never lowers what is asked. This is how reasons
    /// that are not risk (the person's setting, a step-up, an operator's rule) join in.
    #[must_use]
    pub fn require(mut self, verdict: Verdict, reason: Reason) -> Assessment {
        self.verdict = self.verdict.max(verdict);
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
        self
    }

    /// The same visit, judged only by what happened to the account: what is merely unusual is left out.
    #[must_use]
    pub(crate) fn without_what_is_unusual(&self, known: bool) -> Assessment {
        let happened = self.reasons.iter().filter(|reason| !reason.is_merely_unusual());
        happened
            .fold(Assessment::allow(), |so_far, reason| so_far.require(asked_for(*reason, known), *reason))
    }

    /// The reasons as they may be told before the second step, each once.
    pub fn coarse_reasons(&self) -> Vec<CoarseReason> {
        let mut told = Vec::new();
        for coarse in self.reasons.iter().map(|reason| reason.coarse()) {
            if !told.contains(&coarse) {
                told.push(coarse);
            }
        }
        told
    }
}

/// Judges a visit against what the account's history says.
///
/// An account without any method cannot be challenged; whether it then enrolls one first is for the
/// caller to decide, not a reason to see less risk here.
pub fn assess(visit: &Visit, history: &History) -> Assessment {
    let known = visit.browser.is_known();
    [
        browser(visit.browser),
        place(visit, history),
        failures(visit),
        visit.failures.denied_prompt.then_some(Reason::DeniedPrompt),
        recovery(visit),
        visit.account.password_just_reset.then_some(Reason::PasswordReset),
        visit.account.suspended.then_some(Reason::Suspended),
        visit.account.passkey_copied.then_some(Reason::PasskeyCopied),
        visit.account.breached_password.then_some(Reason::BreachedPassword),
        visit.account.profile_unreadable.then_some(Reason::ProfileUnreadable),
    ]
    .into_iter()
    .flatten()
    .fold(Assessment::allow(), |so_far, reason| so_far.require(asked_for(reason, known), reason))
}

/// The table: what each reason asks of a known browser and of any other.
const fn asked_for(reason: Reason, known: bool) -> Verdict {
    match reason {
        Reason::NewBrowser
        | Reason::NewPlace { .. }
        | Reason::PlaceMissing
        | Reason::ProfileUnreadable
        | Reason::EverySignIn
        | Reason::StepUp
        | Reason::FreshCheck
        | Reason::Floor
        | Reason::RarePlace { .. }
        | Reason::UnusualNetwork
        | Reason::UnusualDevice
        | Reason::UnusualHour
        | Reason::HostingNetwork
        | Reason::TorExit
        | Reason::ImpossibleTravel
        | Reason::ManyFailures
        | Reason::BreachedPassword
        | Reason::UnusualSignIn => Verdict::Challenge,
        Reason::RecentFailures | Reason::DeniedPrompt | Reason::RecentRecovery | Reason::PasswordReset => {
            if known {
                Verdict::Challenge
            } else {
                Verdict::ChallengeStrong
            }
        }
        Reason::BrowserTokenReused | Reason::PasskeyCopied | Reason::Suspended => Verdict::ChallengeStrong,
    }
}

fn browser(evidence: BrowserEvidence) -> Option<Reason> {
    match evidence {
        BrowserEvidence::Known => None,
        BrowserEvidence::Unknown => Some(Reason::NewBrowser),
        BrowserEvidence::NoLongerKnown(Lapse::TokenReused) => Some(Reason::BrowserTokenReused),
        BrowserEvidence::NoLongerKnown(Lapse::TooManyFailures) => Some(Reason::RecentFailures),
    }
}

fn place(visit: &Visit, history: &History) -> Option<Reason> {
    match visit.place {
        Place::NotConfigured | Place::Private => None,
        Place::Missing => Some(Reason::PlaceMissing),
        // The first sign-in ever has no usual place to differ from, and a new browser says enough.
        // A known browser without a history has lost it, so there the place does count as new.
        Place::Country(_) if history.is_empty() && !visit.browser.is_known() => None,
        Place::Country(country) if history.knows(country, Day::of(visit.at)) => None,
        Place::Country(country) => Some(Reason::NewPlace { country }),
    }
}

fn failures(visit: &Visit) -> Option<Reason> {
    (visit.failures.by_this_class >= FAILURES_THAT_COUNT).then_some(Reason::RecentFailures)
}

// A recovery that lies in the future means that a clock is wrong, which asks as well.
fn recovery(visit: &Visit) -> Option<Reason> {
    let recovered_at = visit.account.recovered_at?;
    (visit.at.saturating_sub(recovered_at) < RECENT_RECOVERY).then_some(Reason::RecentRecovery)
}

#[cfg(test)]
#[path = "assess_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "assess_table_tests.rs"]
mod table_tests;
