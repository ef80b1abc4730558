//! The engine as the service will run it: rules first, thresholds by class learned as sign-ins come, the grace
//! after a passed second step. What owners are asked in all, and whether the score keeps its budget.

use std::collections::HashMap;

use risk::generate::{Actor, BEGINNING, Device, Recipe, SignIn, YEAR, year};
use risk::{
    AccountClass, AccountEvents, BrowserEvidence, CountryCode, Evidence, Formula, History, Judgement, Passed,
    Place, Policy, RecentFailures, ScoreCounts, TokenEvidence, UnknownBrowser, UserAgent, Verdict, Visit,
    decide,
};

use super::contestant::{Contestant, Ours};

/// Sums of one policy over trials.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    /// Late sign-ins of owners with a history, those asked, and those asked by the score alone.
    owners: u32,
    asked: u32,
    asked_by_score: u32,
    /// Attempts and those stopped, by attacker.
    attempts: HashMap<Actor, (u32, u32)>,
    /// Once a class has learned: sign-ins scored and those above the threshold.
    classes: HashMap<AccountClass, (u32, u32)>,
}

impl Outcome {
    fn plus(mut self, other: &Outcome) -> Outcome {
        self.owners += other.owners;
        self.asked += other.asked;
        self.asked_by_score += other.asked_by_score;
        for (actor, (all, stopped)) in &other.attempts {
            let sum = self.attempts.entry(*actor).or_default();
            *sum = (sum.0 + all, sum.1 + stopped);
        }
        for (class, (all, asked)) in &other.classes {
            let sum = self.classes.entry(*class).or_default();
            *sum = (sum.0 + all, sum.1 + asked);
        }
        self
    }

    /// The share of owners' sign-ins that are asked, and that the score asks by itself.
    pub(super) fn asked(&self) -> (f64, f64) {
        (share(self.asked, self.owners), share(self.asked_by_score, self.owners))
    }

    pub(super) fn stopped(&self, attacker: Actor) -> f64 {
        self.attempts.get(&attacker).map_or(f64::NAN, |(all, stopped)| share(*stopped, *all))
    }

    /// The share of a class's sign-ins above the threshold, once it has learned.
    pub(super) fn kept(&self, class: AccountClass) -> Option<f64> {
        self.classes.get(&class).map(|(all, asked)| share(*asked, *all))
    }
}

fn share(part: u32, all: u32) -> f64 {
    f64::from(part) / f64::from(all)
}

/// The policies that are compared.
pub(super) const POLICIES: [(&str, UnknownBrowser); 2] = [
    ("unknown browsers always", UnknownBrowser::Always),
    ("unknown browsers in a new country", UnknownBrowser::NewCountry),
];

/// What each policy leads to.
pub(super) fn run(recipe: &Recipe, seeds: &[u64]) -> Vec<(&'static str, Outcome)> {
    let one = |seed: &u64| {
        let year = year(recipe, *seed, super::attacked_every(recipe));
        POLICIES.map(|(_, unknown_browser)| {
            Service::new(Policy { unknown_browser, ..Policy::default() }).live(&year)
        })
    };
    let mut sums = POLICIES.map(|(name, _)| (name, Outcome::default()));
    for outcomes in super::in_two_threads(seeds, one) {
        for ((_, sum), outcome) in sums.iter_mut().zip(&outcomes) {
            *sum = std::mem::take(sum).plus(outcome);
        }
    }
    sums.to_vec()
}

struct Service {
    policy: Policy,
    engine: Ours,
    histories: HashMap<u32, History>,
    passed: HashMap<(u32, Device), Passed>,
    scores: ScoreCounts,
    outcome: Outcome,
}

impl Service {
    fn new(policy: Policy) -> Service {
        Service {
            policy,
            engine: Ours::new("service", Formula::default(), true),
            histories: HashMap::new(),
            passed: HashMap::new(),
            scores: ScoreCounts::default(),
            outcome: Outcome::default(),
        }
    }

    fn live(mut self, year: &[SignIn]) -> Outcome {
        for sign_in in year {
            self.sign_in(sign_in);
        }
        self.outcome
    }

    fn sign_in(&mut self, sign_in: &SignIn) {
        let visit = visit(sign_in);
        let before = self.engine.profile(sign_in.person).sign_ins();
        let class = AccountClass::of(before);
        let judged = self.judge(sign_in, &visit, class);
        let asked = u32::from(judged.verdict != Verdict::Allow);
        let counts = sign_in.at - BEGINNING > YEAR / 100 * 35 && before > 0;
        if sign_in.actor != Actor::Owner {
            let (all, stopped) = self.outcome.attempts.entry(sign_in.actor).or_default();
            *all += 1;
            *stopped += asked;
            return;
        }
        let by_score = u32::from(judged.by_score != Verdict::Allow);
        if counts {
            self.outcome.owners += 1;
            self.outcome.asked += asked;
            self.outcome.asked_by_score += by_score;
        }
        if before > 0 {
            if !judged.threshold.is_learning() {
                let (all, above) = self.outcome.classes.entry(class).or_default();
                *all += 1;
                *above += u32::from(judged.score.total() > judged.threshold.score);
            }
            self.scores.learn(class, sign_in.at, judged.score.total());
        }
        if asked == 1 {
            let passed = Passed { at: sign_in.at, country: sign_in.signals().country };
            self.passed.insert((sign_in.person, browser(sign_in.device)), passed);
        }
        let history = self.histories.entry(sign_in.person).or_default();
        *history = history.learn(&visit);
        self.engine.learn(sign_in);
    }

    fn judge(&self, sign_in: &SignIn, visit: &Visit, class: AccountClass) -> Judgement {
        let nothing = History::default();
        let evidence = Evidence {
            visit,
            history: self.histories.get(&sign_in.person).unwrap_or(&nothing),
            country: sign_in.signals().country,
            score: self.engine.parts(sign_in),
            threshold: self.scores.threshold(class, self.policy.budget),
            passed: self.passed.get(&(sign_in.person, browser(sign_in.device))).copied(),
        };
        decide(&evidence, &self.policy)
    }
}

/// A browser stays the same when it is updated.
fn browser(device: Device) -> Device {
    Device { version: 0, ..device }
}

fn visit(sign_in: &SignIn) -> Visit {
    let letter = |number: u16| char::from_u32(u32::from(b'A') + u32::from(number)).unwrap_or('A');
    let code = String::from_iter([letter(sign_in.spot.country / 26), letter(sign_in.spot.country % 26)]);
    Visit {
        at: sign_in.at,
        browser: if sign_in.token == TokenEvidence::Known {
            BrowserEvidence::Known
        } else {
            BrowserEvidence::Unknown
        },
        place: code.parse::<CountryCode>().map_or(Place::Missing, Place::Country),
        user_agent: UserAgent::read(b"", &risk::ClientHints::default()),
        failures: RecentFailures::default(),
        account: AccountEvents::default(),
    }
}
