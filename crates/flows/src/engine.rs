//! The risk engine of this node: what it has learned of all accounts, which failures came from where, and a score with its
//! threshold for whoever gave a password. Deliberately not here: the formulas (`risk`), what follows from a score (`rules`),
//! and how nodes tell each other what they have learned (`nodes`).

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use risk::{
    AccountClass, AddressParts, Browser, Bursts, Formula, Key, Os, Place, Profile, ScoreCounts, Signals,
    Statistics, Threshold, TokenEvidence, UserAgent, Whereabouts, score,
};
use rules::decision::{Decision, Said};
use rules::facts::Facts;
use rules::id::AccountId;
use rules::settings::Settings;
use rules::time::Time;
use rules::weighed::{Learned, Scored, class};
use secrets::Keys;
use secrets::hidden::{Hidden, Seen};

/// Thresholds are reckoned anew after so many scores.
const SCORES_BETWEEN: u32 = 16;

/// What one node knows for scoring. Bounded: about 2 MiB, and 7 MiB more on a site with tens of thousands of network owners.
#[derive(Debug)]
pub(crate) struct Engine {
    hidden: Hidden,
    failures: Mutex<Failures>,
    memory: RwLock<Memory>,
    budget: f64,
}

/// Failures lately.
#[derive(Debug, Default)]
struct Failures {
    ours: Bursts,
    /// Those of the other nodes; none: there is no other.
    others: Option<Bursts>,
    changed: bool,
}

/// What completed sign-ins taught.
#[derive(Debug, Default)]
struct Memory {
    ours: Counts,
    /// With those of the other nodes; none: there is no other.
    all: Option<Counts>,
    thresholds: [Option<Threshold>; 3],
    scores_since: u32,
    changed: bool,
}

/// Statistics and scores, of one node or of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) statistics: Statistics,
    pub(crate) scores: ScoreCounts,
}

impl Counts {
    pub(crate) fn merge(&mut self, other: &Counts) {
        self.statistics.merge(&other.statistics);
        self.scores.merge(&other.scores);
    }

    fn learn(&mut self, learned: &Learned) {
        self.statistics.learn(&learned.lesson);
        if let Some((class, score)) = learned.score {
            self.scores.learn(class, learned.lesson.at(), score);
        }
    }
}

impl Memory {
    fn all(&self) -> &Counts {
        self.all.as_ref().unwrap_or(&self.ours)
    }

    fn learn(&mut self, learned: &Learned, budget: f64) {
        self.ours.learn(learned);
        if let Some(all) = &mut self.all {
            all.learn(learned);
        }
        self.changed = true;
        self.scores_since += u32::from(learned.score.is_some());
        if self.scores_since >= SCORES_BETWEEN {
            self.reckon(budget);
        }
    }

    fn reckon(&mut self, budget: f64) {
        self.scores_since = 0;
        self.thresholds =
            AccountClass::ALL.map(|class| Some(self.all().scores.threshold(class, budget).rounded()));
    }

    fn threshold(&self, class: AccountClass, budget: f64) -> Threshold {
        let [new, young, old] = self.thresholds;
        let kept = match class {
            AccountClass::New => new,
            AccountClass::Young => young,
            AccountClass::Old => old,
        };
        kept.unwrap_or_else(|| self.all().scores.threshold(class, budget).rounded())
    }
}

impl Engine {
    /// Nothing is learned yet.
    pub(crate) fn new(keys: &Keys, settings: &Settings) -> Self {
        Self {
            hidden: keys.hidden(),
            failures: Mutex::default(),
            memory: RwLock::default(),
            budget: settings.risk.policy.budget,
        }
    }

    /// What the engine looks at in a visit: keyed names only. Also the address, for failures.
    pub(crate) fn signals(
        &self,
        ip: Option<IpAddr>,
        agent: UserAgent,
        whereabouts: Whereabouts,
        now: Time,
    ) -> (Signals, Option<Key>) {
        let key = |what, bytes: &[u8]| Key::new(self.hidden.name(what, bytes));
        let parts = ip.and_then(AddressParts::of);
        let country = match whereabouts.place {
            Place::Country(country) => Some(key(Seen::Country, String::from(country).as_bytes())),
            Place::NotConfigured | Place::Private | Place::Missing => None,
        };
        let browser = (agent.browser != Browser::Other).then(|| agent.browser.code());
        let signals = Signals {
            country,
            owner: whereabouts.owner.map(|owner| key(Seen::NetworkOwner, &owner.to_be_bytes())),
            network: parts.map(|parts| key(Seen::Network, parts.network())),
            system: (agent.os != Os::Other).then(|| key(Seen::System, agent.os.code().as_bytes())),
            browser: browser.map(|code| key(Seen::Browser, code.as_bytes())),
            version: agent.major.filter(|_| browser.is_some()),
            token: TokenEvidence::NothingToShow,
            kind: whereabouts.kind,
            position: whereabouts.position,
            ..Signals::at(now.0)
        };
        (signals, parts.map(|parts| key(Seen::Address, parts.address())))
    }

