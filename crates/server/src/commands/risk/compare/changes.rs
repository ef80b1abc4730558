//! What changes from one policy to another, counted as it goes: which decisions, whose and why. Deliberately not here:
//! what each policy asks by itself (`tally`), words and drawings.

use std::collections::{BTreeMap, HashMap};

use risk::log::{Entry, Judged};
use risk::{CountryCode, Verdict};

use crate::commands::risk::tally::{self, AGES};
use crate::commands::risk::words::{self, REASONS, plain};

/// Sign-ins, and those of them at which more is asked than before, or less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) all: u64,
    pub(super) more: u64,
    pub(super) less: u64,
}

impl Turn {
    pub(super) fn changed(self) -> u64 {
        self.more + self.less
    }

    pub(super) fn plus(self, other: Turn) -> Turn {
        Turn { all: self.all + other.all, more: self.more + other.more, less: self.less + other.less }
    }

    fn add(&mut self, before: Verdict, after: Verdict) {
        self.all += 1;
        self.more += u64::from(after > before);
        self.less += u64::from(after < before);
    }
}

/// A verdict with its reasons.
type Said = (Verdict, Vec<&'static str>);

/// A decision that changes.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) line: u64,
    pub(super) at: i64,
    pub(super) user: String,
    pub(super) takeover: bool,
    pub(super) before: Said,
    pub(super) after: Said,
}

/// How often each reason came or went.
type Reasons = [u64; REASONS.len()];

/// What changes in all. Owners and known thieves apart, where it is not said.
#[derive(Debug)]
pub(super) struct Changes {
    most: usize,
    pub(super) owners: Turn,
    pub(super) thieves: Turn,
    /// Owners and thieves together.
    pub(super) moves: BTreeMap<(Verdict, Verdict), u64>,
    pub(super) groups: BTreeMap<String, Turn>,
    countries: BTreeMap<Option<CountryCode>, Turn>,
    pub(super) ages: [Turn; AGES.len()],
    accounts: HashMap<u32, Turn>,
    came: Reasons,
    went: Reasons,
    /// The first ones.
    pub(super) shown: Vec<Change>,
}

impl Changes {
    /// Keeps so many changes one by one.
    pub(super) fn keeping(most: usize) -> Changes {
        Changes {
            most,
            owners: Turn::default(),
            thieves: Turn::default(),
            moves: BTreeMap::new(),
            groups: BTreeMap::new(),
            countries: BTreeMap::new(),
            ages: [Turn::default(); AGES.len()],
            accounts: HashMap::new(),
            came: [0; REASONS.len()],
            went: [0; REASONS.len()],
            shown: Vec::new(),
        }
    }

    /// How many decisions change.
    pub(super) fn count(&self) -> u64 {
        self.owners.changed() + self.thieves.changed()
    }

    /// How many decisions were compared.
    pub(super) fn judged(&self) -> u64 {
        self.owners.all + self.thieves.all
    }

    pub(super) fn add(&mut self, entry: &Entry, before: &Judged, after: &Judged) {
        let (from, to) = (before.verdict, after.verdict);
        if entry.takeover {
            self.thieves.add(from, to);
        } else {
            self.owners.add(from, to);
            self.ages[tally::age(before)].add(from, to);
            self.countries.entry(entry.country).or_default().add(from, to);
            tally::by_group(&mut self.groups, entry, |turn| turn.add(from, to));
        }
        if from != to {
            self.change(entry, before, after);
        }
    }

    fn change(&mut self, entry: &Entry, before: &Judged, after: &Judged) {
        *self.moves.entry((before.verdict, after.verdict)).or_default() += 1;
        let (was, is) = (before.reasons(), after.reasons());
        if !entry.takeover {
            let turn = self.accounts.entry(before.account).or_default();
            turn.add(before.verdict, after.verdict);
            if after.verdict > before.verdict {
                count(&mut self.came, &is, &was);
            } else {
                count(&mut self.went, &was, &is);
            }
        }
        if self.shown.len() < self.most {
            self.shown.push(Change {
                line: entry.line,
                at: entry.at,
                user: plain(&entry.user),
                takeover: entry.takeover,
                before: (before.verdict, was),
                after: (after.verdict, is),
            });
        }
    }

    /// Countries by their codes.
    pub(super) fn countries(&self) -> BTreeMap<String, Turn> {
        self.countries.iter().map(|(country, turn)| (tally::country(*country), *turn)).collect()
    }

    /// Why owners are asked more, the most frequent first.
    pub(super) fn came(&self) -> Vec<(&'static str, u64)> {
        words::ranked(&self.came)
    }

    /// Why owners were asked what they are asked no longer, the most frequent first.
    pub(super) fn went(&self) -> Vec<(&'static str, u64)> {
        words::ranked(&self.went)
    }

    /// The accounts of owners with the most changes, the most first.
    pub(super) fn most_changed(&self, most: usize) -> Vec<(u32, Turn)> {
        let mut accounts: Vec<(u32, Turn)> =
            self.accounts.iter().map(|(account, turn)| (*account, *turn)).collect();
        accounts.sort_by_key(|(account, turn)| (u64::MAX - turn.all, *account));
        accounts.truncate(most);
        accounts
    }
}

/// Counts the reasons that only one side has; all of them, if both have the same and only their weight differs.
fn count(counts: &mut Reasons, these: &[&'static str], not: &[&'static str]) {
    let is_new = |code: &&'static str| !not.contains(code);
    let all_known = !these.iter().any(is_new);
    for at in these.iter().filter(|code| all_known || is_new(code)).filter_map(|code| words::place_of(code)) {
        counts[at] += 1;
    }
}
