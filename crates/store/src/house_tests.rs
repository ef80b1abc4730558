//! A small schema with the shapes of the real one, for this room's own stories: guards, counters, single use.

use std::future::Future;

use crate::migrate::Migration;
use crate::testing::{self, Fresh};
use crate::{CommitError, Database, Query, ReadError};

pub(crate) const FIRST: Migration = Migration {
    number: 1,
    name: "start",
    sql: "CREATE TABLE account (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL);
          CREATE TABLE sign_in (id TEXT NOT NULL PRIMARY KEY, token TEXT NOT NULL, note TEXT);
          CREATE TABLE counters (k TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);
          CREATE TABLE used (token TEXT NOT NULL PRIMARY KEY);",
};
pub(crate) const SECOND: Migration = Migration {
    number: 2,
    name: "names",
    sql: "CREATE TABLE name (name TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, \
          CONSTRAINT name_not_empty CHECK (name <> ''));",
};
pub(crate) const HOUSE: &[Migration] = &[FIRST, SECOND];

pub(crate) const ADD_ACCOUNT: &str = "INSERT INTO account (id, body, version) VALUES ($1, $2, $3)";
/// `$3` stands before `$1`: the shape that is silently wrong when bound by position.
pub(crate) const CHANGE_ACCOUNT: &str =
    "UPDATE account SET body = $3, version = version + 1 WHERE id = $1 AND version = $2";
pub(crate) const READ_ACCOUNT: &str = "SELECT id, body, version FROM account WHERE id = $1";
pub(crate) const COUNT_ACCOUNTS: &str = "SELECT COUNT(*) AS accounts FROM account";
pub(crate) const ADD_SIGN_IN: &str = "INSERT INTO sign_in (id, token, note) VALUES ($1, $2, $3)";
pub(crate) const TAKE_SIGN_IN: &str = "UPDATE sign_in SET token = $3 WHERE id = $1 AND token = $2";
pub(crate) const READ_SIGN_IN: &str = "SELECT token, note FROM sign_in WHERE id = $1";
pub(crate) const TAKE_TRY: &str = "INSERT INTO counters (k, n) VALUES ($1, 1) \
     ON CONFLICT (k) DO UPDATE SET n = CASE WHEN counters.n < $2 THEN counters.n + 1 END";
pub(crate) const READ_TRIES: &str = "SELECT n FROM counters WHERE k = $1";
pub(crate) const USE_CODE: &str = "INSERT INTO used (token) VALUES ($1)";
pub(crate) const ADD_NAME: &str = "INSERT INTO name (name, account) VALUES ($1, $2)";
pub(crate) const PAGE: &str =
    "SELECT id, version FROM account WHERE version > CAST($2 AS BIGINT) ORDER BY id LIMIT $1";
pub(crate) const TEXTS: &[&str] = &[
    ADD_ACCOUNT,
    CHANGE_ACCOUNT,
    READ_ACCOUNT,
    COUNT_ACCOUNTS,
    ADD_SIGN_IN,
    TAKE_SIGN_IN,
    READ_SIGN_IN,
    TAKE_TRY,
    READ_TRIES,
    USE_CODE,
    ADD_NAME,
    PAGE,
];

/// An SQLite database with the small schema.
pub(crate) async fn sqlite() -> Fresh {
    furnished(testing::blank_sqlite().await).await
}

/// A PostgreSQL database with the small schema.
pub(crate) async fn postgres() -> Fresh {
    furnished(testing::blank_postgres().await).await
}

async fn furnished(fresh: Fresh) -> Fresh {
    fresh.migrate_with(HOUSE).await.unwrap();
    fresh
}

/// Tells one story on both databases.
pub(crate) async fn on_both<S: Future<Output = ()>>(story: impl Fn(std::sync::Arc<Fresh>) -> S) {
    story(std::sync::Arc::new(sqlite().await)).await;
    story(std::sync::Arc::new(postgres().await)).await;
}

pub(crate) fn account(id: &str, body: &str) -> Query {
    Query::new(ADD_ACCOUNT).bind(id).bind(body).bind(1)
}

pub(crate) fn change(id: &str, version: i64, body: &str) -> Query {
    Query::new(CHANGE_ACCOUNT).bind(id).bind(version).bind(body).or_conflict()
}

/// The body and version of an account, if it is there.
pub(crate) async fn read(database: &Database, id: &str) -> Option<(String, i64)> {
    let answers = database.rows(vec![Query::new(READ_ACCOUNT).bind(id)]).await.unwrap();
    answers[0].first().map(|row| (row.text("body").unwrap().to_owned(), row.int("version").unwrap()))
}

pub(crate) async fn tries(database: &Database, key: &str) -> Result<i64, ReadError> {
    let answers = database.rows(vec![Query::new(READ_TRIES).bind(key)]).await?;
    Ok(answers[0].first().map_or(0, |row| row.int(0).unwrap()))
}

pub(crate) fn is_unavailable(outcome: &Result<(), CommitError>) -> bool {
    matches!(outcome, Err(CommitError::Unavailable(_)))
}
