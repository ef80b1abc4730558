//! How often one may be wrong, and how long one waits (DESIGN section 4 "Tries").
//! Counters are taken before a verdict is told and given back only by success; nothing here resets with time or restarts.

use serde::{Deserialize, Serialize};

use crate::id::BrowserId;
use crate::method::MethodKind;
use crate::repeated;
use crate::time::{HOUR, MINUTE, Time};

/// What is being guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The password.
    Password,
    /// A method, over all enrolled ones of its kind.
    Method(MethodKind),
    /// Nothing: prompts that were sent to phones since the last success, so that nobody is worn down by them (NIST SP
    /// 800-63B-4 section 3.1.3.2, ASVS 6.6.4).
    PromptSent,
    /// Nothing: right passwords that came to nothing yet, so that events of them do not fill the database (`repeated`).
    Asked,
}

impl Door {
    /// Every door at which something is guessed.
    pub const ALL: [Self; 7] = [
        Self::Password,
        Self::Method(MethodKind::Passkey),
        Self::Method(MethodKind::MobilePrompt),
        Self::Method(MethodKind::AuthenticatorApp),
        Self::Method(MethodKind::TextMessage),
        Self::Method(MethodKind::RecoveryCode),
        Self::Method(MethodKind::SecurityQuestion),
    ];

    /// The door's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Method(kind) => kind.name(),
            Self::PromptSent => "prompt_sent",
            Self::Asked => "asked",
        }
    }
}

/// Who is guessing. A stranger never writes a counter that a known browser is guarded by (promise 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guesser {
    /// A browser that the account knows.
    Known(BrowserId),
    /// All other browsers together, and the network this one is in (a keyed hash of its IPv4 address or IPv6 /64).
    Stranger {
        /// The keyed hash.
        network: String,
    },
}

impl Guesser {
    /// The scopes of this guesser's counters.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        match self {
            Self::Known(id) => vec![Scope::Browser(*id), Scope::Known],
            Self::Stranger { .. } => vec![Scope::Strangers],
        }
    }

    /// The known browser, if it is one.
    #[must_use]
    pub const fn browser(&self) -> Option<BrowserId> {
        match self {
            Self::Known(id) => Some(*id),
            Self::Stranger { .. } => None,
        }
    }
}

/// A counter as it was read; absent ones count nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    /// Failures (and tries under way) since the last success.
    pub n: i64,
    /// When the last was taken.
    pub last: Time,
}

/// Whose failures a counter of an account holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All browsers that are not known, together.
    Strangers,
    /// All known browsers, together.
    Known,
    /// One known browser.
    Browser(BrowserId),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Strangers => f.write_str("strangers"),
            Self::Known => f.write_str("known"),
            Self::Browser(id) => write!(f, "browser/{id}"),
        }
    }
}

/// Where a counter lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CounterKey {
    /// Under the account of the sign-in.
    Account {
        /// Whose failures it holds.
        scope: Scope,
        /// What was guessed.
        door: Door,
    },
    /// Under the network and the day, over all accounts.
    Network(String),
}

/// How a counter bounds guessing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Tries without delay.
    pub free: i64,
    /// The first delay, in seconds; doubles with each further try.
    pub delay: i64,
    /// The longest delay, in seconds.
    pub longest: i64,
    /// The count at which there are no more tries.
    pub end: i64,
    /// After each delay, a whole round of `free` tries again (the question) instead of one.
    pub rounds: bool,
}

const STRANGERS: Bound = Bound { free: 5, delay: 30, longest: 15 * MINUTE, end: 50, rounds: false };
const ONE_BROWSER: Bound = Bound { free: 5, delay: 5, longest: MINUTE, end: 10, rounds: false };
const ALL_KNOWN: Bound = Bound { free: 40, delay: 0, longest: 0, end: 40, rounds: false };
const QUESTION: Bound = Bound { free: 5, delay: HOUR, longest: HOUR, end: 50, rounds: true };
/// One network over all accounts: generous, since offices and mobile carriers share addresses.
const NETWORK: Bound = Bound { free: 60, delay: 2, longest: MINUTE, end: i64::MAX, rounds: false };

/// Three prompts from unknown browsers since the last success (DESIGN section 4).
const PROMPTS_OF_STRANGERS: Bound = Bound { free: 3, delay: 0, longest: 0, end: 3, rounds: false };
/// A known browser's owner may be slow more often; without end none may ask.
const PROMPTS_OF_KNOWN: Bound = Bound { free: 10, delay: 0, longest: 0, end: 10, rounds: false };

/// Whether another try may be made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// Yes, while the counter stays at or below `at_most` with it.
    Open {
        /// The highest count that this try may bring about.
        at_most: i64,
    },
    /// Not before this moment.
    Wait {
        /// When the next try may be made.
        until: Time,
    },
    /// Not until a success elsewhere, or help.
    Resting,
}

