//! The challenge budget: which score is asked, so that about a given share of the owners' sign-ins is. Each
//! class of accounts has its own threshold, learned from completed sign-ins of the last 90 days. What is
//! asked at that score is not here (`decide`).

mod blob;

use serde::{Deserialize, Serialize};

use crate::Day;

/// So many scores of a class must be known before its budget is kept.
pub const SCORES_TO_LEARN: u32 = 1_000;

/// The threshold of a class that is still learning: the owner and a stranger are equally likely.
pub const THRESHOLD_WHILE_LEARNING: f64 = 0.0;

/// No threshold is lower or higher, whatever the scores of a strange quarter were.
const BOUNDS: (f64, f64) = (-4.0, 3.0);

const BINS: usize = 512;
const LOWEST: f64 = -16.0;
const BINS_PER_POINT: f64 = 16.0;
/// The latest weeks suffice once they hold so many scores, so that a site that changes is followed sooner.
const ENOUGH: u32 = 10_000;

/// 91 days.
const WEEKS: usize = 13;
const WEEKS_SPAN: i64 = 13;

/// Accounts that share a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountClass {
    /// Fewer than 5 completed sign-ins.
    New,
    /// 5 to 20.
    Young,
    /// More.
    Old,
}

impl AccountClass {
    /// All of them.
    pub const ALL: [AccountClass; 3] = [AccountClass::New, AccountClass::Young, AccountClass::Old];

    /// The stable code, the same as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            AccountClass::New => "new",
            AccountClass::Young => "young",
            AccountClass::Old => "old",
        }
    }

    /// The class of an account with so many completed sign-ins.
    pub const fn of(sign_ins: u32) -> AccountClass {
        match sign_ins {
            0..5 => AccountClass::New,
            5..=20 => AccountClass::Young,
            _ => AccountClass::Old,
        }
    }
}

/// A threshold, and how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// A score above this is asked.
    pub score: f64,
    /// How many scores of the last 90 days it was learned from.
    pub learned_from: u32,
}

impl Threshold {
    /// To thousandths of a point, as [`crate::Score::rounded`].
    #[must_use]
    pub fn rounded(self) -> Threshold {
        Threshold { score: libm::round(self.score * 1_000.0) / 1_000.0, ..self }
    }

    /// There are too few scores yet; the threshold is the fixed one.
    pub const fn is_learning(&self) -> bool {
        self.learned_from < SCORES_TO_LEARN
    }
}

/// The scores of completed sign-ins of the last 13 weeks, counted by class, week and sixteenths of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreCounts {
    classes: [Weeks; 3],
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Weeks {
    /// The number of the latest week, from 1970.
    latest: i64,
    /// By week modulo [`WEEKS`].
    weeks: Vec<Week>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Week {
    bins: [u32; BINS],
    total: u32,
}

const NO_SCORES: Week = Week { bins: [0; BINS], total: 0 };

impl Default for ScoreCounts {
    fn default() -> ScoreCounts {
        let empty = Weeks { latest: 0, weeks: vec![NO_SCORES; WEEKS] };
        ScoreCounts { classes: [empty.clone(), empty.clone(), empty] }
    }
}

impl ScoreCounts {
    /// Counts the score of a sign-in that the owner has completed. Not for people who verify at every
    /// sign-in (they would be asked anyway), and not for sign-ins that failed or were abandoned, or an
    /// attacker could move the threshold.
    pub fn learn(&mut self, class: AccountClass, at: i64, score: f64) {
        self.classes[class as usize].add(week(at), bin(score), 1);
    }

    /// The threshold at which about this share of a class's sign-ins is asked.
    pub fn threshold(&self, class: AccountClass, budget: f64) -> Threshold {
        let weeks = &self.classes[class as usize];
        let learned_from = weeks.latest_first().map(|week| week.total).sum();
        let learning = Threshold { score: THRESHOLD_WHILE_LEARNING, learned_from };
        if learning.is_learning() {
            return learning;
        }
        Threshold { score: weeks.quantile(budget).clamp(BOUNDS.0, BOUNDS.1), learned_from }
    }

    /// Adds what another node counted.
    pub fn merge(&mut self, other: &ScoreCounts) {
        for (ours, theirs) in self.classes.iter_mut().zip(&other.classes) {
            ours.merge(theirs);
        }
    }
}

impl Weeks {
    fn add(&mut self, week: i64, bin: usize, count: u32) {
        self.move_on(week);
        if self.latest - week >= WEEKS_SPAN {
            return;
        }
        let Some(week) = self.weeks.get_mut(slot(week)) else { return };
        if let Some(cell) = week.bins.get_mut(bin) {
            *cell = cell.saturating_add(count);
            week.total = week.total.saturating_add(count);
        }
    }

    /// Forgets the weeks that are 13 weeks old by then.
    fn move_on(&mut self, week: i64) {
        for new in week.saturating_sub(WEEKS_SPAN - 1).max(self.latest + 1)..=week {
            if let Some(old) = self.weeks.get_mut(slot(new)) {
                *old = NO_SCORES;
            }
        }
        self.latest = self.latest.max(week);
    }

    fn latest_first(&self) -> impl Iterator<Item = &Week> {
        (0..WEEKS_SPAN).filter_map(|back| self.weeks.get(slot(self.latest - back)))
    }

    /// The score above which this share of the latest scores lies, by interpolation within a bin.
    fn quantile(&self, above: f64) -> f64 {
        let (mut latest, mut total) = (Vec::with_capacity(WEEKS), 0_u32);
        for week in self.latest_first() {
            latest.push(week);
            total = total.saturating_add(week.total);
            if total >= ENOUGH {
                break;
            }
        }
        let wanted = above * f64::from(total);
        let mut passed = 0.0;
        let mut top = LOWEST + 32.0;
        for bin in (0..BINS).rev() {
            let count: f64 =
                latest.iter().filter_map(|week| week.bins.get(bin)).copied().map(f64::from).sum();
            if count > 0.0 && passed + count >= wanted {
                return top - (wanted - passed) / count / BINS_PER_POINT;
            }
            passed += count;
            top -= 1.0 / BINS_PER_POINT;
        }
        LOWEST
    }

    fn merge(&mut self, other: &Weeks) {
        let Some(oldest) = (other.latest > 0).then(|| other.latest - WEEKS_SPAN + 1) else { return };
        for week in oldest..=other.latest {
            let theirs = other.weeks.get(slot(week)).into_iter().flat_map(|week| &week.bins);
            for (bin, count) in theirs.enumerate() {
                self.add(week, bin, *count);
            }
        }
    }
}

fn slot(week: i64) -> usize {
    usize::try_from(week.rem_euclid(WEEKS_SPAN)).unwrap_or_default()
}

fn week(at: i64) -> i64 {
    Day::of(at).number().div_euclid(7)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the bins first")]
fn bin(score: f64) -> usize {
    let place = libm::floor((score - LOWEST) * BINS_PER_POINT);
    place.clamp(0.0, 511.0) as usize
}

#[cfg(test)]
#[path = "budget_tests.rs"]
mod tests;
