//! The product's statements of a second step, with how they are bound. A test holds them to `store`'s own texts.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, Statement};

/// What a second step is decided on, in one snapshot.
pub(super) const READS: [&str; 8] = [
    "SELECT token, hash, doc FROM sign_ins WHERE account = $1 AND id = $2",
    "SELECT b.version AS version, b.doc AS doc FROM sign_ins s \
        JOIN browsers b ON b.account = s.account AND b.id = s.browser WHERE s.account = $1 AND s.id = $2",
    "SELECT x.version AS version, x.hash AS hash, x.last_seen AS last_seen, x.doc AS doc \
        FROM sign_ins s JOIN sessions x ON x.account = s.account AND x.id = s.session \
        WHERE s.account = $1 AND s.id = $2",
    "SELECT a.version AS version, a.password AS password, a.doc AS doc, \
        h.version AS history_version, h.doc AS history \
        FROM accounts a LEFT JOIN histories h ON h.account = a.account WHERE a.account = $1",
    "SELECT version, secret, doc FROM methods WHERE account = $1",
    "SELECT version, sealed, doc FROM emails WHERE account = $1",
    "SELECT scope, door, n, last FROM counters WHERE account = $1 AND scope IN ('strangers', 'known', \
        COALESCE((SELECT 'browser/' || browser FROM sign_ins WHERE account = $1 AND id = $2), ''))",
    "SELECT n, last FROM counters WHERE account = $1 AND scope = 'network' AND door = ''",
];

pub(super) const SUCCEED: &str = "INSERT INTO counters (account, scope, door, n, last) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (account, scope, door) DO UPDATE SET n = CASE WHEN counters.n < $6 THEN 0 END, last = $5";
pub(super) const SAVE_METHOD: &str = "UPDATE methods SET secret = COALESCE($4, secret), doc = $5, \
        version = CASE WHEN version = $3 THEN version + 1 END WHERE account = $1 AND id = $2";
pub(super) const METHOD_STANDS: &str = "INSERT INTO conflict (ok) SELECT 0 \
        WHERE NOT EXISTS (SELECT 1 FROM methods WHERE account = $1 AND id = $2 AND version = $3)";
pub(super) const SAVE_BROWSER: &str = "UPDATE browsers SET expires = $3, doc = $4, version = CASE WHEN version = $5 THEN version + 1 END \
        WHERE account = $1 AND id = $2";
pub(super) const BROWSER_STANDS: &str = "INSERT INTO conflict (ok) SELECT 0 \
        WHERE NOT EXISTS (SELECT 1 FROM browsers WHERE account = $1 AND id = $2 AND version = $3)";
pub(super) const ADD_SESSION: &str = "INSERT INTO sessions (account, id, hash, last_seen, expires, browser, doc, version) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
pub(super) const SAVE_HISTORY: &str = "UPDATE histories SET doc = $3, version = CASE WHEN version = $2 THEN version + 1 END \
        WHERE account = $1";
pub(super) const ADD_EVENT: &str = "INSERT INTO events (account, at, id, doc) VALUES ($1, $2, $3, $4)";
pub(super) const SAVE_SIGN_IN: &str = "UPDATE sign_ins SET expires = $3, browser = $4, session = $5, doc = $6, \
        hash = COALESCE($7, hash), token = $8 WHERE account = $1 AND id = $2 AND token = $9";
pub(super) const SIGN_IN_IS_OURS: &str = "INSERT INTO conflict (ok) SELECT 0 \
        WHERE NOT EXISTS (SELECT 1 FROM sign_ins WHERE account = $1 AND id = $2 AND token = $3)";

/// A statement and the values of its `$1`, `$2`, ..
pub(super) type Bound = (&'static str, Vec<Value>);

/// A connection's prepared statements.
pub(super) struct Prepared<'c> {
    connection: &'c Connection,
    statements: HashMap<&'static str, (Statement<'c>, Vec<usize>)>,
}

impl<'c> Prepared<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, statements: HashMap::new() }
    }

    /// The statement with its values bound. SQLite numbers parameters as they first appear, not by their names.
    fn bound(&mut self, sql: &'static str, values: &[Value]) -> rusqlite::Result<&mut Statement<'c>> {
        if !self.statements.contains_key(sql) {
            let statement = self.connection.prepare(sql)?;
            let mut order = Vec::new();
            for number in 1..=statement.parameter_count() {
                order.extend(statement.parameter_index(&format!("${number}"))?);
            }
            self.statements.insert(sql, (statement, order));
        }
        let Some((statement, order)) = self.statements.get_mut(sql) else {
            return Err(rusqlite::Error::InvalidQuery);
        };
        for (place, value) in order.iter().zip(values) {
            statement.raw_bind_parameter(*place, value)?;
        }
        Ok(statement)
    }

    pub(super) fn run(&mut self, sql: &'static str, values: &[Value]) -> rusqlite::Result<usize> {
        self.bound(sql, values)?.raw_execute()
    }

    /// Reads every column of every row, as the product must; gives the first row.
    pub(super) fn first(&mut self, sql: &'static str, values: &[Value]) -> rusqlite::Result<Vec<Value>> {
        let statement = self.bound(sql, values)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut first = Vec::new();
        while let Some(row) = rows.next()? {
            let row: Vec<Value> = (0..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?;
            if first.is_empty() {
                first = row;
            }
        }
        Ok(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_of_the_floor_is_the_products_own() {
        let writes = [
            SUCCEED,
            SAVE_METHOD,
            METHOD_STANDS,
            SAVE_BROWSER,
            BROWSER_STANDS,
            ADD_SESSION,
            SAVE_HISTORY,
            ADD_EVENT,
            SAVE_SIGN_IN,
            SIGN_IN_IS_OURS,
        ];
        for sql in READS.iter().chain(&writes) {
            let is_the_products = store::TEXTS.iter().any(|texts| texts.contains(sql));
            assert!(is_the_products, "the product does not send this any more: {sql}");
        }
    }
}
