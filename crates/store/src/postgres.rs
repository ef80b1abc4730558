//! The database of many nodes: a pool of connections on which whole batches are sent before an answer is awaited.
//! Deliberately no retries: whether to send a batch again is the caller's decision.

mod commits;
mod company;
mod compose;
mod errors;
mod lanes;
mod params;
mod reads;
mod shares;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    BuildError, ClientWrapper, Hook, HookError, ManagerConfig, Pool, PoolError, QueueMode, RecyclingMethod,
    Runtime,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres::types::ToSql;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{MigrateError, OpenError, Unavailable};
use crate::migrate::{self, Migration, MigrationReport};
use compose::Kinds;
use errors::unavailable;
use reads::Texts;
use shares::{Share, Shares};

/// How long to wait for a connection to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait for a connection of the pool to be free.
const POOL_TIMEOUT: Duration = Duration::from_secs(3);

/// Connections of an event loop at most that the reads of decisions travel on, and as many that commits do: one, and further ones
/// beside what is slow. When one opens: `lanes`.
const LANES: usize = 3;

/// When the system gives up a connection whose packets nobody acknowledges.
const TCP_TIMEOUT: Duration = Duration::from_secs(10);

/// What every session asks of the server. `synchronous_commit` is left as the server has it. Every statement goes by keys,
/// so that its plan never depends on the values: it is made once and not weighed against new ones. And it must not depend
/// on the sizes of the tables either: one that was empty when the plan was made would be read through by every request
/// when it has grown; what is joined is looked up by its key for the same reason. `jit` compiles nothing that takes as long as compiling.
const SESSION: &str = "SET lock_timeout = '1s'; SET default_transaction_isolation = 'read committed'; \
    SET default_transaction_read_only = off; SET plan_cache_mode = 'force_generic_plan'; \
    SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

/// Room on every page of the tables whose rows are updated, so that the new version of a row stands beside the old one and
/// its indexes are left alone. SQLite updates in place and knows no such setting.
const ROOM: &str = "ALTER TABLE IF EXISTS parts SET (fillfactor = 85); \
    ALTER TABLE IF EXISTS sign_ins SET (fillfactor = 80); ALTER TABLE IF EXISTS sessions SET (fillfactor = 85); \
    ALTER TABLE IF EXISTS counters SET (fillfactor = 85)";

/// Sent instead of a plain BEGIN so that a server's own defaults cannot weaken the guards.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

/// The key of the advisory lock that lets one node migrate at a time ("vestibul" in ASCII).
const MIGRATION_LOCK: &str =
    "SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock(8531341966785672556)";

/// How to reach PostgreSQL.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresConfig {
    /// A libpq URL: `postgres://user:password@host/database?sslmode=require`. TLS is used as `sslmode` says (`prefer` if
    /// it is silent), and where it is used the certificate must be good.
    pub url: String,
    /// Connections at most, at least one.
    pub pool_size: usize,
    /// Event loops that will ask; each has a share of the connections.
    pub event_loops: usize,
    /// Certificates of the authority that signed the server's, as PEM; without it the public authorities are trusted.
    pub ca_file: Option<PathBuf>,
}

/// Leaves out the URL, which may hold a password.
impl std::fmt::Debug for PostgresConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresConfig").field("pool_size", &self.pool_size).finish_non_exhaustive()
    }
}

/// A pool of connections to PostgreSQL.
#[derive(Clone, Debug)]
pub struct Postgres {
    shares: Arc<Shares>,
    kinds: Arc<Kinds>,
    texts: Arc<Texts>,
}

impl Postgres {
    /// Makes the pools and proves that the server answers and keeps UTF-8.
    ///
    /// # Errors
    /// [`OpenError::Settings`], [`OpenError::File`] for the certificates, [`OpenError::Encoding`],
    /// [`OpenError::Unavailable`].
    pub async fn open(config: &PostgresConfig) -> Result<Self, OpenError> {
        let settings = |error: &dyn std::fmt::Display| OpenError::Settings(error.to_string());
        let mut server: tokio_postgres::Config = config.url.parse().map_err(|error| settings(&error))?;
        if server.get_application_name().is_none() {
            server.application_name("vestibule");
        }
        server.connect_timeout(CONNECT_TIMEOUT).tcp_user_timeout(TCP_TIMEOUT);
        let tls = MakeRustlsConnect::new(tls(config.ca_file.as_deref())?);
        let sizes = shares::sizes(config.pool_size, config.event_loops);
        let pools = sizes.into_iter().map(|size| pool(&server, &tls, size));
        let pools = pools.collect::<Result<Vec<_>, _>>().map_err(|error| settings(&error))?;
        let postgres =
            Self { shares: Arc::new(Shares::new(pools)), kinds: Arc::default(), texts: Arc::default() };
        match postgres.encoding().await?.as_str() {
            "UTF8" => Ok(postgres),
            other => Err(OpenError::Encoding(other.to_owned())),
        }
    }

