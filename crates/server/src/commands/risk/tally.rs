//! What a rehearsal comes to, counted as it goes: whom the policy asks, when, where and why, and which thieves it stops.
//! Bounded, but for one small record an account. Deliberately not here: words and drawings.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use risk::log::{Entry, Judged, SecondStep, Step};
use risk::{AccountClass, CountryCode, Factor, Threshold, Verdict};

use super::ways::{self, Way};
use super::words::{self, REASONS, plain};

/// So many groups are told apart.
const MOST_GROUPS: usize = 500;
/// Scores are drawn in so many steps of half a point from the lowest.
pub(super) const STEPS: usize = 60;
const LOWEST: f64 = -12.0;

/// Sign-ins and what was asked at them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) all: u64,
    pub(super) challenge: u64,
    pub(super) strong: u64,
    pub(super) refused: u64,
}

impl Count {
    pub(super) fn asked(&self) -> u64 {
        self.challenge + self.strong + self.refused
    }

    fn add(&mut self, verdict: Verdict) {
        self.all += 1;
        match verdict {
            Verdict::Allow => {}
            Verdict::Challenge => self.challenge += 1,
            Verdict::ChallengeStrong => self.strong += 1,
            Verdict::Refuse => self.refused += 1,
        }
    }

    pub(super) fn plus(self, other: Count) -> Count {
        Count {
            all: self.all + other.all,
            challenge: self.challenge + other.challenge,
            strong: self.strong + other.strong,
            refused: self.refused + other.refused,
        }
    }
}

/// How often an account was asked, and why.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    pub(super) times: u32,
    why: [u16; REASONS.len()],
}

impl Asked {
    /// The code of the reason that was given most often.
    pub(super) fn mostly(&self) -> Option<&'static str> {
        let most = self
            .why
            .iter()
            .enumerate()
            .filter(|(_, times)| **times > 0)
            .max_by_key(|(at, times)| (**times, usize::MAX - at));
        most.and_then(|(at, _)| REASONS.get(at)).map(|(code, _)| *code)
    }
}

/// What is counted of every account.
#[derive(Clone, Copy, Debug, Default)]
struct Owner {
    sign_ins: u32,
    /// Its place among those that were asked, from 1.
    asked: u32,
}

/// Known thieves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Thieves {
    pub(super) all: u64,
    pub(super) stopped: u64,
}

/// Known thieves who failed the second step and came again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Retries {
    /// So many accounts.
    pub(super) accounts: u64,
    /// So many times, the first ones left aside.
    pub(super) times: u64,
    /// By so many points the score fell from the first time to a later one, at most. The hour of the day is left aside.
    pub(super) most_fallen: f64,
}

/// A thief at one account since its owner was last there.
#[derive(Clone, Debug)]
struct Series {
    actor: Option<Arc<str>>,
    score: f64,
}

/// Asked sign-ins by what was left to them, and accounts that had no way in.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    pub(super) told: u64,
    pub(super) unknown: u64,
    pub(super) with_mail: u64,
    pub(super) closed: u64,
    pub(super) closed_accounts: HashSet<u32>,
}

/// How long an account has been there: its days since the first sign-in of the log.
pub(super) const AGES: [&str; 5] = ["first sign-in", "first week", "first month", "first quarter", "older"];

/// Everything that is counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    warm_up: i64,
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    pub(super) rows: u64,
    pub(super) failed: u64,
    pub(super) duplicates: u64,
    pub(super) bots: u64,
    pub(super) late: u64,
    /// Decisions of the service under this very policy, and those of them that come out otherwise now.
    pub(super) recorded: u64,
    pub(super) differing: u64,
    pub(super) latest: i64,
    /// Owners' sign-ins by day, those while warming up included.
    pub(super) days: BTreeMap<i64, Count>,
    pub(super) warming: u64,
    pub(super) total: Count,
    pub(super) by_score: u64,
    pub(super) spared: u64,
    pub(super) groups: BTreeMap<String, Count>,
    countries: BTreeMap<Option<CountryCode>, Count>,
    pub(super) ages: [Count; AGES.len()],
    pub(super) reasons: [u64; REASONS.len()],
    /// By the number of the account.
    owners: Vec<Owner>,
    /// Of those that were asked at all.
    asked: Vec<(u32, Asked)>,
    pub(super) ways: Ways,
    pub(super) thieves: BTreeMap<String, Thieves>,
    pub(super) early_thieves: u64,
    pub(super) retries: Retries,
    series: HashMap<u32, Series>,
    /// Second steps that were failed or abandoned, as the log says.
    pub(super) incomplete: u64,
    pub(super) owners_scores: Vec<u64>,
    pub(super) thieves_scores: Vec<u64>,
    pub(super) thresholds: Vec<(AccountClass, Threshold)>,
    pub(super) tokens_told: bool,
}

