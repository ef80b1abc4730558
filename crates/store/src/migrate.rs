//! Which migrations there are and which of them a database still needs; forward only.
//! Deliberately no way back: a schema grows first and shrinks one release later (expand, then contract).

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::error::MigrateError;

/// Every migration of this release, in order. A text is never edited after its release; its checksum is kept.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "start", sql: include_str!("../migrations/0001_start.sql") },
    Migration { number: 2, name: "risk", sql: include_str!("../migrations/0002_risk.sql") },
    Migration { number: 3, name: "prompts", sql: include_str!("../migrations/0003_prompts.sql") },
    Migration { number: 4, name: "bursts", sql: include_str!("../migrations/0004_bursts.sql") },
    Migration { number: 5, name: "parts", sql: include_str!("../migrations/0005_parts.sql") },
];

/// The table that remembers what was applied.
pub(crate) const CREATE_HISTORY: &str = "CREATE TABLE IF NOT EXISTS migration (
  number BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL
)";
pub(crate) const READ_HISTORY: &str = "SELECT number, checksum FROM migration ORDER BY number";
pub(crate) const WRITE_HISTORY: &str = "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)";

/// One step of the schema: the same SQL for both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// 1, 2, 3, .. without gaps.
    pub number: i64,
    /// The file name without its number and ending.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

impl Migration {
    /// SHA-256 of the text, in lower-case hexadecimal.
    #[must_use]
    pub fn checksum(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.sql.as_bytes()))
    }
}

/// What [`crate::Database::migrate`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationReport {
    /// The migrations applied now, in order; empty when the schema was up to date.
    pub applied: Vec<i64>,
    /// The migration that the database is at now; 0 for an empty one.
    pub at: i64,
}

impl MigrationReport {
    pub(crate) fn new(migrations: &[Migration], applied: &[Migration]) -> Self {
        Self {
            applied: applied.iter().map(|migration| migration.number).collect(),
            at: migrations.last().map_or(0, |migration| migration.number),
        }
    }
}

/// One line of the history: number and checksum.
pub(crate) type Applied = (i64, String);

/// The migrations still to apply to a database with this history, or why it must be left alone.
pub(crate) fn missing<'m>(
    migrations: &'m [Migration],
    history: &[Applied],
) -> Result<&'m [Migration], MigrateError> {
    let known = migrations.last().map_or(0, |migration| migration.number);
    let found = history.last().map_or(0, |(number, _)| *number);
    if found > known {
        return Err(MigrateError::Newer { found, known });
    }
    for (index, (number, checksum)) in history.iter().enumerate() {
        match migrations.get(index) {
            Some(migration) if migration.number != *number => {
                return Err(MigrateError::Gap { missing: migration.number, found });
            }
            Some(migration) if migration.checksum() != *checksum => {
                return Err(MigrateError::Changed { number: *number });
            }
            Some(_) => {}
            None => return Err(MigrateError::Newer { found, known }),
        }
    }
    Ok(&migrations[history.len()..])
}

#[cfg(test)]
#[path = "migrate_tests.rs"]
mod tests;
