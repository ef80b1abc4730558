//! What is counted: failures, sums that cost money, and what may be used once. Bounds are `rules`'; here they are kept.
//! Counters have no versions: they fail at their limit only, never because others count too.

use rules::Time;
use rules::id::{AccountId, BrowserId, SignInId};
use rules::method::MethodKind;
use rules::tries::{Counter, CounterKey, Door, Scope, Take, Tries};

use crate::error::{Fault, ReadError};
use crate::query::Query;
use crate::row::Row;
use crate::store::{Answers, Store};
use crate::texts::texts;

texts! {
    TAKE = "INSERT INTO counters (account, scope, door, n, last) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (account, scope, door) DO UPDATE \
        SET n = CASE WHEN counters.n < $6 THEN counters.n + 1 END, last = $5";
    /// Takes and gives back in one statement: within bounds the counter goes to zero, at its limit it conflicts.
    SUCCEED = "INSERT INTO counters (account, scope, door, n, last) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (account, scope, door) DO UPDATE SET n = CASE WHEN counters.n < $6 THEN 0 END, last = $5";
    FORGET = "DELETE FROM counters WHERE account = $1 AND scope = $2 AND door = $3";
    SPEND = "INSERT INTO sums (k, n, expires) VALUES ($1, $2, $3) \
        ON CONFLICT (k) DO UPDATE SET n = CASE WHEN sums.n <= $4 THEN sums.n + $5 END";
    USE_ONCE = "INSERT INTO once (account, k, expires) VALUES ($1, $2, $3)";
    OF_BROWSER = "SELECT scope, door, n, last FROM counters WHERE account = $1 \
        AND scope IN ('strangers', 'known', $2)";
    OF_SIGN_IN = "SELECT scope, door, n, last FROM counters WHERE account = $1 AND scope IN ('strangers', 'known', \
        COALESCE((SELECT 'browser/' || browser FROM sign_ins WHERE account = $1 AND id = $2), ''))";
    OF_SESSION = "SELECT scope, door, n, last FROM counters WHERE account = $1 AND scope IN ('strangers', 'known', \
        COALESCE((SELECT 'browser/' || browser FROM sessions WHERE account = $1 AND hash = $2), ''))";
    OF_NETWORK = "SELECT n, last FROM counters WHERE account = $1 AND scope = 'network' AND door = ''";
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

/// Brings a counter to `first` where it is not there yet; a bound that leaves no try at all conflicts there too.
fn bounded(sql: &'static str, account: AccountId, take: &Take, now: Time, first: i64) -> Vec<Query> {
    let first = (take.at_most > 0).then_some(first);
    vec![at(sql, account, &take.key).bind(first).bind(now.0).bind(take.at_most)]
}

pub(crate) fn take(account: AccountId, take: &Take, now: Time) -> Vec<Query> {
    bounded(TAKE, account, take, now, 1)
}

pub(crate) fn succeed(account: AccountId, take: &Take, now: Time) -> Vec<Query> {
    bounded(SUCCEED, account, take, now, 0)
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

/// Through what a read finds the known browser whose counters it wants besides the common ones.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Through<'a> {
    Browser(Option<BrowserId>),
    SignIn(SignInId),
    Session { hash: &'a str },
}

/// The reads of [`Tries`], to be answered to [`tries`].
pub(crate) fn ask_tries(account: AccountId, through: Through<'_>, network: &str) -> [Query; 2] {
    let account = account.to_string();
    let own = match through {
        Through::Browser(browser) => {
            let scope = browser.map_or_else(String::new, |id| Scope::Browser(id).to_string());
            Query::new(OF_BROWSER).bind(account).bind(scope)
        }
        Through::SignIn(id) => Query::new(OF_SIGN_IN).bind(account).bind(id.to_string()),
        Through::Session { hash } => Query::new(OF_SESSION).bind(account).bind(hash),
    };
    [own, Query::new(OF_NETWORK).bind(network)]
}

/// The counters that the next two answers tell.
pub(crate) fn tries(answers: &mut Answers, network: &str) -> Result<Tries, Fault> {
    let (own, of_network) = (answers.all(), answers.one());
    let mut counters = Vec::with_capacity(own.len() + 1);
    for row in &own {
        // A scope or door of a later release guards nothing here.
        if let Some(key) = key(row.text("scope")?, row.text("door")?) {
            counters.push((key, counter(row)?));
        }
    }
    if let Some(row) = of_network {
        counters.push((CounterKey::Network(network.to_owned()), counter(&row)?));
    }
    Ok(Tries::new(counters))
}

fn counter(row: &Row) -> Result<Counter, Fault> {
    Ok(Counter { n: row.int("n")?, last: Time(row.int("last")?) })
}

fn key(scope: &str, door: &str) -> Option<CounterKey> {
    let scope = match scope {
        "strangers" => Scope::Strangers,
        "known" => Scope::Known,
        other => Scope::Browser(other.strip_prefix("browser/")?.parse().ok()?),
    };
    let door = match door {
        "password" => Door::Password,
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

    /// The counters that guard an account and this network, without anything else.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn tries(
        &self,
        account: AccountId,
        browser: Option<BrowserId>,
        network: &str,
    ) -> Result<Tries, ReadError> {
        let ask = ask_tries(account, Through::Browser(browser), network);
        let mut answers = self.ask(ask.into()).await?;
        Ok(tries(&mut answers, network)?)
    }
}
