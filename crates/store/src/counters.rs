//! What is counted: failures, sums that cost money, and what may be used once. Bounds are `rules`'; here they are kept.
//! Counters have no versions: they fail at their limit only, never because others count too.

use rules::Time;
use rules::id::AccountId;
use rules::method::MethodKind;
use rules::tries::{CounterKey, Door, Scope, Take};

use crate::error::ReadError;
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    TAKE = "INSERT INTO counters (account, scope, door, n, last) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (account, scope, door) DO UPDATE \
        SET n = CASE WHEN counters.n < $6 THEN counters.n + 1 END, last = $5";
    /// Takes and gives back in one statement: within bounds the counter goes to zero, at its limit it conflicts. A counter
    /// that counts nothing is not written, and a missing one not made: most sign-ins find them so.
    SUCCEED = "UPDATE counters SET n = CASE WHEN n < $4 THEN 0 END, last = $5 \
        WHERE account = $1 AND scope = $2 AND door = $3 AND n > 0";
    /// The same of two counters of one door.
    SUCCEED_BOTH = "UPDATE counters SET last = $5, n = CASE \
        WHEN scope = $2 AND n < $4 THEN 0 WHEN scope = $6 AND n < $7 THEN 0 END \
        WHERE account = $1 AND door = $3 AND scope IN ($2, $6) AND n > 0";
    FORGET = "DELETE FROM counters WHERE account = $1 AND scope = $2 AND door = $3";
    SPEND = "INSERT INTO sums (k, n, expires) VALUES ($1, $2, $3) \
        ON CONFLICT (k) DO UPDATE SET n = CASE WHEN sums.n <= $4 THEN sums.n + $5 END";
    USE_ONCE = "INSERT INTO once (account, k, expires) VALUES ($1, $2, $3)";
    SUM = "SELECT n FROM sums WHERE k = $1";
}

/// The scope of a network's own counter, which stands under the network and has no door.
pub(crate) const NETWORK: &str = "network";

fn at(sql: &'static str, account: AccountId, key: &CounterKey) -> Query {
    match key {
        CounterKey::Account { scope, door } => {
            Query::new(sql).bind(account.to_string()).bind(scope.to_string()).bind(door.name())
        }
        CounterKey::Network(network) => Query::new(sql).bind(network.as_str()).bind(NETWORK).bind(""),
    }
}

/// Brings a counter to one where it is not there yet; a bound that leaves no try at all conflicts there too.
pub(crate) fn take(account: AccountId, take: &Take, now: Time) -> Query {
    let first = (take.at_most > 0).then_some(1);
    at(TAKE, account, &take.key).bind(first).bind(now.0).bind(take.at_most)
}

/// Bounds are at least one, so that a counter that counts nothing is within them.
pub(crate) fn succeed(account: AccountId, take: &Take, now: Time) -> Query {
    succeed_in(SUCCEED, account, take, now)
}

fn succeed_in(sql: &'static str, account: AccountId, take: &Take, now: Time) -> Query {
    at(sql, account, &take.key).bind(take.at_most).bind(now.0)
}

/// Two successes in one statement, where they are counted under one account for one door.
pub(crate) fn succeed_both(account: AccountId, one: &Take, other: &Take, now: Time) -> Option<Query> {
    match (&one.key, &other.key) {
        (CounterKey::Account { door, .. }, CounterKey::Account { scope, door: same }) if door == same => {
            Some(succeed_in(SUCCEED_BOTH, account, one, now).bind(scope.to_string()).bind(other.at_most))
        }
        _ => None,
    }
}

pub(crate) fn forget(account: AccountId, scope: Scope, door: Door) -> Vec<Query> {
    vec![at(FORGET, account, &CounterKey::Account { scope, door })]
}

pub(crate) fn spend(key: &str, by: i64, at_most: i64, expires: Time) -> Vec<Query> {
    let first = (by <= at_most).then_some(by);
    let room = at_most.saturating_sub(by);
    vec![Query::new(SPEND).bind(key).bind(first).bind(expires.0).bind(room).bind(by)]
}

pub(crate) fn once(account: AccountId, key: &str, expires: Time) -> Vec<Query> {
    vec![Query::new(USE_ONCE).bind(account.to_string()).bind(key).bind(expires.0)]
}

/// The counter of an account that a scope and a door name; none: one of a later release.
pub(crate) fn key(scope: &str, door: &str) -> Option<CounterKey> {
    let scope = match scope {
        "strangers" => Scope::Strangers,
        "known" => Scope::Known,
        other => Scope::Browser(other.strip_prefix("browser/")?.parse().ok()?),
    };
    let door = match door {
        "password" => Door::Password,
        "prompt_sent" => Door::PromptSent,
        "asked" => Door::Asked,
        other => Door::Method(MethodKind::named(other)?),
    };
    Some(CounterKey::Account { scope, door })
}

impl Store {
    /// The sums of these keys, in their order; zero where nothing was spent.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn sums(&self, keys: &[String]) -> Result<Vec<i64>, ReadError> {
        let ask = |key: &String| Query::new(SUM).bind(key.as_str());
        let answers = self.database().rows(keys.iter().map(ask).collect()).await?;
        let sum = |rows: &Vec<Row>| rows.first().map_or(Ok(0), |row| row.int("n"));
        Ok(answers.iter().map(sum).collect::<Result<_, _>>()?)
    }
}
