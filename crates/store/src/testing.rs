//! Fresh databases for tests, each gone when its guard is dropped. Not part of the product.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that has no database must fail at once")]

use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

use crate::{Database, DatabaseConfig, Place, PostgresConfig, SqliteConfig, Synchronous};

/// The variable that names a superuser's PostgreSQL database, as a URL; `cargo xtask test` sets it.
pub const SERVER_VARIABLE: &str = "VESTIBULE_TEST_POSTGRES";

/// The name of an SQLite file in its folder.
const FILE: &str = "vestibule.db";

/// A database of a test's own.
#[derive(Debug)]
pub struct Fresh {
    /// Closed before its place is removed, because fields are dropped in their order.
    pub database: Database,
    /// How to open it once more.
    pub config: DatabaseConfig,
    _place: Home,
}

/// Where a test's database is kept; removed when this is dropped.
#[derive(Debug)]
pub struct Home {
    _place: Kept,
}

#[derive(Debug)]
enum Kept {
    Folder { _folder: TempDir },
    Server { _name: Name },
}

/// A foreign tool that holds an SQLite file's lock for writing, until it is dropped.
#[derive(Debug)]
pub struct ForeignLock {
    _connection: rusqlite::Connection,
}

impl Home {
    /// What a backup script or a person with a shell may do to an SQLite file: nobody else writes meanwhile.
    ///
    /// # Panics
    /// If the database is no file.
    #[must_use]
    pub fn lock(&self) -> ForeignLock {
        let Kept::Folder { _folder: folder } = &self._place else { panic!("only a file is locked so") };
        let connection = rusqlite::Connection::open(folder.path().join(FILE)).expect("the file opens");
        connection.execute_batch("BEGIN IMMEDIATE").expect("nobody writes just now");
        ForeignLock { _connection: connection }
    }
}

/// What a person with a shell may do under a running program: a table that every sign-in needs is gone.
///
/// # Panics
/// If it was gone before.
pub async fn lose_a_table(database: &Database) {
    let dropped = database.commit(vec![crate::Query::new("DROP TABLE counters")]).await;
    dropped.expect("a table can be dropped");
}

impl std::ops::Deref for Fresh {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl Fresh {
    /// The database by itself, and the guard of its place, which must be dropped after it.
    #[must_use]
    pub fn into_parts(self) -> (Database, Home) {
        (self.database, self._place)
    }

    /// The same database after a restart: closed, then opened again.
    ///
    /// # Panics
    /// If it does not open again.
    pub async fn reopened(self) -> Self {
        let Self { database, config, _place } = self;
        drop(database);
        let database = Database::open(&config).await.expect("a closed database opens again");
        Self { database, config, _place }
    }
}

/// An SQLite file with the product's schema.
pub async fn sqlite() -> Fresh {
    migrated(blank_sqlite().await).await
}

/// A PostgreSQL database with the product's schema.
///
/// # Panics
/// If there is no server to test with.
pub async fn postgres() -> Fresh {
    migrated(blank_postgres().await).await
}

async fn migrated(fresh: Fresh) -> Fresh {
    fresh.migrate().await.expect("the migrations of this release apply to an empty database");
    fresh
}

/// An empty SQLite file, as carefully written as the product's.
pub async fn blank_sqlite() -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let place = Place::File(folder.path().join(FILE));
    let config = DatabaseConfig::Sqlite(SqliteConfig { place, synchronous: Synchronous::Full });
    let database = Database::open(&config).await.expect("an empty SQLite file opens");
    Fresh { database, config, _place: Home { _place: Kept::Folder { _folder: folder } } }
}

/// An empty PostgreSQL database on the server that `cargo xtask test` started.
///
/// # Panics
/// If there is no server to test with.
pub async fn blank_postgres() -> Fresh {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let server = server_url();
    let name = format!("vestibule_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    administer(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    administer(&server, &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).await;
    let url = with_database(&server, &name);
    let config =
        DatabaseConfig::Postgres(PostgresConfig { url, pool_size: 8, event_loops: 1, ca_file: None });
    let database = Database::open(&config).await.expect("a new PostgreSQL database opens");
    Fresh { database, config, _place: Home { _place: Kept::Server { _name: Name { server, name } } } }
}

/// A database on the server, dropped with this value.
#[derive(Debug)]
struct Name {
    server: String,
    name: String,
}

impl Drop for Name {
    fn drop(&mut self) {
        let (server, sql) =
            (self.server.clone(), format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        // A thread and a runtime of its own, because the test's runtime may not be blocked.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(administer(&server, &sql));
        });
        if dropped.join().is_err() && !std::thread::panicking() {
            panic!("the database {} of a test could not be dropped", self.name);
        }
    }
}

fn server_url() -> String {
    #[expect(clippy::disallowed_methods, reason = "the one place where tests learn of their server")]
    let url = std::env::var(SERVER_VARIABLE);
    url.unwrap_or_else(|_| {
        panic!("no PostgreSQL to test with: run `cargo xtask test`, which sets {SERVER_VARIABLE}")
    })
}

async fn administer(server: &str, sql: &str) {
    let (client, connection) =
        tokio_postgres::connect(server, tokio_postgres::NoTls).await.expect("the test server answers");
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("the test user is a superuser");
    drop(client);
    driver.await.expect("the driver ends with its client").expect("the connection ends well");
}

/// The same URL with another database name; queries after `?` stay.
fn with_database(url: &str, name: &str) -> String {
    let (address, settings) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = address.split_once("://").expect("the server is named by a URL");
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    let settings = if settings.is_empty() { "sslmode=disable" } else { settings };
    format!("{scheme}://{host}/{name}?{settings}")
}
