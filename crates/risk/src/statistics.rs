//! What the completed sign-ins of all accounts showed: how common each country, network owner, network,
//! system and browser is. Bounded in memory, fading, and the same whichever node counted what. Which
//! account showed what is not here.

mod blob;
mod counts;
mod sketch;

use counts::Counts;
use sketch::Sketch;

use crate::profile::{self, Kind};
use crate::{Key, Lesson, Signals, TokenEvidence};

/// Different countries that are told apart.
const COUNTRIES: usize = 512;
/// Different owners, each in each country, that are told apart.
const OWNERS: usize = 1 << 16;
/// Different systems, and browsers on systems.
const BROWSERS: usize = 1 << 10;

/// How common everything is over all accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// The half-life period that the counts have faded to.
    period: i64,
    total: u32,
    could_show: u32,
    showed_none: u32,
    countries: Counts,
    owners: Counts,
    systems: Counts,
    browsers: Counts,
    /// By owner: sign-ins of accounts that had come from it before, and those of them that came from a
    /// network new to the account.
    returns: Counts,
    new_networks: Counts,
    networks: Sketch,
}

impl Default for Statistics {
    fn default() -> Statistics {
        Statistics {
            period: 0,
            total: 0,
            could_show: 0,
            showed_none: 0,
            countries: Counts::at_most(COUNTRIES),
            owners: Counts::at_most(OWNERS),
            systems: Counts::at_most(BROWSERS),
            browsers: Counts::at_most(BROWSERS),
            returns: Counts::at_most(OWNERS),
            new_networks: Counts::at_most(OWNERS),
            networks: Sketch::default(),
        }
    }
}

impl Statistics {
    /// Counts a completed sign-in, by what it taught its account's profile.
    pub fn learn(&mut self, lesson: &Lesson) {
        self.fade_to(profile::period_of(lesson.at()));
        self.total = self.total.saturating_add(1);
        if lesson.showed() != TokenEvidence::NothingToShow {
            self.could_show = self.could_show.saturating_add(1);
        }
        if lesson.showed() == TokenEvidence::Absent {
            self.showed_none = self.showed_none.saturating_add(1);
        }
        let shown = [
            lesson.key(Kind::Country),
            lesson.key(Kind::Owner),
            lesson.key(Kind::System),
            lesson.key(Kind::Browser),
            lesson.returned_to(),
            lesson.key(Kind::NewNetwork),
        ];
        for (counts, key) in self.tables().into_iter().zip(shown) {
            if let Some(key) = key {
                counts.add(key, 1);
            }
        }
        if let Some(network) = lesson.key(Kind::Network) {
            self.networks.add(network, 1);
        }
    }

    fn tables(&mut self) -> [&mut Counts; 6] {
        [
            &mut self.countries,
            &mut self.owners,
            &mut self.systems,
            &mut self.browsers,
            &mut self.returns,
            &mut self.new_networks,
        ]
    }

    /// Adds what another node counted.
    pub fn merge(&mut self, other: &Statistics) {
        self.fade_to(other.period);
        let halvings = u32::try_from(self.period.saturating_sub(other.period)).unwrap_or(u32::MAX);
        let faded = |count: u32| count.checked_shr(halvings).unwrap_or(0);
        self.total = self.total.saturating_add(faded(other.total));
        self.could_show = self.could_show.saturating_add(faded(other.could_show));
        self.showed_none = self.showed_none.saturating_add(faded(other.showed_none));
        let theirs = [
            &other.countries,
            &other.owners,
            &other.systems,
            &other.browsers,
            &other.returns,
            &other.new_networks,
        ];
        for (counts, theirs) in self.tables().into_iter().zip(theirs) {
            counts.merge(theirs, faded);
        }
        self.networks.merge(&other.networks, faded);
    }

    /// How many completed sign-ins this has counted, faded.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// Halves everything once for each half-life that has begun since. A time before the latest (another
    /// node's clock, a late row of a log) fades nothing.
    fn fade_to(&mut self, period: i64) {
        if self.total == 0 {
            self.period = self.period.max(period);
        }
        let halvings = u32::try_from(period.saturating_sub(self.period)).unwrap_or(0);
        if halvings == 0 {
            return;
        }
        let faded = |count: u32| count.checked_shr(halvings).unwrap_or(0);
        self.period = period;
        for number in [&mut self.total, &mut self.could_show, &mut self.showed_none] {
            *number = faded(*number);
        }
        self.tables().into_iter().for_each(|counts| counts.fade(faded));
        self.networks.fade(faded);
    }

    /// How common a country is.
    pub(crate) fn country(&self, country: Key) -> f64 {
        share(self.countries.count(country), self.total, self.countries.len())
    }

    /// How common an owner is among sign-ins from its country.
    pub(crate) fn owner(&self, visit: &Signals, owner: Key) -> f64 {
        let all = visit.country.map_or(self.total, |country| self.countries.count(country));
        part(self.owners.count(owner), all, 20.0)
    }

    /// How common a network is among sign-ins from its owner's.
    pub(crate) fn network(&self, visit: &Signals, network: Key) -> f64 {
        let all = match (visit.owner_key(), visit.country) {
            (Some(owner), _) => self.owners.count(owner),
            (None, Some(country)) => self.countries.count(country),
            (None, None) => self.total,
        };
        part(self.networks.count(network).min(all), all, 200.0)
    }

    /// How often a sign-in of this owner's comes from a network new to the account, if the account came
    /// from this owner before; one half to begin with.
    pub(crate) fn new_network(&self, owner: Option<Key>) -> f64 {
        let (returns, new) =
            owner.map_or((0, 0), |owner| (self.returns.count(owner), self.new_networks.count(owner)));
        (f64::from(new.min(returns)) + 0.5 * 10.0) / (f64::from(returns) + 10.0)
    }

    /// How common a system is.
    pub(crate) fn system(&self, system: Key) -> f64 {
        share(self.systems.count(system), self.total, self.systems.len())
    }

    /// How common a browser is among sign-ins from its system.
    pub(crate) fn browser(&self, visit: &Signals, browser: Key) -> f64 {
        let all = visit.system.map_or(self.total, |system| self.systems.count(system));
        part(self.browsers.count(browser), all, 8.0)
    }

    /// How many sign-ins that could have shown a token showed none, as a share; 0.15 to begin with.
    pub(crate) fn tokenless(&self) -> f64 {
        (f64::from(self.showed_none) + 0.15 * 50.0) / (f64::from(self.could_show) + 50.0)
    }
}

/// The share of something among all, never nothing and never everything.
fn share(count: u32, total: u32, values: usize) -> f64 {
    let values = f64::from(u32::try_from(values).unwrap_or(u32::MAX)).max(60.0);
    (f64::from(count) + 0.5) / (f64::from(total) + 0.5 * values)
}

/// The share of a part in its whole, where about `values` parts are expected.
fn part(count: u32, whole: u32, values: f64) -> f64 {
    (f64::from(count) + 1.0 / values) / (f64::from(whole) + 1.0)
}

#[cfg(test)]
#[path = "statistics_tests.rs"]
mod tests;
