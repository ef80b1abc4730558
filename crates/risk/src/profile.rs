//! What an account's completed sign-ins showed, for the scored engine: counts that fade, keyed hashes,
//! hours of the day as one circle, the last place. At most 1 KiB. The history that the rules read is
//! not here (`history`), and neither is anything readable: no address, no country, no user agent.

mod blob;
mod decay;
mod hours;
mod lesson;
mod level;

pub use blob::LARGEST_BLOB;
pub use decay::HALF_LIFE_DAYS;
pub use lesson::Lesson;
pub use level::KEPT_PER_LEVEL;

pub(crate) use hours::{Hours, hour};

use level::Level;
use serde::{Deserialize, Serialize};

use crate::{Day, Key, Position, Signals, TokenEvidence};

/// What is counted, each at most [`KEPT_PER_LEVEL`] times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Country,
    /// A network owner in a country.
    Owner,
    Network,
    System,
    /// A browser on a system.
    Browser,
    /// A version of that.
    Version,
    /// By owner: how often the network was new to the account.
    NewNetwork,
}

impl Kind {
    pub(crate) const COUNT: usize = 7;
}

/// The last place of a completed sign-in, as coarse as [`Position`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastPlace {
    /// When, in Unix seconds.
    pub at: i64,
    /// Where.
    pub position: Position,
}

/// What an account's completed sign-ins showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    sign_ins: u32,
    /// The half-life period that all counts are relative to.
    landmark: i64,
    total: u32,
    /// Sign-ins while the account had a known browser, and those of them that showed no token.
    could_show: u32,
    showed_none: u32,
    hours: Hours,
    last: Option<LastPlace>,
    levels: [Level; Kind::COUNT],
}

/// A profile at a moment: counts as they have faded by then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now<'a> {
    profile: &'a Profile,
    worth: f64,
}

impl Profile {
    /// How many completed sign-ins this was learned from; these do not fade.
    pub fn sign_ins(&self) -> u32 {
        self.sign_ins
    }

    /// The profile after this visit, and the lesson that takes exactly this back. To be called only once
    /// the sign-in is *complete*: a thief must not be able to teach an account his habits.
    #[must_use]
    pub fn learn(&self, visit: &Signals) -> (Profile, Lesson) {
        let day = Day::of(visit.at).number().clamp(0, i64::from(u16::MAX));
        let mut after = self.ready_for(day);
        let lesson = Lesson::of(visit, day, &after);
        let displaced = after.apply(&lesson);
        let here = visit.position.map(|position| LastPlace { at: visit.at, position });
        let is_later = |here: &LastPlace| after.last.is_none_or(|last| last.at <= here.at);
        after.last = here.filter(is_later).or(after.last);
        (after, lesson.with_displaced(displaced))
    }

    /// The profile without what this lesson taught ("this wasn't me"). Exact for a lesson of the last 270
    /// days; what gave way to it comes back where there is room.
    #[must_use]
    pub fn unlearn(&self, lesson: &Lesson) -> Profile {
        let mut after = self.clone();
        // A profile begun anew since then holds nothing of it.
        if lesson.landmark() <= self.landmark && self.sign_ins > 0 {
            after.take_back(lesson);
        }
        if after.sign_ins == 0 { Profile::default() } else { after }
    }

    /// The profile on this day, its landmark moved along.
    fn ready_for(&self, day: i64) -> Profile {
        // Learned while the clock was a year or more ahead: dropped, or nothing could be learned for years.
        if self.sign_ins == 0 || decay::period(day) < self.landmark {
            return Profile { landmark: decay::landmark(day), ..Profile::default() };
        }
        let moved = decay::moves(day, self.landmark);
        let mut after = self.clone();
        if moved > 0 {
            after.landmark += i64::from(moved);
            after.total = decay::faded(after.total, moved);
            after.could_show = decay::faded(after.could_show, moved);
            after.showed_none = decay::faded(after.showed_none, moved);
            after.hours = after.hours.faded(moved);
            after.levels.iter_mut().for_each(|level| level.fade(moved));
        }
        after
    }

