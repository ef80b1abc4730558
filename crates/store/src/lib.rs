//! The only room that knows SQL: what is kept, behind [`Store`], and one text of every query for SQLite and
//! PostgreSQL, behind [`Database`].
//! No decision is taken here, and nothing above this room sees a statement, a transaction or a driver.
//!
//! # Two verbs
//! [`Database::rows`] sends several reads at once. [`Database::commit`] applies a batch of writes whole or not at all.
//! There is no open transaction to hold: a batch is sent in one go and nobody can wait in the middle of it, so what a
//! batch depends on is written into the batch as a guard that poisons it.
//!
//! # The portable subset
//! One text serves both databases as long as it stays inside what was tried on both:
//!
//! - Columns are `TEXT` or `BIGINT`, and `NOT NULL` unless a comment explains why not.
//! - Parameters are `$1`, `$2`, .. and name the bind of that number; one may appear twice and in any order. A parameter
//!   stands alone: beside a column, in `VALUES`, in `LIMIT`, or as `CAST($1 AS BIGINT)`. Arithmetic happens in Rust.
//! - A computed result is `CAST(.. AS BIGINT)`. Plain `COUNT(*)` is a BIGINT on both already.
//! - `INSERT .. SELECT .. WHERE true ON CONFLICT ..`: without `WHERE true` SQLite reads `ON` as part of a join.
//! - Never: `LIKE` (its case rules differ), two-argument `max`, a bare `SELECT EXISTS`, `SUM` without a cast, `RETURNING`,
//!   or an order by text other than lower-case ASCII.
//! - U+0000 is no text here: PostgreSQL cannot keep it, so [`Fault::ZeroCharacter`] stops it on both.
//! - Reads in one [`Database::rows`] call do not share a snapshot on PostgreSQL. What must agree with a later write is
//!   guarded in that write.
//!
//! The contract test (`contract`, in tests and with the feature `testing`) prepares every query on both databases and
//! compares parameters and columns.
//!
//! # The three guards
//! ```sql
//! -- 1. What was read: a version, or a token where the outcome must be recognised later. `Query::or_conflict` marks it:
//! --    a statement so marked that writes no row makes its batch a conflict.
//! UPDATE t SET body = $3, version = version + 1 WHERE id = $1 AND version = $2;
//! UPDATE t SET token = $3 WHERE id = $1 AND token = $2;
//! -- 2. A counter: fails at its limit only, never because others count too. `n` is NOT NULL.
//! INSERT INTO counters (k, n) VALUES ($1, 1)
//!   ON CONFLICT (k) DO UPDATE SET n = CASE WHEN counters.n < $2 THEN counters.n + 1 END;
//! -- 3. Single use: a plain INSERT on a primary key.
//! INSERT INTO used (token) VALUES ($1);
//! ```
//! The name is part of the contract: the guarded column of a counter is called `n`. These, a taken key, and PostgreSQL's
//! serialization failures and deadlocks are [`CommitError::Conflict`]; any other broken constraint is our own mistake and
//! a [`Fault`].
//!
//! On PostgreSQL neighbouring writes become one statement where neither can feel the other (`postgres/compose.rs`): so a
//! write must name every table that it reads, and say the words INSERT INTO, UPDATE, DELETE FROM, FROM and JOIN in capitals.
//! What it writes of `parts` it names as `part = '..'`, or behind `VALUES ($1, `; a write that does not may mean any of them.

mod accounts;
mod browsers;
mod counters;
mod database;
mod doc;
mod error;
mod events;
mod facts;
mod links;
mod migrate;
mod nodes;
mod outbox;
mod postgres;
mod prompts;
mod proof;
mod query;
mod row;
mod schema;
mod sessions;
mod sign_ins;
mod sqlite;
mod store;
mod sweep;
mod texts;
mod vapid;
mod writes;

#[cfg(any(test, feature = "testing"))]
pub mod contract;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

#[cfg(test)]
mod house_tests;
#[cfg(test)]
mod people_tests;

pub use database::{Database, DatabaseConfig};
pub use error::{CommitError, Fault, MigrateError, OpenError, ReadError, Unavailable};
pub use migrate::{Migration, MigrationReport};
pub use nodes::{Node, NodeCounts};
pub use outbox::{Leased, Outbox};
pub use postgres::{Postgres, PostgresConfig};
pub use prompts::PromptMark;
pub use query::{Query, Value};
pub use row::{Column, Row};
pub use sessions::SessionRows;
pub use sign_ins::{Outcome, SignInRows, StartRows};
pub use sqlite::{Place, Sqlite, SqliteConfig, Synchronous};
pub use store::{PrepareError, Store};
pub use sweep::Swept;

/// Every statement of the product, for the contract between the databases.
#[cfg(any(test, feature = "testing"))]
pub const TEXTS: &[&[&str]] = &[
    accounts::TEXTS,
    browsers::TEXTS,
    counters::TEXTS,
    events::TEXTS,
    facts::TEXTS,
    links::TEXTS,
    nodes::TEXTS,
    outbox::TEXTS,
    proof::TEXTS,
    prompts::TEXTS,
    schema::TEXTS,
    sessions::TEXTS,
    sign_ins::TEXTS,
    store::TEXTS,
    sweep::TEXTS,
    sweep::events::TEXTS,
    vapid::TEXTS,
];
