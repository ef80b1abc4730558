//! Every table with every column, so that a database which lacks one is found at the start and not by the first person who
//! needs it. Deliberately not here: how the schema came to be (`migrate`), and its indexes, without which all works slowly.

use crate::error::{CommitError, Fault, ReadError};
use crate::migrate::{MIGRATIONS, READ_HISTORY, missing};
use crate::query::Query;
use crate::row::Row;
use crate::store::{PrepareError, Store};
use crate::texts::texts;

texts! {
    META = "SELECT k, v FROM meta WHERE 1 = 0";
    PARTS = "SELECT account, part, id, version, expires, secret, doc FROM parts WHERE 1 = 0";
    NAMES = "SELECT name, account FROM names WHERE 1 = 0";
    RECOVERY_CODES = "SELECT account, slot, hash FROM recovery_codes WHERE 1 = 0";
    SIGN_INS = "SELECT account, id, token, hash, expires, browser, session, doc FROM sign_ins WHERE 1 = 0";
    SESSIONS = "SELECT account, id, version, hash, last_seen, expires, browser, doc FROM sessions WHERE 1 = 0";
    COUNTERS = "SELECT account, scope, door, n, last FROM counters WHERE 1 = 0";
    SUMS = "SELECT k, n, expires FROM sums WHERE 1 = 0";
    ONCE = "SELECT account, k, expires FROM once WHERE 1 = 0";
    LINKS = "SELECT account, id, hash, token, expires, doc FROM links WHERE 1 = 0";
    OUTBOX = "SELECT account, id, due, attempts, lease, expires, body FROM outbox WHERE 1 = 0";
    EVENTS = "SELECT account, at, id, doc FROM events WHERE 1 = 0";
    RISK_NODES = "SELECT node, token, seen, version, statistics, scores, bursts, bursts_version FROM risk_nodes WHERE 1 = 0";
    PROMPTS = "SELECT account, slot, id, state, fetched, changed, expires, doc FROM prompts WHERE 1 = 0";
}

/// All of them.
const EACH: [&str; 14] = [
    META,
    PARTS,
    NAMES,
    RECOVERY_CODES,
    SIGN_INS,
    SESSIONS,
    COUNTERS,
    SUMS,
    ONCE,
    LINKS,
    OUTBOX,
    EVENTS,
    RISK_NODES,
    PROMPTS,
];

impl Store {
    /// Whether every table is there with every column. One round trip that reads no row.
    ///
    /// # Errors
    /// [`PrepareError::Schema`] names what is missing.
    pub async fn has_its_tables(&self) -> Result<(), PrepareError> {
        match self.ask(EACH.iter().map(|look| Query::new(look)).collect()).await {
            Ok(_no_rows) => Ok(()),
            Err(ReadError::Fault(Fault::Refused { message, .. })) => Err(PrepareError::Schema { message }),
            Err(error) => Err(CommitError::from(error).into()),
        }
    }

    /// Whether the next start has migrations to apply. Changes nothing, for examinations.
    ///
    /// # Errors
    /// [`PrepareError`]; a database that was never prepared is a fault.
    pub async fn lacks_migrations(&self) -> Result<bool, PrepareError> {
        let history = self.ask(vec![Query::new(READ_HISTORY)]).await.map_err(CommitError::from)?.all();
        let read = |row: &Row| Ok((row.int("number")?, row.text("checksum")?.to_owned()));
        let applied =
            history.iter().map(read).collect::<Result<Vec<_>, Fault>>().map_err(CommitError::from)?;
        Ok(!missing(MIGRATIONS, &applied)?.is_empty())
    }
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