    /// What the event loop that asks has.
    fn share(&self) -> &Share {
        self.shares.mine()
    }

    async fn encoding(&self) -> Result<String, Unavailable> {
        let row = self
            .client()
            .await?
            .query_one("SHOW server_encoding", &[])
            .await
            .map_err(|error| unavailable(&error))?;
        row.try_get(0).map_err(|error| unavailable(&error))
    }

    /// The moment by the server's clock, in Unix seconds.
    pub(crate) async fn clock(&self) -> Result<i64, Unavailable> {
        let now = "SELECT CAST(extract(epoch FROM clock_timestamp()) AS BIGINT)";
        let row = self.client().await?.query_one(now, &[]).await.map_err(|error| unavailable(&error))?;
        row.try_get(0).map_err(|error| unavailable(&error))
    }

    /// A connection from the pool.
    pub(crate) async fn client(&self) -> Result<deadpool_postgres::Client, Unavailable> {
        self.share().pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => unavailable(&error),
            other => Unavailable::new(format!("PostgreSQL: {other}")),
        })
    }

    pub(crate) async fn migrate(
        &self,
        migrations: &'static [Migration],
    ) -> Result<MigrationReport, MigrateError> {
        let unavailable = |error: tokio_postgres::Error| unavailable(&error);
        let mut client = self.client().await?;
        let transaction = client.transaction().await.map_err(unavailable)?;
        transaction.batch_execute(MIGRATION_LOCK).await.map_err(unavailable)?;
        transaction.batch_execute(migrate::CREATE_HISTORY).await.map_err(unavailable)?;
        let rows = transaction.query(migrate::READ_HISTORY, &[]).await.map_err(unavailable)?;
        let history: Vec<_> = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, tokio_postgres::Error>>()
            .map_err(unavailable)?;
        let missing = migrate::missing(migrations, &history)?;
        for migration in missing {
            let failed = |error: tokio_postgres::Error| MigrateError::Failed {
                number: migration.number,
                message: errors::words(&error),
            };
            transaction.batch_execute(migration.sql).await.map_err(failed)?;
            let checksum = migration.checksum();
            let line: [&(dyn ToSql + Sync); 3] = [&migration.number, &migration.name, &checksum];
            transaction.execute(migrate::WRITE_HISTORY, &line).await.map_err(failed)?;
        }
        if !missing.is_empty() {
            transaction.batch_execute(ROOM).await.map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(MigrationReport::new(migrations, missing))
    }
}

fn pool(server: &tokio_postgres::Config, tls: &MakeRustlsConnect, size: usize) -> Result<Pool, BuildError> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = deadpool_postgres::Manager::from_config(server.clone(), tls.clone(), recycling);
    let prepare_session = Hook::async_fn(|client: &mut ClientWrapper, _| {
        Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
    });
    Pool::builder(manager)
        .max_size(size)
        // Whoever worked last is warm: fewer connections do all the work.
        .queue_mode(QueueMode::Lifo)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(POOL_TIMEOUT))
        .create_timeout(Some(CONNECT_TIMEOUT))
        .recycle_timeout(Some(CONNECT_TIMEOUT))
        .post_create(prepare_session)
        .build()
}

fn tls(ca_file: Option<&Path>) -> Result<rustls::ClientConfig, OpenError> {
    let settings = |error: rustls::Error| OpenError::Settings(error.to_string());
    let mut roots = rustls::RootCertStore::empty();
    match ca_file {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let failed =
                |error| OpenError::File { path: path.to_owned(), source: std::io::Error::other(error) };
            for certificate in CertificateDer::pem_file_iter(path).map_err(failed)? {
                roots.add(certificate.map_err(failed)?).map_err(settings)?;
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(versions.map_err(settings)?.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
#[path = "postgres_tests.rs"]
mod tests;

#[cfg(test)]
mod together_tests;
