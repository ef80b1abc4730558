//! One trial: a year of sign-ins goes through a model in the order of time, and every score after the first
//! 35 % is kept, of owners and of attackers apart. Thresholds are drawn afterwards, so that every model is
//! compared at the same share of owners asked.

use std::collections::HashMap;

use risk::generate::{Actor, BEGINNING, SignIn, YEAR};

use super::contestant::Contestant;

/// A score and how many sign-ins the account had completed before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored {
    pub(super) score: f64,
    pub(super) before: u32,
}

/// What a model said.
#[derive(Debug, Default)]
pub(super) struct Trial {
    pub(super) owners: Vec<Scored>,
    pub(super) attackers: HashMap<Actor, Vec<Scored>>,
}

/// Runs a year through a model.
pub(super) fn run(year: &[SignIn], model: &mut dyn Contestant) -> Trial {
    let mut trial = Trial::default();
    let mut before: HashMap<u32, u32> = HashMap::new();
    for sign_in in year {
        let count = before.entry(sign_in.person).or_default();
        let warm = sign_in.at - BEGINNING > YEAR / 100 * 35;
        if warm && *count > 0 {
            let scored = Scored { score: model.score(sign_in), before: *count };
            match sign_in.actor {
                Actor::Owner => trial.owners.push(scored),
                attacker => trial.attackers.entry(attacker).or_default().push(scored),
            }
        }
        if sign_in.actor == Actor::Owner {
            model.learn(sign_in);
            *count += 1;
        }
    }
    trial
}

/// Which accounts are looked at, by completed sign-ins before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Accounts {
    pub(super) least: u32,
    pub(super) most: u32,
}

impl Accounts {
    pub(super) const ALL: Accounts = Accounts { least: 1, most: u32::MAX };
    pub(super) const YOUNG: Accounts = Accounts { least: 5, most: 20 };

    fn holds(self, scored: &Scored) -> bool {
        (self.least..=self.most).contains(&scored.before)
    }
}

impl Trial {
    /// The score above which at most this share of owners is asked.
    pub(super) fn threshold(&self, accounts: Accounts, budget: f64) -> f64 {
        let mut scores: Vec<f64> =
            self.owners.iter().filter(|scored| accounts.holds(scored)).map(|scored| scored.score).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        let count = f64::from(u32::try_from(scores.len()).unwrap_or(u32::MAX));
        let asked = super::whole(budget * count);
        scores.get(asked).copied().unwrap_or(f64::INFINITY)
    }

    /// The share of owners asked at this threshold.
    pub(super) fn asked(&self, accounts: Accounts, threshold: f64) -> f64 {
        share(&self.owners, accounts, threshold)
    }

    /// The share of an attacker's attempts stopped at this threshold.
    pub(super) fn stopped(&self, attacker: Actor, accounts: Accounts, threshold: f64) -> f64 {
        self.attackers.get(&attacker).map_or(f64::NAN, |scored| share(scored, accounts, threshold))
    }
}

fn share(scored: &[Scored], accounts: Accounts, threshold: f64) -> f64 {
    let (mut all, mut above) = (0_u32, 0_u32);
    for scored in scored.iter().filter(|scored| accounts.holds(scored)) {
        all += 1;
        above += u32::from(scored.score > threshold);
    }
    f64::from(above) / f64::from(all)
}
