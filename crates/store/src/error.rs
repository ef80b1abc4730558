//! What can go wrong between us and a database, sorted by what the caller should do next.
//! No error here holds a bound value: only statement texts, constraint names and the server's own words.

use std::path::PathBuf;

/// The column whose NOT NULL is a guard and not a mistake (crate docs, guard 2).
pub(crate) const GUARD_COLUMN: &str = "n";

/// The database cannot answer now and nothing was changed; try again later (HTTP 503).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the database is unavailable: {reason}")]
pub struct Unavailable {
    /// What the database or the network said, for operators.
    pub reason: String,
}

impl Unavailable {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// A mistake on our side of the seam: the same call would fail again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A text holds U+0000, which PostgreSQL cannot keep. The door answers 422 before it comes to this.
    #[error("a text holds U+0000, which no database keeps")]
    ZeroCharacter,
    /// The binds do not match the parameters `$1` to `$n` of the statement.
    #[error("{given} values were bound where the statement does not take exactly $1 to ${given}: {sql}")]
    Parameters {
        /// How many values were bound.
        given: usize,
        /// The statement.
        sql: &'static str,
    },
    /// A bound value has another type than its parameter, or the parameter is neither TEXT nor BIGINT.
    #[error("parameter ${number} takes {wanted}, not the bound value: {sql}")]
    ParameterType {
        /// The number in `$n`.
        number: usize,
        /// The type that PostgreSQL gave to the parameter.
        wanted: String,
        /// The statement.
        sql: &'static str,
    },
    /// The row has no such column, or the column holds another type.
    #[error("the row has no column {column} that holds {wanted}")]
    Column {
        /// The name or position that was asked for.
        column: String,
        /// The type that was asked for.
        wanted: &'static str,
    },
    /// A stored JSON text is not what this release reads or writes.
    #[error("a stored value is not a {what}")]
    Document {
        /// The type that was wanted.
        what: &'static str,
    },
    /// A sealed value does not open, or a value cannot be sealed.
    #[error(transparent)]
    Seal(#[from] secrets::seal::SealError),
    /// The database refused a statement: bad SQL, a missing table, or a constraint that is not a guard.
    #[error("the database refused ({code}: {message}): {sql}")]
    Refused {
        /// The SQLSTATE, or SQLite's extended code.
        code: String,
        /// The message, without the detail that would quote values.
        message: String,
        /// The statement.
        sql: &'static str,
    },
}

impl Fault {
    /// Whether a table or a column is not there: somebody changed the database under us, and until it is whole again nobody can
    /// be answered (SQLSTATE 42P01 and 42703; SQLite has one code for it and all mistakes of ours).
    #[must_use]
    pub fn is_lost_schema(&self) -> bool {
        let Self::Refused { code, message, .. } = self else { return false };
        let sqlite = ["no such table", "no such column", "has no column named"];
        matches!(code.as_str(), "42P01" | "42703") || sqlite.iter().any(|said| message.contains(said))
    }
}

/// Why rows could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Try again later.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// Trying again would not help.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a batch was not committed, or may not have been.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// A guard failed: what the batch was based on has changed. Nothing was written; read and decide again.
    #[error("what the change was based on has changed meanwhile")]
    Conflict,
    /// The connection broke after COMMIT was sent. Read the token that the batch would have written to learn the
    /// outcome; never send the batch again blindly.
    #[error("the connection broke before the outcome of the commit was known")]
    Unknown,
    /// Nothing was written; try again later.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// Nothing was written, and trying again would not help.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<ReadError> for CommitError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unavailable(unavailable) => Self::Unavailable(unavailable),
            ReadError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has the SQLite file open; one writer owns it.
    #[error("another process uses the database {}: stop it first, or use PostgreSQL for several nodes", path.display())]
    InUse {
        /// The database file.
        path: PathBuf,
    },
    /// A file cannot be created, opened or read.
    #[error("cannot open {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite refused a setting or the file is no database.
    #[error("cannot open the database {}: {source}", path.display())]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The PostgreSQL URL, pool size or certificate file is not usable.
    #[error("the settings of the PostgreSQL connection are not usable: {0}")]
    Settings(String),
    /// PostgreSQL does not keep text as UTF-8.
    #[error("the PostgreSQL database keeps text as {0}; create one with ENCODING 'UTF8'")]
    Encoding(String),
    /// PostgreSQL does not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why the schema could not be brought up to date. Nothing was changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MigrateError {
    /// A newer program has been here.
    #[error(
        "the database is at migration {found} and this program knows {known}: it was opened by a newer version; \
         run that version, or restore a backup made before the upgrade"
    )]
    Newer {
        /// The highest migration in the database.
        found: i64,
        /// The highest migration that this program has.
        known: i64,
    },
    /// A migration below the highest one is missing.
    #[error("the database is half migrated: migration {missing} is missing below {found}; restore a backup")]
    Gap {
        /// The migration that should be there.
        missing: i64,
        /// The highest migration in the database.
        found: i64,
    },
    /// A migration was applied with another text.
    #[error(
        "migration {number} was applied to this database with another text than this program has; use the release that made it"
    )]
    Changed {
        /// The number of the migration.
        number: i64,
    },
    /// A migration failed and was rolled back.
    #[error("migration {number} failed and was rolled back: {message}")]
    Failed {
        /// The number of the migration.
        number: i64,
        /// What the database said.
        message: String,
    },
    /// The database does not answer, or another node holds the migration lock too long.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