impl Bound {
    /// Whether a counter that stands so leaves another try now.
    #[must_use]
    pub fn allows(&self, counter: Counter, now: Time) -> Allowance {
        if counter.n >= self.end {
            return Allowance::Resting;
        }
        if counter.n < self.free {
            return Allowance::Open { at_most: self.free };
        }
        if self.rounds {
            let round_full = counter.n % self.free == 0;
            let until = counter.last.plus(self.delay);
            return if round_full && now < until {
                Allowance::Wait { until }
            } else {
                Allowance::Open { at_most: (counter.n / self.free + 1) * self.free }
            };
        }
        let doublings = u32::try_from(counter.n - self.free).unwrap_or(u32::MAX).min(30);
        let delay = self.delay.saturating_mul(1 << doublings).min(self.longest);
        let until = counter.last.plus(delay);
        if now < until { Allowance::Wait { until } } else { Allowance::Open { at_most: counter.n + 1 } }
    }
}

/// One counter that a try takes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    /// Which counter.
    pub key: CounterKey,
    /// It fails when the counter would pass this.
    pub at_most: i64,
}

/// The counters that guard one door against one guesser, as they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tries(Vec<(CounterKey, Counter)>);

/// The answer to "may I try?" over all counters of a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes; these must be taken with the verdict.
    Open(Vec<Take>),
    /// Not before this moment.
    Wait {
        /// When the next try may be made.
        until: Time,
    },
    /// Not from here until a success or help.
    Resting,
}

/// The counters that guard `door` against `guesser`, with their bounds.
#[must_use]
pub fn guards(door: Door, guesser: &Guesser) -> Vec<(CounterKey, Bound)> {
    let key = |scope| CounterKey::Account { scope, door };
    let class = |bound| {
        if door == Door::Method(MethodKind::SecurityQuestion) { QUESTION } else { bound }
    };
    if door == Door::PromptSent {
        return vec![match guesser {
            Guesser::Known(_) => (key(Scope::Known), PROMPTS_OF_KNOWN),
            Guesser::Stranger { .. } => (key(Scope::Strangers), PROMPTS_OF_STRANGERS),
        }];
    }
    if door == Door::Asked {
        return vec![(key(repeated::scope(guesser)), repeated::NO_BOUND)];
    }
    match guesser {
        Guesser::Known(id) => vec![
            (key(Scope::Browser(*id)), tighter(class(ONE_BROWSER), ONE_BROWSER.end)),
            (key(Scope::Known), ALL_KNOWN),
        ],
        Guesser::Stranger { network } => {
            vec![(key(Scope::Strangers), class(STRANGERS)), (CounterKey::Network(network.clone()), NETWORK)]
        }
    }
}

const fn tighter(bound: Bound, end: i64) -> Bound {
    Bound { end, ..bound }
}

impl Tries {
    /// The counters as read; those that are missing count nothing.
    #[must_use]
    pub const fn new(counters: Vec<(CounterKey, Counter)>) -> Self {
        Self(counters)
    }

    /// How a counter stands.
    #[must_use]
    pub fn counter(&self, key: &CounterKey) -> Counter {
        self.0.iter().find(|(k, _)| k == key).map_or_else(Counter::default, |(_, counter)| *counter)
    }

    /// Whether `guesser` may try `door` now; the strictest counter wins.
    #[must_use]
    pub fn admit(&self, door: Door, guesser: &Guesser, now: Time) -> Admission {
        let mut takes = Vec::new();
        let mut wait: Option<Time> = None;
        for (key, bound) in guards(door, guesser) {
            match bound.allows(self.counter(&key), now) {
                Allowance::Open { at_most } => takes.push(Take { key, at_most }),
                Allowance::Wait { until } => wait = Some(wait.map_or(until, |w| w.max(until))),
                Allowance::Resting => return Admission::Resting,
            }
        }
        wait.map_or(Admission::Open(takes), |until| Admission::Wait { until })
    }

    /// Failures since the last success of this guesser's own class at any door that was read.
    #[must_use]
    pub fn failures(&self, door: Door, guesser: &Guesser) -> u32 {
        guards(door, guesser)
            .first()
            .map_or(0, |(key, _)| u32::try_from(self.counter(key).n).unwrap_or(u32::MAX))
    }

    /// Failures of this guesser's own class at all methods together.
    #[must_use]
    pub fn method_failures(&self, guesser: &Guesser) -> u32 {
        let methods = Door::ALL.iter().filter(|door| matches!(door, Door::Method(_)));
        methods.map(|door| self.failures(*door, guesser)).fold(0, u32::saturating_add)
    }

    /// Whether this failure uses up the last try: the door then rests for whoever guesses, and a known browser is no longer
    /// known.
    #[must_use]
    pub fn last_try(&self, door: Door, guesser: &Guesser) -> bool {
        guards(door, guesser).first().is_some_and(|(key, bound)| self.counter(key).n + 1 >= bound.end)
    }
}

#[cfg(test)]
#[path = "tries_tests.rs"]
mod tests;
