//! A rehearsal: past sign-ins go through the engine under a policy, in the order of the log, as the service
//! would have taken them. Whoever was asked is taken to have passed, if it was the owner; a known thief
//! teaches nothing. Counting and telling are not here.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hint::black_box;

use foldhash::fast::RandomState;

use super::entry::hash;
use super::seen::Account;
use super::shelf::Shelf;
use super::{Entry, Recorded, SecondStep};
use crate::{
    AccountClass, AccountEvents, Bursts, ClientHints, Evidence, Formula, Grounds, GroupRule, Judgement, Key,
    Passed, Policy, Profile, Reason, RecentFailures, ScoreCounts, Signals, Statistics, Threshold,
    TokenEvidence, UserAgent, Verdict, Visit, decide, score,
};

/// Thresholds are looked up anew after so many scores of a class.
const SCORES_BETWEEN: u32 = 64;

/// A row that is the same as one of about the last so many is a duplicate.
const REMEMBERED: usize = 1 << 14;
const REMEMBERED_MARKS: u64 = 1 << 14;

/// What is rehearsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// The policy.
    pub policy: Policy,
    /// What is asked of the accounts of a group.
    pub groups: BTreeMap<String, GroupRule>,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A wrong password: counted, not judged.
    Failed,
    /// The same sign-in stood shortly before.
    Duplicate,
    /// The right password: judged.
    Judged(Box<Judged>),
}

/// A decision about a past sign-in.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Which account, counted from 0 in the order of the log.
    pub account: u32,
    /// Completed sign-ins of the account before.
    pub before: u32,
    /// Days since its first completed sign-in in the log.
    pub age: u64,
    /// What is asked, the group's least included.
    pub verdict: Verdict,
    /// A group's least made it so.
    pub floor: bool,
    /// What the engine said.
    pub judgement: Judgement,
    /// Before an earlier entry of the log, by so many seconds.
    pub late: i64,
    /// What the service itself decided, where it did so under this very policy.
    pub recorded: Option<Verdict>,
}

impl Judged {
    /// Why it is asked: the codes of the rules that ask, then of the score's factors; none if it is not.
    pub fn reasons(&self) -> Vec<&'static str> {
        if self.verdict == Verdict::Allow {
            return Vec::new();
        }
        let floor = self.floor.then_some(Reason::Floor.code());
        let rules = self
            .judgement
            .rules
            .reasons
            .iter()
            .filter(|_| self.judgement.rules_ask)
            .map(|reason| reason.code());
        let parts = self.judgement.parts().into_iter().map(|part| part.factor.code());
        floor.into_iter().chain(rules).chain(parts).collect()
    }
}

/// The engine with everything that it has learned from a log so far.
#[derive(Debug)]
pub struct Rehearsal {
    rules: Rules,
    /// Take the system and the browser for the browser's token where the log has none.
    by_user_agent: bool,
    formula: Formula,
    numbers: HashMap<Box<str>, u32, RandomState>,
    accounts: Vec<Account>,
    profiles: Shelf,
    /// A profile on its way to the others, used again and again.
    blob: Vec<u8>,
    statistics: Statistics,
    bursts: Bursts,
    scores: ScoreCounts,
    thresholds: [Option<(Threshold, u32)>; 3],
    /// The marks of recent sign-ins, each in the place that its lower bits name.
    recent: Vec<u64>,
    latest: i64,
}

impl Rehearsal {
    /// Nothing is learned yet.
    pub fn new(rules: Rules, by_user_agent: bool) -> Rehearsal {
        Rehearsal {
            rules,
            by_user_agent,
            formula: Formula::default(),
            numbers: HashMap::default(),
            accounts: Vec::new(),
            profiles: Shelf::default(),
            blob: Vec::new(),
            statistics: Statistics::default(),
            bursts: Bursts::default(),
            scores: ScoreCounts::default(),
            thresholds: [None; 3],
            recent: vec![0; REMEMBERED],
            latest: i64::MIN,
        }
    }

    /// Looks at what is kept of the accounts of the entries that come next, and decides nothing. With millions of accounts
    /// each lies in memory that the processor has to wait for; asked for together, they come at the same time.
    pub fn look_ahead(&self, entries: &[Entry]) {
        let numbers = entries.iter().filter_map(|entry| self.numbers.get(entry.user.as_ref()));
        let accounts: Vec<&Account> =
            numbers.filter_map(|number| self.accounts.get(*number as usize)).collect();
        for account in &accounts {
            black_box(account.touch());
        }
        for account in &accounts {
            black_box(self.profiles.touch(account.profile));
        }
    }