    fn apply(&mut self, lesson: &Lesson) -> [Option<level::Seen>; Kind::COUNT] {
        let count = lesson.count(self.landmark);
        self.sign_ins = self.sign_ins.saturating_add(1);
        self.total = self.total.saturating_add(count);
        match lesson.showed() {
            TokenEvidence::Known => self.could_show = self.could_show.saturating_add(count),
            TokenEvidence::Absent => {
                self.could_show = self.could_show.saturating_add(count);
                self.showed_none = self.showed_none.saturating_add(count);
            }
            TokenEvidence::NothingToShow => {}
        }
        self.hours = self.hours.with(lesson.hour(), i64::from(count));
        let mut displaced = [None; Kind::COUNT];
        for ((level, key), lost) in self.levels.iter_mut().zip(lesson.keys()).zip(&mut displaced) {
            *lost = key.and_then(|key| level.add(key, count));
        }
        displaced
    }

    fn take_back(&mut self, lesson: &Lesson) {
        let count = lesson.count(self.landmark);
        self.sign_ins = self.sign_ins.saturating_sub(1);
        self.total = self.total.saturating_sub(count);
        match lesson.showed() {
            TokenEvidence::Known => self.could_show = self.could_show.saturating_sub(count),
            TokenEvidence::Absent => {
                self.could_show = self.could_show.saturating_sub(count);
                self.showed_none = self.showed_none.saturating_sub(count);
            }
            TokenEvidence::NothingToShow => {}
        }
        self.hours = self.hours.with(lesson.hour(), -i64::from(count));
        let displaced = lesson.displaced(self.landmark);
        for ((level, key), lost) in self.levels.iter_mut().zip(lesson.keys()).zip(displaced) {
            if let Some(key) = key {
                level.take(*key, count);
            }
            if let Some(lost) = lost {
                level.put_back(lost);
            }
        }
        if self.last.is_some_and(|last| lesson.is_of(last)) {
            self.last = lesson.previous();
        }
    }

    fn level(&self, kind: Kind) -> &Level {
        &self.levels[kind as usize]
    }

    /// This profile as it has faded by then.
    pub(crate) fn at(&self, at: i64) -> Now<'_> {
        Now { profile: self, worth: decay::worth(Day::of(at).number(), self.landmark) }
    }
}

impl Now<'_> {
    /// Completed sign-ins, faded.
    pub(crate) fn total(&self) -> f64 {
        f64::from(self.profile.total) / self.worth
    }

    /// Sign-ins that showed this, faded.
    pub(crate) fn count(&self, kind: Kind, key: Key) -> f64 {
        f64::from(self.profile.level(kind).count(key)) / self.worth
    }

    /// Was this ever seen, as far as is remembered?
    pub(crate) fn has_seen(&self, kind: Kind, key: Key) -> bool {
        self.profile.level(kind).count(key) > 0
    }

    /// Sign-ins that could have shown a token, and those of them that did not, faded.
    pub(crate) fn tokens(&self) -> (f64, f64) {
        let Profile { could_show, showed_none, .. } = *self.profile;
        (f64::from(could_show) / self.worth, f64::from(showed_none.min(could_show)) / self.worth)
    }

    /// The hours of the day.
    pub(crate) fn hours(&self) -> Hours {
        self.profile.hours
    }

    /// The last place.
    pub(crate) fn last(&self) -> Option<LastPlace> {
        self.profile.last
    }

    /// The versions of a browser that were seen, each with its count.
    pub(crate) fn versions(&self, browser: Key) -> impl Iterator<Item = (u16, f64)> {
        let worth = self.worth;
        let seen = self.profile.level(Kind::Version).seen().iter();
        seen.filter_map(move |seen| Some((seen.key.version_of(browser)?, f64::from(seen.count) / worth)))
    }
}

/// The half-life period of a moment, counted from 1970.
pub(crate) fn period_of(at: i64) -> i64 {
    decay::period(Day::of(at).number())
}

#[cfg(test)]
#[path = "profile_tests.rs"]
mod tests;