impl Tally {
    /// Counts what comes so many days after the first row.
    pub(super) fn after(days: u32) -> Tally {
        Tally {
            warm_up: i64::from(days) * 86_400,
            owners_scores: vec![0; STEPS],
            thieves_scores: vec![0; STEPS],
            ..Tally::default()
        }
    }

    /// When counting begins.
    pub(super) fn begins(&self) -> Option<i64> {
        self.first.map(|first| first.saturating_add(self.warm_up))
    }

    /// A row of a bot: left out.
    pub(super) fn bot(&mut self) {
        self.rows += 1;
        self.bots += 1;
    }

    pub(super) fn add(&mut self, entry: &Entry, step: &Step) {
        self.rows += 1;
        self.first = self.first.or(Some(entry.at));
        self.last = self.last.max(Some(entry.at));
        self.tokens_told |= entry.browser.is_some() || entry.known.is_some();
        match step {
            Step::Failed => self.failed += 1,
            Step::Duplicate => self.duplicates += 1,
            Step::Judged(judged) => {
                self.late += u64::from(judged.late > 0);
                self.latest = self.latest.max(judged.late);
                let counts = self.begins().is_some_and(|begins| entry.at >= begins);
                self.incomplete += u64::from(!entry.is_complete());
                if let Some(recorded) = judged.recorded {
                    self.recorded += 1;
                    self.differing += u64::from(recorded != judged.judgement.verdict);
                }
                self.retry(entry, judged);
                if entry.takeover {
                    self.thief(entry, judged, counts);
                } else {
                    self.owner(entry, judged, counts);
                }
            }
        }
    }

    fn thief(&mut self, entry: &Entry, judged: &Judged, counts: bool) {
        if !counts {
            self.early_thieves += 1;
            return;
        }
        let actor = entry.actor.as_deref().map_or_else(|| "known takeovers".to_owned(), plain);
        if self.thieves.len() < MOST_GROUPS || self.thieves.contains_key(&actor) {
            let thieves = self.thieves.entry(actor).or_default();
            thieves.all += 1;
            thieves.stopped += u64::from(judged.verdict != Verdict::Allow);
        }
        count_score(&mut self.thieves_scores, judged);
    }

    /// Follows thieves who fail again and again: what they show must not become usual.
    fn retry(&mut self, entry: &Entry, judged: &Judged) {
        let score = judged.judgement.score;
        let score = score.total() - score.of(Factor::Hour);
        match self.series.get(&judged.account) {
            Some(_) if !entry.takeover && entry.is_complete() => {
                self.series.remove(&judged.account);
            }
            Some(series) if entry.takeover && series.actor == entry.actor => {
                self.retries.times += 1;
                self.retries.most_fallen = self.retries.most_fallen.max(series.score - score);
            }
            None if entry.takeover && entry.second_step == Some(SecondStep::Failed) => {
                self.retries.accounts += 1;
                self.series.insert(judged.account, Series { actor: entry.actor.clone(), score });
            }
            _ => {}
        }
    }

    fn owner(&mut self, entry: &Entry, judged: &Judged, counts: bool) {
        self.days.entry(entry.at.div_euclid(86_400)).or_default().add(judged.verdict);
        let number = judged.account as usize;
        if self.owners.len() <= number {
            self.owners.resize(number + 1, Owner::default());
        }
        if !counts {
            self.warming += 1;
            return;
        }
        if let Some(owner) = self.owners.get_mut(number) {
            owner.sign_ins = owner.sign_ins.saturating_add(1);
        }
        self.total.add(judged.verdict);
        self.by_score += u64::from(judged.judgement.by_score != Verdict::Allow);
        self.spared += u64::from(judged.judgement.spared);
        self.countries.entry(entry.country).or_default().add(judged.verdict);
        self.ages[age(judged)].add(judged.verdict);
        by_group(&mut self.groups, entry, |count| count.add(judged.verdict));
        count_score(&mut self.owners_scores, judged);
        if judged.verdict != Verdict::Allow {
            self.ask(entry, judged);
        }
    }

