//! The goals that are ratios of two figures of one run (their reasons are in `docs/performance.md`), and how a ratio is
//! judged. A must that is missed fails no bench: it is said, and a person decides.

use std::fmt;

/// Which side of a bound is the good one.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bound {
    AtMost { must: f64, stretch: f64 },
    AtLeast { must: f64, stretch: f64 },
}

/// One goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Goal {
    number: u8,
    what: &'static str,
    unit: &'static str,
    bound: Bound,
}

const fn at_most(number: u8, what: &'static str, unit: &'static str, must: f64, stretch: f64) -> Goal {
    let bound = Bound::AtMost { must, stretch };
    Goal { number, what, unit, bound }
}

const fn at_least(number: u8, what: &'static str, unit: &'static str, must: f64, stretch: f64) -> Goal {
    let bound = Bound::AtLeast { must, stretch };
    Goal { number, what, unit, bound }
}

pub(super) const STEPS: Goal = at_most(3, "second steps: floor's rate over the product's", "x", 3.0, 2.0);
pub(super) const STEP_CPU: Goal = at_most(5, "server CPU of a second step over the floor's", "x", 4.0, 2.0);
pub(super) const BESIDE_HASH: Goal = at_most(6, "CPU beside the hash, as a share of the hash", "%", 3.0, 1.0);
pub(super) const CHECKS: Goal = at_least(7, "password checks as a share of raw Argon2id", "%", 85.0, 93.0);
pub(super) const STEP_IN_FLOOD: Goal =
    at_most(8, "second step's p99 in a flood of passwords", "x", 10.0, 4.0);
pub(super) const WAIT_IN_FLOOD: Goal = at_most(9, "longest admitted password check in it", "s", 2.0, 1.0);
pub(super) const IDLE: Goal = at_most(10, "memory after one sign-in, without hash slots", "MiB", 40.0, 30.0);
pub(super) const GROWTH: Goal = at_most(11, "growth under 32 clients, without hash slots", "MiB", 24.0, 12.0);
pub(super) const START: Goal = at_most(12, "start to the first 200", "ms", 110.0, 30.0);
pub(super) const START_LARGE: Goal =
    at_most(12, "start with many accounts over start with few", "x", 1.2, 1.2);
pub(super) const LOGIN_LARGE: Goal =
    at_most(13, "server CPU of a login with many accounts over few", "x", 1.3, 1.1);
pub(super) const POSTGRES: Goal =
    at_least(14, "second steps over pgbench's one-row upserts", "x", 0.2, 1.0 / 3.0);
pub(super) const FULL: Goal = at_least(15, "synchronous FULL as a share of NORMAL", "%", 85.0, 95.0);

pub(super) const APPROVED: Goal = at_most(17, "approved to signed in, p99, one node", "ms", 150.0, 50.0);
pub(super) const APPROVED_ACROSS: Goal =
    at_most(18, "approved to signed in, p99, across two nodes", "ms", 400.0, 150.0);
pub(super) const WAITING: Goal =
    at_most(19, "memory, all of it, by page that waits with an app", "KiB", 51.2, 30.0);

impl Goal {
    /// This goal with what was measured.
    pub(super) const fn at(self, value: f64) -> Judged {
        Judged { goal: self, value }
    }
}

/// A measured value beside its goal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    goal: Goal,
    value: f64,
}

impl fmt::Display for Judged {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Goal { number, what, unit, bound } = self.goal;
        let (sign, must, stretch, meets): (_, _, _, fn(f64, f64) -> bool) = match bound {
            Bound::AtMost { must, stretch } => ("<=", must, stretch, |value, bound| value <= bound),
            Bound::AtLeast { must, stretch } => (">=", must, stretch, |value, bound| value >= bound),
        };
        let verdict = if meets(self.value, stretch) {
            "stretch reached"
        } else if meets(self.value, must) {
            "must reached"
        } else {
            "MUST MISSED"
        };
        let value = self.value;
        write!(
            out,
            "  goal {number:>2}  {what:<52} {value:>8.2} {unit:<3}  must {sign} {must:.3}, stretch {sign} {stretch:.3}: {verdict}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_its_bound_reaches_it() {
        assert!(STEPS.at(2.0).to_string().ends_with("stretch reached"));
        assert!(STEPS.at(3.0).to_string().ends_with("must reached"));
        assert!(STEPS.at(3.01).to_string().ends_with("MUST MISSED"));
        assert!(CHECKS.at(93.0).to_string().ends_with("stretch reached"));
        assert!(CHECKS.at(84.9).to_string().ends_with("MUST MISSED"));
    }
}
