//! The score: how many times likelier this visit is a stranger's than the owner's, as a sum of natural
//! logarithms, one for each factor. What follows from it (a budget, a verdict) is not here.

mod device;
mod network;
mod trouble;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::profile::{Hours, Kind, Now, hour};
use crate::{Factor, Part, Profile, Signals, Statistics};

/// Above so many points a part is a reason.
pub const REASON: f64 = 0.7;

/// With fewer completed sign-ins than this the hour says nothing.
const SIGN_INS_FOR_HOURS: f64 = 5.0;

/// Which factors and which of our additions to the published formulas count. The service uses them all;
/// the bench leaves out one after another to show what each is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula {
    /// Which factors count, in the order of [`Factor::ALL`].
    pub counts: [bool; Factor::COUNT],
    /// How often an owner's networks are new to this account is measured, not assumed.
    pub measured_networks: bool,
    /// How often the owner shows no token is measured, not assumed.
    pub measured_tokens: bool,
    /// A token earns one point of trust even in a country that the account never signed in from (published).
    pub tokens_abroad: bool,
}

impl Default for Formula {
    fn default() -> Formula {
        Formula {
            counts: [true; Factor::COUNT],
            measured_networks: true,
            measured_tokens: true,
            tokens_abroad: false,
        }
    }
}

impl Formula {
    /// This formula without a factor.
    #[must_use]
    pub fn without(mut self, factor: Factor) -> Formula {
        self.counts[factor as usize] = false;
        self
    }
}

/// The parts of a score. Stored as `{"country": 1.25, "hour": -0.4}`: the factors that say something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<Factor, f64>", into = "BTreeMap<Factor, f64>")]
pub struct Score {
    pub(crate) points: [f64; Factor::COUNT],
}

impl From<BTreeMap<Factor, f64>> for Score {
    fn from(parts: BTreeMap<Factor, f64>) -> Score {
        let mut score = Score::default();
        parts.into_iter().for_each(|(factor, points)| score.points[factor as usize] = points);
        score
    }
}

impl From<Score> for BTreeMap<Factor, f64> {
    fn from(score: Score) -> BTreeMap<Factor, f64> {
        let says = |part: &Part| part.points != 0.0;
        score.parts().filter(says).map(|part| (part.factor, part.points)).collect()
    }
}

impl Score {
    /// To thousandths of a point: what is kept beside a decision must be short, and the very numbers that it was
    /// taken on.
    #[must_use]
    pub fn rounded(mut self) -> Score {
        self.points.iter_mut().for_each(|points| *points = libm::round(*points * 1_000.0) / 1_000.0);
        self
    }

    /// The sum. Higher is riskier.
    pub fn total(&self) -> f64 {
        self.points.iter().sum()
    }

    /// The points of one factor.
    pub fn of(&self, factor: Factor) -> f64 {
        self.points[factor as usize]
    }

    /// Every part, in the order of [`Factor::ALL`].
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        Factor::ALL.into_iter().zip(self.points).map(|(factor, points)| Part { factor, points })
    }

    /// What speaks against the visit, the weightiest first.
    pub fn against(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = self.parts().filter(|part| part.points > REASON).collect();
        parts.sort_by(|a, b| b.points.total_cmp(&a.points).then(a.factor.cmp(&b.factor)));
        parts
    }

    /// What speaks for it, the weightiest first.
    pub fn in_favour(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = self.parts().filter(|part| part.points < -REASON).collect();
        parts.sort_by(|a, b| a.points.total_cmp(&b.points).then(a.factor.cmp(&b.factor)));
        parts
    }
}

/// What a visit is compared with.
#[derive(Clone, Copy)]
struct Scene<'a> {
    visit: &'a Signals,
    account: Now<'a>,
    all: &'a Statistics,
    formula: &'a Formula,
}

/// Scores a visit against what the account and all accounts showed before.
pub fn score(visit: &Signals, profile: &Profile, all: &Statistics, formula: &Formula) -> Score {
    let scene = Scene { visit, account: profile.at(visit.at), all, formula };
    let mut points =
        Factor::ALL.map(|factor| if formula.counts[factor as usize] { scene.part(factor) } else { 0.0 });
    // Numbers of a broken profile must not make a score that compares with nothing.
    points.iter_mut().filter(|points| !points.is_finite()).for_each(|points| *points = 0.0);
    Score { points }
}

impl Scene<'_> {
    fn part(&self, factor: Factor) -> f64 {
        match factor {
            Factor::Country => self.country(),
            Factor::NetworkOwner => self.owner(),
            Factor::Network => self.network(),
            Factor::System => self.system(),
            Factor::Browser => self.browser(),
            Factor::Version => self.version(),
            Factor::KnownBrowser => self.known_browser(),
            Factor::Hour => self.hour(),
            Factor::Hosting => self.hosting(),
            Factor::Tor => self.tor(),
            Factor::Travel => self.travel(),
            Factor::Failures => self.failures(),
            Factor::ManyAccounts => self.many_accounts(),
            Factor::BreachedPassword => self.breached_password(),
        }
    }

    /// Is this country one the account has never signed in from? Not told if there is no country.
    fn is_new_country(&self) -> bool {
        self.visit.country.is_some_and(|country| !self.account.has_seen(Kind::Country, country))
    }

    fn hour(&self) -> f64 {
        if self.account.total() < SIGN_INS_FOR_HOURS {
            return 0.0;
        }
        let hours: Hours = self.account.hours();
        (-libm::log(hours.likelihood(hour(self.visit.at)))).clamp(-1.0, 1.5)
    }
}

/// How much likelier a stranger shows this than the owner, who shows it with probability `owner`. Of the
/// strangers the share `random` shows it as often as everybody does (`everybody`), the others copy the
/// owner; that bounds the trust which a copy can earn at `ln(1 - random)`.
fn compared(owner: f64, everybody: f64, random: f64) -> f64 {
    libm::log((random * everybody + (1.0 - random) * owner) / owner)
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
