//! Why a house does not open, in sentences that say what to do. Deliberately not here: failures while it runs.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;

use store::{MigrateError, OpenError, PrepareError};
use tokio::net::TcpListener;

/// Why a house does not open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The database.
    #[error("{error}{}", advice_to_open(error))]
    Open {
        /// What the store said; not a source, or it would be said twice.
        error: OpenError,
    },
    /// Its schema or its keys.
    #[error("{error}{}", advice_to_prepare(error))]
    Prepare {
        /// What the store said; not a source, or it would be said twice.
        error: PrepareError,
    },
    /// With PostgreSQL nobody makes keys by accident: each node would have its own.
    #[error(
        "there is no key file {}; every node of a PostgreSQL database needs the same keys: copy the file from another \
         node or its backup, or, for a new database, make it once with `vestibule keys create {}`",
        file.display(), file.display()
    )]
    NoKeys {
        /// Where it should be.
        file: PathBuf,
    },
    /// The address.
    #[error("cannot listen on {address}: {}", advice_to_listen(source))]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl From<OpenError> for Refusal {
    fn from(error: OpenError) -> Self {
        Self::Open { error }
    }
}

impl From<PrepareError> for Refusal {
    fn from(error: PrepareError) -> Self {
        Self::Prepare { error }
    }
}

fn advice_to_open(error: &OpenError) -> &'static str {
    let said = error.to_string();
    match error {
        OpenError::Sqlite { .. } if said.contains("readonly") => READ_ONLY,
        OpenError::File { source, .. }
            if matches!(source.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            READ_ONLY
        }
        OpenError::Sqlite { .. } if said.contains("not a database") || said.contains("malformed") => DAMAGED,
        OpenError::Unavailable(_) => "; is PostgreSQL running, and is database.url right?",
        OpenError::Sqlite { .. } => in_the_way(&said),
        _ => "",
    }
}

fn advice_to_prepare(error: &PrepareError) -> &'static str {
    let said = error.to_string();
    match error {
        PrepareError::Migrate(MigrateError::Newer { .. }) => "",
        _ if said.contains("readonly") => READ_ONLY,
        _ if said.contains("not a database") || said.contains("malformed") => DAMAGED,
        PrepareError::Migrate(MigrateError::Failed { .. }) => HALF,
        _ => in_the_way(&said),
    }
}

/// What SQLite says when something else is in its way.
fn in_the_way(said: &str) -> &'static str {
    if said.contains("database is locked") {
        "; another program writes to the file, such as a backup or a shell: end it"
    } else if said.contains("disk I/O error") || said.contains("disk is full") {
        "; is the disk full?"
    } else {
        ""
    }
}

const HALF: &str =
    "; the database is half migrated or holds other tables: restore a backup, or name another database";
const READ_ONLY: &str =
    "; the database must be writable: give the file and its folder to the user that runs Vestibule";
const DAMAGED: &str =
    "; the file is damaged or belongs to another program: restore a backup, or name another file";

fn advice_to_listen(source: &std::io::Error) -> String {
    match source.kind() {
        ErrorKind::AddrInUse => "another program (maybe another Vestibule) has it; stop that, or choose another with \
                                 --listen or listen.address"
            .into(),
        ErrorKind::PermissionDenied => {
            "ports below 1024 need a right that this user lacks; choose a higher one behind a proxy, or grant \
             CAP_NET_BIND_SERVICE"
                .into()
        }
        ErrorKind::AddrNotAvailable => "this machine has no such address".into(),
        _ => source.to_string(),
    }
}

/// Takes an address to listen on.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Refusal> {
    TcpListener::bind(address).await.map_err(|source| Refusal::Listen { address, source })
}

#[cfg(test)]
#[path = "failure_tests.rs"]
mod tests;