    /// The next entry of the log.
    pub fn step(&mut self, entry: &Entry) -> Step {
        let number = self.number(&entry.user);
        let browser = entry.browser.or_else(|| self.by_user_agent.then(|| family(entry)).flatten());
        let account = self.accounts.get(number as usize);
        let token = account.map_or(TokenEvidence::NothingToShow, |account| account.token(browser, entry.at));
        let token = entry.known.unwrap_or(token);
        // A log that says which browsers are known may not say which one it is.
        let browser = browser.or_else(|| family(entry).filter(|_| token == TokenEvidence::Known));
        if !entry.successful {
            self.fail(entry, number, browser, token);
            return Step::Failed;
        }
        if let Some(recorded) = &entry.recorded {
            return Step::Judged(Box::new(self.judge_recorded(entry, recorded, number)));
        }
        let signals = Signals { token, ..entry.signals() };
        if self.is_duplicate(entry, &signals, number) {
            return Step::Duplicate;
        }
        let judged = self.judge(entry, signals, number, browser);
        Step::Judged(Box::new(judged))
    }

    /// The thresholds as they are now, by class.
    pub fn thresholds(&self) -> [(AccountClass, Threshold); 3] {
        AccountClass::ALL.map(|class| (class, self.scores.threshold(class, self.rules.policy.budget)))
    }

    /// How many accounts there are.
    pub fn accounts(&self) -> usize {
        self.accounts.len()
    }

    /// The names of these accounts.
    pub fn names(&self, wanted: &HashSet<u32>) -> HashMap<u32, &str> {
        let named = self.numbers.iter().filter(|(_, number)| wanted.contains(number));
        named.map(|(name, number)| (*number, name.as_ref())).collect()
    }

    fn number(&mut self, user: &str) -> u32 {
        if let Some(number) = self.numbers.get(user) {
            return *number;
        }
        let number = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        self.numbers.insert(user.into(), number);
        self.accounts.push(Account::default());
        number
    }

    fn fail(&mut self, entry: &Entry, number: u32, browser: Option<Key>, token: TokenEvidence) {
        if let Some(account) = self.accounts.get_mut(number as usize) {
            account.fail(browser, token);
        }
        let Some((address, network)) = entry.network else { return };
        for from in [address, network] {
            self.bursts.failed(from, Key::new(number), entry.at);
        }
    }

