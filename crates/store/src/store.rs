//! The store as the rooms above see it: changes go in whole or not at all, and each read is one round trip.
//! Deliberately no caches: what a decision is based on is read for it.

use std::sync::{Arc, Mutex};

use rand::CryptoRng;
use rules::change::{Change, Write};
use secrets::Keys;
use tokio::sync::Notify;

use crate::database::Database;
use crate::error::{CommitError, MigrateError, ReadError};
use crate::migrate::MigrationReport;
use crate::query::Query;
use crate::row::Row;
use crate::sweep::Walks;
use crate::texts::texts;
use crate::writes::batch;

texts! {
    /// Two nodes that start at once write the same, or find the other's.
    ADD_META = "INSERT INTO meta (k, v) VALUES ($1, $2) ON CONFLICT (k) DO NOTHING";
    DROP_META = "DELETE FROM meta WHERE k = $1";
    META = "SELECT k, v FROM meta";
}

/// What the fingerprint of a key is kept under, before the key's name.
const KEY: &str = "key/";

/// Everything that is kept. Share it in an `Arc`; all verbs take `&self`.
#[derive(Debug)]
pub struct Store {
    database: Database,
    keys: Arc<Keys>,
    wake: Notify,
    walks: Mutex<Walks>,
}

/// Why this node must not start on this database.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The schema says that it is up to date, and something of it is missing.
    #[error(
        "the database lacks what this program needs ({message}): it was changed by hand or restored in part; restore a \
         whole backup, or name another database"
    )]
    Schema {
        /// What the database said is missing.
        message: String,
    },
    /// The keys are not those of the database.
    #[error(
        "the database was made with another key `{name}` than this node has; start with the keys that belong to it"
    )]
    OtherKey {
        /// The key's name.
        name: String,
    },
    /// The database has values sealed with a key that is not there.
    #[error(
        "the database uses the key `{name}`, which this node does not have; give every node the same keys"
    )]
    MissingKey {
        /// The key's name.
        name: String,
    },
    /// The database could not be asked.
    #[error(transparent)]
    Database(#[from] CommitError),
}

/// Answers in the order in which they were asked for.
#[derive(Debug)]
pub(crate) struct Answers(std::vec::IntoIter<Vec<Row>>);

impl Answers {
    /// Every row of the next answer.
    pub(crate) fn all(&mut self) -> Vec<Row> {
        self.0.next().unwrap_or_default()
    }

    /// The first row of the next answer.
    pub(crate) fn one(&mut self) -> Option<Row> {
        self.all().into_iter().next()
    }
}

impl Store {
    /// A store over an open database; `keys` seal what waits in the outbox.
    #[must_use]
    pub fn new(database: Database, keys: Arc<Keys>) -> Self {
        Self { database, keys, wake: Notify::new(), walks: Mutex::default() }
    }

    /// The database itself, for health checks and backups.
    #[must_use]
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Brings the schema up to date and makes sure that nothing of it is missing and that this node has the database's keys. The first start records the
    /// fingerprints, and so does the first start with an added key.
    ///
    /// # Errors
    /// [`PrepareError`]: a sentence for the operator; with other keys nothing is changed but the schema.
    pub async fn prepare(&self) -> Result<MigrationReport, PrepareError> {
        let report = self.database.migrate().await?;
        self.has_its_tables().await?;
        self.check_keys().await?;
        let ours = self.keys.fingerprints();
        let add = |(name, print): &(String, String)| {
            Query::new(ADD_META).bind(format!("{KEY}{name}")).bind(print.as_str())
        };
        self.database.commit(ours.iter().map(add).collect()).await?;
        self.check_keys().await?;
        Ok(report)
    }

    /// Whether this node has the keys of a database that was prepared before. Changes nothing, for examinations.
    ///
    /// # Errors
    /// [`PrepareError`]; a database that was never prepared is a fault.
    pub async fn has_its_keys(&self) -> Result<(), PrepareError> {
        self.check_keys().await
    }

    async fn check_keys(&self) -> Result<(), PrepareError> {
        let ours = self.keys.fingerprints();
        let kept = self.ask(vec![Query::new(META)]).await.map_err(CommitError::from)?.all();
        for row in &kept {
            let read = |column| row.text(column).map_err(CommitError::from);
            let Some(name) = read("k")?.strip_prefix(KEY) else { continue };
            match ours.iter().find(|(ours, _)| ours == name) {
                None => return Err(PrepareError::MissingKey { name: name.to_owned() }),
                Some((_, print)) if print != read("v")? => {
                    return Err(PrepareError::OtherKey { name: name.to_owned() });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Forgets a sealing key that nothing is sealed with any more, so that nodes start without it.
    ///
    /// # Errors
    /// [`CommitError`].
    pub async fn forget_key(&self, name: &str) -> Result<(), CommitError> {
        self.database.commit(vec![Query::new(DROP_META).bind(format!("{KEY}{name}"))]).await
    }

    /// Writes a change whole or not at all; `Ok` means that it is on disk. `rng` makes the nonces of what is sealed.
    ///
    /// # Errors
    /// [`CommitError`]: on a conflict read and decide again; after [`CommitError::Unknown`] ask [`Store::committed`].
    pub async fn commit(&self, change: &Change, rng: &mut impl CryptoRng) -> Result<(), CommitError> {
        let outcome = self.database.commit(batch(change, &self.keys, rng)?).await;
        let sends = change.iter().any(|write| matches!(write, Write::Send(_)));
        if sends && matches!(outcome, Ok(()) | Err(CommitError::Unknown)) {
            self.wake.notify_one();
        }
        outcome
    }

    /// Whether the database is this process's own.
    #[must_use]
    pub const fn is_embedded(&self) -> bool {
        matches!(self.database, Database::Sqlite(_))
    }

    pub(crate) async fn ask(&self, queries: Vec<Query>) -> Result<Answers, ReadError> {
        Ok(Answers(self.database.rows(queries).await?.into_iter()))
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) const fn wake(&self) -> &Notify {
        &self.wake
    }

    pub(crate) const fn walks(&self) -> &Mutex<Walks> {
        &self.walks
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
