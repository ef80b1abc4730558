//! Right passwords that come to nothing, in numbers: what is recorded of them. Whoever holds a password could otherwise fill
//! the database with events; the first ones and how many there were is what an owner has to see. Deliberately not here:
//! wrong passwords and answers, which are few by their own bounds (`tries`), and sign-ins that pass, each of which is
//! recorded with all that it rests on.

use crate::change::{Change, Write};
use crate::facts::{AccountFacts, Facts};
use crate::time::{HOUR, Time};
use crate::tries::{Bound, CounterKey, Door, Guesser, Scope, Take};

/// So many have an event each; of those that follow, the 16th, the 32nd, the 64th and so on, with the number of the others.
const EACH: i64 = 10;

/// The first power of two above that.
const FIRST_DOUBLING: i64 = 16;

/// After so long without any, counting begins anew.
const QUIET: i64 = 6 * HOUR;

/// Nobody is ever kept from signing in by this count.
pub(crate) const NO_BOUND: Bound =
    Bound { free: i64::MAX, delay: 0, longest: 0, end: i64::MAX, rounds: false };

/// Known browsers and strangers are counted apart, so that neither hides or waits for the other.
pub(crate) const fn scope(guesser: &Guesser) -> Scope {
    match guesser {
        Guesser::Known(_) => Scope::Known,
        Guesser::Stranger { .. } => Scope::Strangers,
    }
}

/// The writes that count one more, and whether it has an event of its own: with the number of those before it that have none.
pub(crate) fn count(facts: &Facts, account: &AccountFacts, now: Time) -> (Change, Option<u32>) {
    let (scope, door) = (scope(&facts.guesser()), Door::Asked);
    let key = CounterKey::Account { scope, door };
    let counter = facts.tries.counter(&key);
    let anew = counter.n > 0 && now.since(counter.last) >= QUIET;
    let before = if anew { 0 } else { counter.n };
    let mut change = Change::new();
    if anew {
        change.push(Write::Forget { account: account.id(), scope, door });
    }
    change.push(Write::Take { account: account.id(), take: Take { key, at_most: i64::MAX }, now });
    let number = before.saturating_add(1);
    let also = (untold(number) == 0).then(|| u32::try_from(untold(counter.n)).unwrap_or(u32::MAX));
    (change, also)
}

/// How many of so many have no event after the last one that has.
const fn untold(number: i64) -> i64 {
    let last = if number <= EACH {
        number
    } else if number < FIRST_DOUBLING {
        EACH
    } else {
        1 << number.ilog2()
    };
    number - last
}

#[cfg(test)]
#[path = "repeated_tests.rs"]
mod tests;
