//! What an account's completed sign-ins say about its owner: small, capped, stored as JSON.
//! Failed, denied and abandoned sign-ins never come here, and neither do addresses or times of day.

use serde::{Deserialize, Serialize};

use crate::{CountryCode, Day, Place, Visit};

/// For how many days a country stays known after the last completed sign-in from it.
pub const COUNTRY_DAYS: u64 = 180;

/// How many countries are kept; the one not seen for longest gives way.
pub const COUNTRIES_KEPT: usize = 12;

/// How many taken back sign-ins are remembered.
const UNLEARNED_KEPT: usize = 16;

/// What the past completed sign-ins of one account say. New fields take their default when an older
/// stored history is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    sign_ins: u32,
    first: Option<Day>,
    last: Option<Day>,
    countries: Vec<SeenCountry>,
    /// The moments of the latest sign-ins that were taken back, in Unix seconds, so that none is taken back twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unlearned: Vec<i64>,
}

/// One country that completed sign-ins came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCountry {
    /// Which country.
    pub country: CountryCode,
    /// The day of the first sign-in from it that is still remembered.
    pub first: Day,
    /// The day of the latest.
    pub last: Day,
}

impl SeenCountry {
    // By distance, not order: a country learned while the clock was years ahead is forgotten once
    // the clock is right again, instead of being known for ever.
    fn is_remembered_on(&self, day: Day) -> bool {
        day.distance(self.last) <= COUNTRY_DAYS
    }
}

impl History {
    /// Nothing has been learned yet: no sign-in was ever completed.
    pub fn is_empty(&self) -> bool {
        self.sign_ins == 0
    }

    /// How many completed sign-ins this was learned from.
    pub fn sign_ins(&self) -> u32 {
        self.sign_ins
    }

    /// The day of the first completed sign-in.
    pub fn first(&self) -> Option<Day> {
        self.first
    }

    /// The day of the latest completed sign-in.
    pub fn last(&self) -> Option<Day> {
        self.last
    }

    /// The countries that are kept, in the order in which they were first seen.
    pub fn countries(&self) -> &[SeenCountry] {
        &self.countries
    }

    /// Did a completed sign-in of the last [`COUNTRY_DAYS`] days come from this country?
    pub fn knows(&self, country: CountryCode, day: Day) -> bool {
        self.countries.iter().any(|seen| seen.country == country && seen.is_remembered_on(day))
    }

    /// The history after this visit. To be called only once the sign-in is *complete*, its second
    /// step included where one was asked: a thief must not be able to teach an account his habits.
    #[must_use]
    pub fn learn(&self, visit: &Visit) -> History {
        let day = Day::of(visit.at);
        History {
            sign_ins: self.sign_ins.saturating_add(1),
            first: self.first.or(Some(day)),
            last: Some(day),
            countries: match visit.place {
                Place::Country(country) => self.countries_with(country, day),
                Place::NotConfigured | Place::Private | Place::Missing => self.countries.clone(),
            },
            unlearned: self.unlearned.clone(),
        }
    }

    /// The history without one completed sign-in that was not the owner's; none: it was taken back before. `at`: when
    /// it was, in Unix seconds. `country`: known through it alone.
    #[must_use]
    pub fn unlearn(&self, at: i64, country: Option<CountryCode>) -> Option<History> {
        if self.unlearned.contains(&at) {
            return None;
        }
        let kept = self.countries.iter().filter(|seen| Some(seen.country) != country);
        let marks = self.unlearned.iter().skip((self.unlearned.len() + 1).saturating_sub(UNLEARNED_KEPT));
        Some(History {
            sign_ins: self.sign_ins.saturating_sub(1),
            countries: kept.copied().collect(),
            unlearned: marks.copied().chain([at]).collect(),
            ..self.clone()
        })
    }

    fn countries_with(&self, country: CountryCode, day: Day) -> Vec<SeenCountry> {
        // As much room as it takes and no more: there are as many of these as accounts.
        let is_new = self.countries.iter().all(|seen| seen.country != country);
        let mut kept: Vec<SeenCountry> = Vec::with_capacity(self.countries.len() + usize::from(is_new));
        kept.extend(self.countries.iter().filter(|seen| seen.is_remembered_on(day)));
        if let Some(seen) = kept.iter_mut().find(|seen| seen.country == country) {
            seen.last = day;
            return kept;
        }
        if kept.len() >= COUNTRIES_KEPT {
            let stalest = kept.iter().enumerate().min_by_key(|(_, seen)| seen.last).map(|(at, _)| at);
            stalest.map(|at| kept.remove(at));
        }
        kept.push(SeenCountry { country, first: day, last: day });
        kept
    }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
