//! The embedded database: one writer thread that owns the file, two reader threads, queues before both.
//! Deliberately for one process only: a second opener is refused.

mod session;
mod worker;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use crate::error::{CommitError, MigrateError, OpenError, ReadError, Unavailable};
use crate::migrate::{self, Migration, MigrationReport};
use crate::query::Query;
use crate::row::Row;
use worker::Job;

/// Readers beside the one writer; WAL lets them read while it writes.
const READERS: usize = 2;

/// Jobs that may wait for a thread before callers wait for a place in the queue.
const QUEUE: usize = 256;

/// How long a connection waits for a lock that a foreign tool holds; the whole group waits with it.
const BUSY_TIMEOUT: Duration = Duration::from_millis(250);

/// Where the database is and how carefully it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteConfig {
    /// Where the database is.
    pub place: Place,
    /// When a commit counts as written.
    pub synchronous: Synchronous,
}

/// Where an SQLite database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this file, created with mode 0600 if it is missing; `-wal`, `-shm` and `-lock` files stand beside it.
    File(PathBuf),
    /// In memory, gone when closed; for tests.
    Memory,
}

/// When a commit counts as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// When it is on disk: survives the loss of power. The default.
    #[default]
    Full,
    /// When the system has it: survives a crash of the process, but a power cut may take the last commits back.
    Normal,
}

/// An open SQLite database. Dropping it answers what is queued and closes the file.
#[derive(Debug)]
pub struct Sqlite {
    /// `None` only while it is being dropped.
    queues: Option<Queues>,
    readers: Vec<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
    _lock: Option<Lock>,
}

#[derive(Debug)]
struct Queues {
    writer: mpsc::Sender<Job>,
    /// The writer's own queue when the database is in memory, since only its connection sees it.
    readers: mpsc::Sender<Job>,
}

impl Sqlite {
    /// Opens or creates the database and starts its threads.
    ///
    /// # Errors
    /// [`OpenError::InUse`] if another process has it open; [`OpenError::File`] and [`OpenError::Sqlite`].
    pub fn open(config: &SqliteConfig) -> Result<Self, OpenError> {
        let (path, lock) = match &config.place {
            Place::File(path) => (path.as_path(), Some(own(path)?)),
            Place::Memory => (Path::new(":memory:"), None),
        };
        let refused = |source| OpenError::Sqlite { path: path.to_owned(), source };
        let connection = Connection::open_with_flags(path, flags()).map_err(refused)?;
        prepare_writer(&connection, config.synchronous).map_err(refused)?;
        let mut readers = Vec::new();
        if lock.is_some() {
            for _ in 0..READERS {
                let reader = Connection::open_with_flags(path, flags()).map_err(refused)?;
                prepare_reader(&reader).map_err(refused)?;
                readers.push(reader);
            }
        }
        Self::start(connection, readers, lock)
            .map_err(|source| OpenError::File { path: path.to_owned(), source })
    }

    fn start(writer: Connection, readers: Vec<Connection>, lock: Option<Lock>) -> std::io::Result<Self> {
        let named = |name: String| std::thread::Builder::new().name(name);
        let (write, written) = mpsc::channel(QUEUE);
        let mut read = write.clone();
        let mut threads = Vec::new();
        if !readers.is_empty() {
            let (sender, receiver) = mpsc::channel(QUEUE);
            read = sender;
            let shared = Arc::new(Mutex::new(receiver));
            for (number, connection) in readers.into_iter().enumerate() {
                let queue = Arc::clone(&shared);
                let run = move || worker::read(&connection, &queue);
                threads.push(named(format!("sqlite-reader-{number}")).spawn(run)?);
            }
        }
        let run = move || worker::write(&writer, written);
        Ok(Self {
            queues: Some(Queues { writer: write, readers: read }),
            readers: threads,
            writer: Some(named("sqlite-writer".to_owned()).spawn(run)?),
            _lock: lock,
        })
    }

