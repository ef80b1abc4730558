//! Figures of many trials: for each model and each share of owners that may be asked, the mean share of each
//! attacker's attempts that is stopped.

use risk::generate::Actor;

use super::trial::{Accounts, Trial};

/// The shares that are looked at, over all accounts.
pub(super) const BUDGETS: [f64; 7] = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.10];

/// One cut through a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cut {
    pub(super) budget: f64,
    pub(super) asked: f64,
    pub(super) threshold: f64,
    /// By attacker, in the order of [`Actor::ATTACKERS`].
    pub(super) stopped: [f64; 8],
}

impl Cut {
    fn of(trial: &Trial, accounts: Accounts, budget: f64) -> Cut {
        let threshold = trial.threshold(accounts, budget);
        Cut {
            budget,
            asked: trial.asked(accounts, threshold),
            threshold,
            stopped: Actor::ATTACKERS.map(|attacker| trial.stopped(attacker, accounts, threshold)),
        }
    }

    fn plus(&self, other: &Cut) -> Cut {
        let mut stopped = self.stopped;
        stopped.iter_mut().zip(other.stopped).for_each(|(sum, share)| *sum += share);
        Cut {
            budget: self.budget,
            asked: self.asked + other.asked,
            threshold: self.threshold + other.threshold,
            stopped,
        }
    }

    fn over(&self, count: f64) -> Cut {
        Cut {
            budget: self.budget,
            asked: self.asked / count,
            threshold: self.threshold / count,
            stopped: self.stopped.map(|sum| sum / count),
        }
    }
}

/// One model's sums.
#[derive(Debug, Clone)]
struct Model {
    name: String,
    trials: u32,
    all: Vec<Cut>,
    young: Cut,
}

/// The figures of one site.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) site: &'static str,
    models: Vec<Model>,
}

impl Tally {
    pub(super) fn new(site: &'static str) -> Tally {
        Tally { site, models: Vec::new() }
    }

    pub(super) fn add(&mut self, name: &str, trial: &Trial) {
        self.models.push(Model {
            name: name.to_owned(),
            trials: 1,
            all: BUDGETS.iter().map(|budget| Cut::of(trial, Accounts::ALL, *budget)).collect(),
            young: Cut::of(trial, Accounts::YOUNG, 0.02),
        });
    }

    pub(super) fn merged(mut self, other: Tally) -> Tally {
        for theirs in other.models {
            match self.models.iter_mut().find(|ours| ours.name == theirs.name) {
                Some(ours) => {
                    ours.trials += theirs.trials;
                    ours.all = ours.all.iter().zip(&theirs.all).map(|(a, b)| a.plus(b)).collect();
                    ours.young = ours.young.plus(&theirs.young);
                }
                None => self.models.push(theirs),
            }
        }
        self
    }

    /// The models, in the order in which they ran.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.models.iter().map(|model| model.name.as_str())
    }

    /// A model's means over all accounts, by budget.
    pub(super) fn cuts(&self, name: &str) -> Vec<Cut> {
        let model = self.models.iter().find(|model| model.name == name);
        model.map_or_else(Vec::new, |model| {
            model.all.iter().map(|cut| cut.over(f64::from(model.trials))).collect()
        })
    }

    /// A model's means over all accounts at one budget.
    pub(super) fn at(&self, name: &str, budget: f64) -> Option<Cut> {
        self.cuts(name).into_iter().find(|cut| (cut.budget - budget).abs() < 1e-9)
    }

    /// A model's means over accounts with 5 to 20 sign-ins, at 2 %.
    pub(super) fn young(&self, name: &str) -> Option<Cut> {
        let model = self.models.iter().find(|model| model.name == name)?;
        Some(model.young.over(f64::from(model.trials)))
    }
}