    fn ask(&mut self, entry: &Entry, judged: &Judged) {
        let reasons = judged.reasons().into_iter().filter_map(words::place_of);
        if let Some(owner) = self.owners.get_mut(judged.account as usize) {
            if owner.asked == 0 {
                self.asked.push((judged.account, Asked::default()));
                owner.asked = u32::try_from(self.asked.len()).unwrap_or(u32::MAX);
            }
            if let Some((_, asked)) = self.asked.get_mut(owner.asked as usize - 1) {
                asked.times = asked.times.saturating_add(1);
                for at in reasons {
                    self.reasons[at] += 1;
                    asked.why[at] = asked.why[at].saturating_add(1);
                }
            }
        }
        match ways::way(entry.methods.as_deref(), judged.verdict) {
            Way::Unknown => self.ways.unknown += 1,
            Way::Open => self.ways.told += 1,
            Way::WithMail => {
                self.ways.told += 1;
                self.ways.with_mail += 1;
            }
            Way::Closed => {
                self.ways.told += 1;
                self.ways.closed += 1;
                self.ways.closed_accounts.insert(judged.account);
            }
        }
    }

    /// The accounts that were asked most, the most first, with how often they signed in.
    pub(super) fn asked_most(&self, most: usize) -> Vec<(u32, Asked, u32)> {
        let mut asked: Vec<&(u32, Asked)> = self.asked.iter().collect();
        asked.sort_by_key(|(account, asked)| (u32::MAX - asked.times, *account));
        let sign_ins =
            |account: u32| self.owners.get(account as usize).map(|owner| owner.sign_ins).unwrap_or_default();
        asked.into_iter().take(most).map(|(account, asked)| (*account, *asked, sign_ins(*account))).collect()
    }

    /// Countries by their codes.
    pub(super) fn countries(&self) -> BTreeMap<String, Count> {
        self.countries.iter().map(|(code, count)| (country(*code), *count)).collect()
    }

    /// All thieves together.
    pub(super) fn all_thieves(&self) -> Thieves {
        self.thieves.values().fold(Thieves::default(), |sum, thieves| Thieves {
            all: sum.all + thieves.all,
            stopped: sum.stopped + thieves.stopped,
        })
    }

    /// Reasons that were given, the most frequent first.
    pub(super) fn why(&self) -> Vec<(&'static str, u64)> {
        words::ranked(&self.reasons)
    }
}

/// Counts an entry in each of its groups, of which so many are told apart.
pub(super) fn by_group<T: Default>(groups: &mut BTreeMap<String, T>, entry: &Entry, add: impl Fn(&mut T)) {
    let of = entry.groups.as_deref().unwrap_or_default().split(';').map(str::trim);
    for group in of.filter(|group| !group.is_empty()) {
        if let Some(counted) = groups.get_mut(group) {
            add(counted);
            continue;
        }
        let is_full = groups.len() >= MOST_GROUPS;
        let group = if is_full { "other groups".to_owned() } else { plain(group) };
        add(groups.entry(group).or_default());
    }
}

/// What a country is called.
pub(super) fn country(code: Option<CountryCode>) -> String {
    code.map_or_else(|| "not told".to_owned(), |code| code.to_string())
}

/// Which of [`AGES`] the account has.
pub(super) fn age(judged: &Judged) -> usize {
    match (judged.before, judged.age) {
        (0, _) => 0,
        (_, 0..7) => 1,
        (_, 7..30) => 2,
        (_, 30..91) => 3,
        _ => 4,
    }
}

/// The score at which a step begins.
pub(super) fn step_begins(step: usize) -> f64 {
    LOWEST + f64::from(u32::try_from(step).unwrap_or_default()) / 2.0
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the steps first")]
fn count_score(scores: &mut [u64], judged: &Judged) {
    // The first sign-in has nothing to be compared with.
    if judged.before == 0 {
        return;
    }
    let step = ((judged.judgement.score.total() - LOWEST) * 2.0).floor().clamp(0.0, 59.0) as usize;
    if let Some(count) = scores.get_mut(step) {
        *count += 1;
    }
}