    pub(crate) async fn rows(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, ReadError> {
        let (answer, answered) = oneshot::channel();
        let queue = self.queues.as_ref().map(|queues| &queues.readers);
        send(queue, Job::Rows { queries, answer }).await?;
        answered.await.unwrap_or_else(|_| Err(stopped().into()))
    }

    pub(crate) async fn commit(&self, batch: Vec<Query>) -> Result<(), CommitError> {
        let (answer, answered) = oneshot::channel();
        let queue = self.queues.as_ref().map(|queues| &queues.writer);
        send(queue, Job::Commit(worker::Commit { batch, answer })).await?;
        answered.await.unwrap_or(Err(CommitError::Unknown))
    }

    pub(crate) async fn migrate(
        &self,
        migrations: &'static [Migration],
    ) -> Result<MigrationReport, MigrateError> {
        self.on_writer(move |connection| run_migrations(connection, migrations)).await?
    }

    /// Runs `work` on the writer's connection, between two groups.
    pub(crate) async fn on_writer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> T + Send + 'static,
    ) -> Result<T, Unavailable> {
        let (answer, answered) = oneshot::channel();
        let job = Job::Work(Box::new(move |connection| {
            // The caller may have gone; the work is done all the same.
            let _ = answer.send(work(connection));
        }));
        send(self.queues.as_ref().map(|queues| &queues.writer), job).await?;
        answered.await.map_err(|_| stopped())
    }
}

impl Drop for Sqlite {
    /// Closes the queues and waits for the threads, so that the file is free again when this returns. The writer goes
    /// last and alone: so it, as the last connection, can write the log back into the file and remove it.
    fn drop(&mut self) {
        let queues = self.queues.take().map(|queues| queues.writer);
        self.readers.drain(..).for_each(join);
        drop(queues);
        self.writer.take().into_iter().for_each(join);
    }
}

fn join(thread: JoinHandle<()>) {
    if thread.join().is_err() {
        tracing::error!("a database thread had panicked");
    }
}

async fn send(queue: Option<&mpsc::Sender<Job>>, job: Job) -> Result<(), Unavailable> {
    match queue {
        Some(queue) => queue.send(job).await.map_err(|_| stopped()),
        None => Err(stopped()),
    }
}

fn stopped() -> Unavailable {
    Unavailable::new("its thread has stopped")
}

/// That the file is this process's own. It ends with the value, also where a child that was just forked has the file open
/// too until it runs its own program: closing our end alone would then leave it locked for that long.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // What cannot be unlocked is unlocked when the last of its ends is closed.
        let _ = self.0.unlock();
    }
}

/// Makes this process the file's only owner, and the file readable by its user only.
fn own(path: &Path) -> Result<Lock, OpenError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| OpenError::File { path, source }
    };
    let mut lock_path = path.as_os_str().to_owned();
    lock_path.push("-lock");
    let lock_path = Path::new(&lock_path);
    let lock = private().open(lock_path).map_err(failed(lock_path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(OpenError::InUse { path: path.to_owned() });
        }
        Err(TryLockError::Error(source)) => return Err(failed(lock_path)(source)),
    }
    let lock = Lock(lock);
    private().open(path).map_err(failed(path))?;
    Ok(lock)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Each connection stays on one thread, so SQLite's own mutexes are not needed.
fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Checkpoints are left to SQLite: passive, in the committing thread, each 1000 pages. The log so stays small and is
/// written over, which matters more than the pause (a growing log makes every sync slower).
fn prepare_writer(connection: &Connection, synchronous: Synchronous) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(
        None,
        "synchronous",
        match synchronous {
            Synchronous::Full => "FULL",
            Synchronous::Normal => "NORMAL",
        },
    )?;
    prepare_any(connection)
}

fn prepare_reader(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    prepare_any(connection)
}

fn prepare_any(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -512)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "foreign_keys", true)
}

fn run_migrations(
    connection: &Connection,
    migrations: &[Migration],
) -> Result<MigrationReport, MigrateError> {
    let failed = |number| {
        move |error: rusqlite::Error| {
            // Its own words alone; the whole text of the migration would bury them.
            let message = match error {
                rusqlite::Error::SqlInputError { msg, .. } => msg,
                other => other.to_string(),
            };
            MigrateError::Failed { number, message }
        }
    };
    let unavailable = |error: rusqlite::Error| Unavailable::new(error.to_string());
    let transaction =
        rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)
            .map_err(unavailable)?;
    transaction.execute_batch(migrate::CREATE_HISTORY).map_err(unavailable)?;
    let history = transaction
        .prepare(migrate::READ_HISTORY)
        .and_then(|mut read| {
            read.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<_>, _>>()
        })
        .map_err(unavailable)?;
    let missing = migrate::missing(migrations, &history)?;
    for migration in missing {
        let line = rusqlite::params![migration.number, migration.name, migration.checksum()];
        transaction
            .execute_batch(migration.sql)
            .and_then(|()| transaction.execute(migrate::WRITE_HISTORY, line))
            .map_err(failed(migration.number))?;
    }
    transaction.commit().map_err(unavailable)?;
    Ok(MigrationReport::new(migrations, missing))
}

#[cfg(test)]
#[path = "sqlite_tests.rs"]
mod tests;