    /// The same account at the same second from the same place with the same browser.
    fn is_duplicate(&mut self, entry: &Entry, signals: &Signals, number: u32) -> bool {
        let keys = [Some(Key::new(number)), entry.network.map(|(address, _)| address), entry.browser];
        let keys = keys.into_iter().chain([signals.owner, signals.browser_key(), signals.system]);
        let words = keys.map(|key| key.map_or(u64::MAX, |key| key.get().into()));
        let actor = entry.actor.as_deref().map_or(0, |actor| hash(8, actor.as_bytes()));
        let rest = [entry.at.cast_unsigned(), u64::from(entry.takeover), actor];
        let mark = words.chain(rest).fold(0xcbf2_9ce4_8422_2325, |mark: u64, word| {
            let mixed = (mark ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            mixed ^ (mixed >> 32)
        });
        let place = usize::try_from(mark % REMEMBERED_MARKS).unwrap_or_default();
        self.recent.get_mut(place).is_some_and(|kept| std::mem::replace(kept, mark) == mark)
    }

    fn judge(&mut self, entry: &Entry, signals: Signals, number: u32, browser: Option<Key>) -> Judged {
        let token = signals.token;
        let profile = self.profile(number);
        let before = profile.sign_ins();
        let threshold = self.threshold(AccountClass::of(before));
        let nobody = Account::default();
        let account = self.accounts.get(number as usize).unwrap_or(&nobody);
        // Where the log says what is known but does not name a browser that was new, its family stands for it.
        let unnamed = entry.known.and_then(|_| family(entry));
        let burst = self.bursts.worse(entry.network.into_iter().flat_map(|(a, n)| [a, n]), entry.at);
        let signals = Signals { burst, ..signals };
        let visit = visit(entry, token, account.wrong(browser, token));
        let first = account.history.first();
        let evidence = Evidence {
            visit: &visit,
            history: &account.history,
            country: signals.country,
            score: score(&signals, &profile, &self.statistics, &self.formula),
            threshold,
            passed: account.passed(browser, entry.at).or_else(|| account.passed(unnamed, entry.at)),
        };
        let policy = &self.rules.policy;
        let judgement = decide(&evidence, policy);
        let proved = account.passed_at(browser).or_else(|| account.passed_at(unnamed));
        let least = self.least(entry, proved);
        let in_group = self.least(entry, None) > Verdict::Allow;
        let verdict = judgement.verdict.max(least);
        let judged = Judged {
            account: number,
            before,
            age: first.map_or(0, |first| first.distance(crate::Day::of(entry.at))),
            verdict,
            floor: least > Verdict::Allow && least >= judgement.verdict,
            judgement,
            late: self.latest.saturating_sub(entry.at).max(0),
            recorded: None,
        };
        self.latest = self.latest.max(entry.at);
        if entry.second_step == Some(SecondStep::Failed)
            && let Some(account) = self.accounts.get_mut(number as usize)
        {
            account.fail(browser, token);
        }
        if entry.takeover || verdict == Verdict::Refuse || !entry.is_complete() {
            return judged;
        }
        if before > 0 && !in_group {
            self.scores.learn(AccountClass::of(before), entry.at, judged.judgement.score.total());
        }
        let (after, lesson) = profile.learn(&signals);
        self.statistics.learn(&lesson);
        self.keep(number, &after);
        if let Some(account) = self.accounts.get_mut(number as usize) {
            account.history = account.history.learn(&visit);
            let passed =
                (verdict > Verdict::Allow).then_some(Passed { at: entry.at, country: signals.country });
            account.complete(browser.or(unnamed), entry.at, token, passed);
        }
        judged
    }

    /// Takes a decision of the service again, on the grounds that it recorded. Under another budget the threshold is
    /// learned anew, from the scores of the log.
    fn judge_recorded(&mut self, entry: &Entry, recorded: &Recorded, number: u32) -> Judged {
        let policy = self.rules.policy;
        let is_same_budget = recorded.budget.to_bits() == policy.budget.to_bits();
        let threshold = if is_same_budget {
            recorded.grounds.threshold
        } else {
            self.threshold(recorded.class).rounded()
        };
        let judgement = Grounds { threshold, ..recorded.grounds.clone() }.decide(&policy);
        // Such a line names no browser, so every one counts as not fresh.
        let least = self.least(entry, None);
        let verdict = judgement.verdict.max(least);
        let late = self.latest.saturating_sub(entry.at).max(0);
        self.latest = self.latest.max(entry.at);
        if entry.is_complete() && recorded.counts {
            let score = recorded.grounds.score.total();
            self.scores.learn(recorded.class, entry.at, score);
        }
        let is_in_force = recorded.policy == policy.version();
        let history = self.accounts.get_mut(number as usize).map(|account| &mut account.history);
        let (before, first) =
            history.as_ref().map_or((0, None), |history| (history.sign_ins(), history.first()));
        if let Some(history) = history.filter(|_| entry.is_complete()) {
            *history = history.learn(&visit(entry, TokenEvidence::NothingToShow, 0));
        }
        Judged {
            account: number,
            before,
            age: first.map_or(0, |first| first.distance(crate::Day::of(entry.at))),
            verdict,
            floor: least > Verdict::Allow && least >= judgement.verdict,
            recorded: is_in_force.then_some(recorded.verdict),
            late,
            judgement,
        }
    }

    fn profile(&self, number: u32) -> Profile {
        let slot = self.accounts.get(number as usize).map(|account| account.profile).unwrap_or_default();
        // Only what `keep` wrote is read, so there is always a profile.
        Profile::from_bytes(self.profiles.get(slot)).unwrap_or_default()
    }

    fn keep(&mut self, number: u32, profile: &Profile) {
        self.blob.clear();
        profile.write(&mut self.blob);
        if let Some(account) = self.accounts.get_mut(number as usize) {
            account.profile = self.profiles.put(account.profile, &self.blob);
        }
    }

    /// The least that is asked of this account's groups, where its browser passed a second step at `proved`. How strong that
    /// was no log tells; it counts as strong enough.
    fn least(&self, entry: &Entry, proved: Option<i64>) -> Verdict {
        let groups = entry.groups.as_deref().unwrap_or_default().split(';').map(str::trim);
        let least = groups.filter_map(|group| self.rules.groups.get(group));
        least.map(|rule| rule.asks(proved, entry.at)).max().unwrap_or(Verdict::Allow)
    }

    fn threshold(&mut self, class: AccountClass) -> Threshold {
        let kept = &mut self.thresholds[class as usize];
        if let Some((threshold, left)) = kept
            && *left > 0
        {
            *left -= 1;
            return *threshold;
        }
        let threshold = self.scores.threshold(class, self.rules.policy.budget);
        *kept = Some((threshold, SCORES_BETWEEN));
        threshold
    }
}

/// Nothing of the account's events stands in a log.
fn visit(entry: &Entry, token: TokenEvidence, wrong: u32) -> Visit {
    Visit {
        at: entry.at,
        browser: Entry::evidence(token),
        place: entry.place,
        user_agent: entry.user_agent.unwrap_or_else(|| UserAgent::read(b"", &ClientHints::default())),
        failures: RecentFailures { by_this_class: wrong, denied_prompt: false },
        account: AccountEvents::default(),
    }
}

/// The system and the browser, in place of a token.
fn family(entry: &Entry) -> Option<Key> {
    let agent = entry.user_agent?;
    Some(super::entry::key(9, &[agent.os as u8, agent.browser as u8]))
}