    /// The score of a visit whose password was right, and the threshold of its account's class; none without an account.
    pub(crate) fn weigh(&self, facts: &Facts, breached_password: bool, now: Time) -> Option<Scored> {
        let account = facts.account.as_ref()?;
        let places = facts.caller.address.into_iter().chain(facts.caller.signals.network);
        let failures = self.failures();
        let burst = failures.ours.worse_with(failures.others.as_ref(), places, now.0);
        drop(failures);
        let signals =
            Signals { at: now.0, token: facts.token(), burst, breached_password, ..facts.caller.signals };
        let nothing = Profile::default();
        let profile = account.profile.as_ref().unwrap_or(&nothing);
        let memory = self.memory();
        let score = score(&signals, profile, &memory.all().statistics, &Formula::default()).rounded();
        let threshold = memory.threshold(class(account), self.budget);
        Some(Scored { score, threshold, breached_password })
    }

    /// Takes note of a decision that is committed: a wrong password counts where it came from, a completed sign-in teaches.
    pub(crate) fn note(&self, facts: &Facts, decision: &Decision, now: Time) {
        if decision.said == Some(Said::WrongPassword) {
            self.failed(facts, decision.sign_in.who.key(), now);
        }
        if let Some(learned) = decision.learned.as_deref() {
            self.memory_mut().learn(learned, self.budget);
        }
    }

    fn failed(&self, facts: &Facts, account: AccountId, now: Time) {
        let caller = &facts.caller;
        let account = Key::new(self.hidden.name(Seen::Account, account.bytes()));
        let mut failures = self.failures();
        for from in caller.address.into_iter().chain(caller.signals.network) {
            failures.ours.failed(from, account, now.0);
            failures.changed = true;
        }
    }

    /// This node's failures lately, if there were any since it was last asked.
    pub(crate) fn failed_lately(&self) -> Option<Bursts> {
        let mut failures = self.failures();
        std::mem::take(&mut failures.changed).then(|| failures.ours.clone())
    }

    /// Its failures are not written after all.
    pub(crate) fn failures_not_written(&self) {
        self.failures().changed = true;
    }

    /// The failures that this node's row held: it goes on from there.
    pub(crate) fn recall_failures(&self, ours: Bursts) {
        let mut failures = self.failures();
        failures.ours = ours;
        failures.changed = false;
    }

    /// The failures that the other nodes saw, all together; none: there are no others.
    pub(crate) fn join_failures(&self, others: Option<Bursts>) {
        self.failures().others = others;
    }

    /// The thresholds as they are now.
    pub(crate) fn thresholds(&self) -> [(AccountClass, Threshold); 3] {
        let memory = self.memory();
        AccountClass::ALL.map(|class| (class, memory.threshold(class, self.budget)))
    }

    /// How many completed sign-ins are remembered; older ones count for less.
    pub(crate) fn sign_ins(&self) -> u32 {
        self.memory().all().statistics.total()
    }

    /// What this node has learned, if it learned since it was last asked.
    pub(crate) fn learned(&self) -> Option<Counts> {
        let mut memory = self.memory_mut();
        std::mem::take(&mut memory.changed).then(|| memory.ours.clone())
    }

    /// What this node has learned.
    pub(crate) fn ours(&self) -> Counts {
        self.memory().ours.clone()
    }

    /// What was learned is not written after all.
    pub(crate) fn not_written(&self) {
        self.memory_mut().changed = true;
    }

    /// What this node's row held: it goes on from there.
    pub(crate) fn recall(&self, ours: Counts) {
        let mut memory = self.memory_mut();
        *memory = Memory { ours, ..Memory::default() };
        memory.reckon(self.budget);
    }

    /// What the other nodes have learned, all together; none: there are no others.
    pub(crate) fn join(&self, others: Option<&Counts>) {
        let mut memory = self.memory_mut();
        memory.all = others.map(|others| {
            let mut all = memory.ours.clone();
            all.merge(others);
            all
        });
        memory.reckon(self.budget);
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> RwLockReadGuard<'_, Memory> {
        self.memory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory_mut(&self) -> RwLockWriteGuard<'_, Memory> {
        self.memory.write().unwrap_or_else(PoisonError::into_inner)
    }
}
