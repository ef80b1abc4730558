//! The seam: two verbs over two databases. Deliberately no transactions to hold open and no query builder.

use crate::error::{CommitError, MigrateError, OpenError, ReadError, Unavailable};
use crate::migrate::{MIGRATIONS, Migration, MigrationReport};
use crate::postgres::{Postgres, PostgresConfig};
use crate::query::Query;
use crate::row::Row;
use crate::sqlite::{Sqlite, SqliteConfig};

/// Which database to open, and how.
#[derive(Clone, Debug)]
pub enum DatabaseConfig {
    /// Embedded: one process.
    Sqlite(SqliteConfig),
    /// A server: any number of nodes.
    Postgres(PostgresConfig),
}

/// An open database. Share it by reference or in an `Arc`; all verbs take `&self`.
#[derive(Debug)]
pub enum Database {
    /// The embedded database.
    Sqlite(Sqlite),
    /// The database of many nodes.
    Postgres(Postgres),
}

impl Database {
    /// Opens the database and proves that it answers. The schema is left as it is; see [`Database::migrate`].
    ///
    /// # Errors
    /// [`OpenError`], each with a sentence for the operator.
    pub async fn open(config: &DatabaseConfig) -> Result<Self, OpenError> {
        match config {
            DatabaseConfig::Sqlite(config) => Sqlite::open(config).map(Self::Sqlite),
            DatabaseConfig::Postgres(config) => Postgres::open(config).await.map(Self::Postgres),
        }
    }

    /// Answers several reads at once, in their order: one round trip on PostgreSQL (after the first use of a text on a
    /// connection), one visit to a reader on SQLite. On PostgreSQL each read sees its own snapshot.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] to try again later, [`ReadError::Fault`] for a mistake of ours.
    pub async fn rows(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, ReadError> {
        queries.iter().try_for_each(Query::check_text)?;
        match self {
            Self::Sqlite(sqlite) => sqlite.rows(queries).await,
            Self::Postgres(postgres) => postgres.rows(queries).await,
        }
    }

    /// Writes a batch whole or not at all; `Ok` means that it is on disk. Dropping the future does not cut a batch in
    /// half: once it has begun, it runs to its end unseen.
    ///
    /// # Errors
    /// [`CommitError`] says whether to decide again, to look up the outcome, to come back later or to give up.
    pub async fn commit(&self, batch: Vec<Query>) -> Result<(), CommitError> {
        batch.iter().try_for_each(Query::check_text)?;
        match self {
            Self::Sqlite(sqlite) => sqlite.commit(batch).await,
            Self::Postgres(postgres) => postgres.commit(batch).await,
        }
    }

    /// The moment by the database server's clock, in Unix seconds; none where the database is in this process.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn server_clock(&self) -> Result<Option<i64>, Unavailable> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(postgres) => postgres.clock().await.map(Some),
        }
    }

    /// Brings the schema up to date, all missing migrations or none. Safe when several nodes start at once.
    ///
    /// # Errors
    /// [`MigrateError`]: a newer or half-migrated database is refused and left alone.
    pub async fn migrate(&self) -> Result<MigrationReport, MigrateError> {
        self.migrate_with(MIGRATIONS).await
    }

    pub(crate) async fn migrate_with(
        &self,
        migrations: &'static [Migration],
    ) -> Result<MigrationReport, MigrateError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.migrate(migrations).await,
            Self::Postgres(postgres) => postgres.migrate(migrations).await,
        }
    }
}

#[cfg(test)]
#[path = "database_tests.rs"]
mod tests;
