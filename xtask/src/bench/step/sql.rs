//! The product's statements of a second step, with how they are bound. A test holds them to `store`'s own texts.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, Statement};

/// What a second step is decided on: the rows of one statement, told apart by their first column.
pub(super) const READ: &str = "WITH s AS MATERIALIZED \
    (SELECT token, hash, browser, session, doc FROM sign_ins WHERE account = $1 AND id = $2) \
    SELECT CAST('sign_in' AS TEXT) AS part, CAST(0 AS BIGINT) AS version, \
    CAST(0 AS BIGINT) AS at, token AS k, hash AS secret, doc AS doc FROM s \
    UNION ALL SELECT t.part, t.version, CAST(0 AS BIGINT), t.account, t.secret, t.doc FROM parts t \
    WHERE t.account = $1 AND (t.part <> 'browser' OR t.id = (SELECT browser FROM s)) \
    UNION ALL SELECT 'session', t.version, t.last_seen, '', t.hash, t.doc \
    FROM sessions t WHERE t.account = $1 AND t.id = (SELECT session FROM s) \
    UNION ALL SELECT 'prompt', CAST(0 AS BIGINT), fetched, state, '', doc \
    FROM prompts WHERE account = $1 \
    UNION ALL SELECT 'counter', t.n, t.last, t.scope, t.door, '' FROM counters t WHERE t.account = $1 \
    UNION ALL SELECT 'counter', n, last, scope, door, '' FROM counters \
    WHERE account = $3 AND scope = 'network' AND door = ''";

/// The parts of [`READ`] that the writes are guarded by.
pub(super) const HISTORY: &str = "history";
pub(super) const METHOD: &str = "method";
pub(super) const SIGN_IN: &str = "sign_in";
pub(super) const BROWSER: &str = "browser";

pub(super) const SUCCEED_BOTH: &str = "UPDATE counters SET last = $5, n = CASE \
        WHEN scope = $2 AND n < $4 THEN 0 WHEN scope = $6 AND n < $7 THEN 0 END \
        WHERE account = $1 AND door = $3 AND scope IN ($2, $6) AND n > 0";
pub(super) const SAVE_METHOD: &str = "UPDATE parts SET secret = COALESCE($4, secret), doc = $5, version = version + 1 \
        WHERE account = $1 AND part = 'method' AND id = $2 AND version = $3";
pub(super) const SAVE_BROWSER: &str = "UPDATE parts SET expires = $3, doc = $4, version = version + 1 \
        WHERE account = $1 AND part = 'browser' AND id = $2 AND version = $5";
pub(super) const ADD_SESSION: &str = "INSERT INTO sessions (account, id, hash, last_seen, expires, browser, doc, version) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
pub(super) const SAVE_HISTORY: &str = "UPDATE parts SET secret = $3, doc = $4, version = version + 1 \
        WHERE account = $1 AND part = 'history' AND id = '' AND version = $2";
pub(super) const ADD_EVENT: &str = "INSERT INTO events (account, at, id, doc) VALUES ($1, $2, $3, $4)";
pub(super) const SAVE_SIGN_IN: &str = "UPDATE sign_ins SET expires = $3, browser = $4, session = $5, doc = $6, \
        hash = COALESCE($7, hash), token = $8 WHERE account = $1 AND id = $2 AND token = $9";

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

    /// Reads every column of every row, as the product must.
    pub(super) fn rows(&mut self, sql: &'static str, values: &[Value]) -> rusqlite::Result<Vec<Vec<Value>>> {
        let statement = self.bound(sql, values)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((0..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_of_the_floor_is_the_products_own() {
        let all = [
            READ,
            SUCCEED_BOTH,
            SAVE_METHOD,
            SAVE_BROWSER,
            SAVE_HISTORY,
            ADD_EVENT,
            SAVE_SIGN_IN,
            ADD_SESSION,
        ];
        for sql in &all {
            let is_the_products = store::TEXTS.iter().any(|texts| texts.contains(sql));
            assert!(is_the_products, "the product does not send this any more: {sql}");
        }
    }
}
