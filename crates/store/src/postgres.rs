//! The database of many nodes: a pool of connections on which whole batches are sent before an answer is awaited.
//! Deliberately no retries: whether to send a batch again is the caller's decision.

mod compose;
mod errors;

use std::future::{Future, poll_fn};
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime,
};
use futures_util::future::{MaybeDone, maybe_done, try_join_all};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Client, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{CommitError, Fault, MigrateError, OpenError, ReadError, Unavailable};
use crate::migrate::{self, Migration, MigrationReport};
use crate::query::{Query, Value};
use crate::row::Row;
use compose::{Kinds, Segment};
use errors::{classify, commit_verdict, read_error, unavailable};

/// How long to wait for a connection to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait for a connection of the pool to be free.
const POOL_TIMEOUT: Duration = Duration::from_secs(3);

/// When the system gives up a connection whose packets nobody acknowledges.
const TCP_TIMEOUT: Duration = Duration::from_secs(10);

/// What every session asks of the server. `synchronous_commit` is left as the server has it. Every statement goes by keys,
/// so that its plan never depends on the values: it is made once and not weighed against new ones. And it must not depend
/// on the sizes of the tables either: one that was empty when the plan was made would be read through by every request
/// when it has grown. `jit` compiles nothing that takes as long as compiling.
const SESSION: &str = "SET lock_timeout = '1s'; SET default_transaction_isolation = 'read committed'; \
    SET default_transaction_read_only = off; SET plan_cache_mode = 'force_generic_plan'; \
    SET enable_seqscan = off; SET jit = off";

/// Room on every page of the tables whose rows are updated, so that the new version of a row stands beside the old one and
/// its indexes are left alone. SQLite updates in place and knows no such setting.
const ROOM: &str = "ALTER TABLE IF EXISTS accounts SET (fillfactor = 85); \
    ALTER TABLE IF EXISTS methods SET (fillfactor = 85); ALTER TABLE IF EXISTS browsers SET (fillfactor = 85); \
    ALTER TABLE IF EXISTS histories SET (fillfactor = 85); ALTER TABLE IF EXISTS sign_ins SET (fillfactor = 80); \
    ALTER TABLE IF EXISTS sessions SET (fillfactor = 85); ALTER TABLE IF EXISTS counters SET (fillfactor = 85)";

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
    pool: Pool,
    kinds: Arc<Kinds>,
}

impl Postgres {
    /// Makes the pool and proves that the server answers and keeps UTF-8.
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
        let manager = deadpool_postgres::Manager::from_config(
            server,
            MakeRustlsConnect::new(tls(config.ca_file.as_deref())?),
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let prepare_session = Hook::async_fn(|client: &mut ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager)
            .max_size(config.pool_size.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(POOL_TIMEOUT))
            .create_timeout(Some(CONNECT_TIMEOUT))
            .recycle_timeout(Some(CONNECT_TIMEOUT))
            .post_create(prepare_session)
            .build()
            .map_err(|error| settings(&error))?;
        let postgres = Self { pool, kinds: Arc::default() };
        match postgres.encoding().await?.as_str() {
            "UTF8" => Ok(postgres),
            other => Err(OpenError::Encoding(other.to_owned())),
        }
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
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => unavailable(&error),
            other => Unavailable::new(format!("PostgreSQL: {other}")),
        })
    }

    pub(crate) async fn rows(&self, queries: &[Query]) -> Result<Vec<Vec<Row>>, ReadError> {
        let client = self.client().await?;
        let prepared = queries.iter().map(|query| async {
            let statement = client.prepare_cached(query.sql()).await;
            let statement = statement.map_err(|error| classify(&error, query.sql()))?;
            check_params(std::slice::from_ref(query), &statement)?;
            Ok::<_, CommitError>(statement)
        });
        let statements = try_join_all(prepared).await.map_err(read_error)?;
        let answers = queries.iter().zip(&statements).map(|(query, statement)| async {
            let rows = client.query(statement, &params(query).collect::<Vec<_>>()).await;
            rows.map_err(|error| read_error(classify(&error, query.sql())))
        });
        let answers = in_one_go(answers.collect()).await;
        answers.into_iter().map(|rows| Ok(rows?.into_iter().map(Row::from_postgres).collect())).collect()
    }

    /// Runs in a task of its own: dropping the future does not stop the batch.
    pub(crate) async fn commit(&self, batch: Vec<Query>) -> Result<(), CommitError> {
        let postgres = self.clone();
        tokio::spawn(async move { postgres.commit_now(&batch).await })
            .await
            .unwrap_or(Err(CommitError::Unknown))
    }

    async fn commit_now(&self, batch: &[Query]) -> Result<(), CommitError> {
        let client = self.client().await?;
        let segments = self.kinds.segments(batch);
        let writes = Write::all(&client, batch, &segments).await?;
        let outcome = match writes.as_slice() {
            [alone] => commit_alone(&client, alone).await,
            _ => commit_in_turn(&client, &writes).await,
        };
        drop(writes);
        if outcome == Err(CommitError::Unknown) {
            // The connection is broken or about to be, so nobody else shall get it.
            drop(deadpool_postgres::Client::take(client));
        }
        outcome
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

/// One statement of a batch, prepared.
struct Write<'q> {
    statement: Statement,
    params: Vec<&'q (dyn ToSql + Sync)>,
    /// The text to name in an error: of the first write that it holds.
    sql: &'static str,
}

impl<'q> Write<'q> {
    /// The statements of the segments, from the connection's cache or prepared all at once, and proof that the values fit.
    async fn all(
        client: &deadpool_postgres::Client,
        batch: &'q [Query],
        segments: &[Segment],
    ) -> Result<Vec<Self>, CommitError> {
        let prepared = segments.iter().map(|segment| async {
            let queries = batch.get(segment.queries.clone()).unwrap_or_default();
            let sql = queries.first().map_or("", Query::sql);
            let statement = client.prepare_cached(&segment.sql).await;
            let statement = statement.map_err(|error| classify(&error, sql))?;
            check_params(queries, &statement)?;
            Ok::<_, CommitError>(Self { statement, params: queries.iter().flat_map(params).collect(), sql })
        });
        try_join_all(prepared).await
    }

    async fn send(&self, client: &Client) -> Result<(), tokio_postgres::Error> {
        client.execute(&self.statement, &self.params).await.map(drop)
    }
}

/// A statement alone is a transaction by itself: it is answered after its commit.
async fn commit_alone(client: &Client, write: &Write<'_>) -> Result<(), CommitError> {
    let mut sent = pin!(maybe_done(write.send(client)));
    start(sent.as_mut()).await;
    let has_left = !sent.as_mut().output_mut().is_some_and(|sent| is_closed(sent));
    sent.as_mut().await;
    commit_verdict(sent.take_output(), has_left, write.sql)
}

/// Everything is sent in one go, and whatever becomes of one statement becomes of all.
async fn commit_in_turn(client: &Client, writes: &[Write<'_>]) -> Result<(), CommitError> {
    let mut sent: Vec<Pin<Box<MaybeDone<_>>>> = Vec::with_capacity(writes.len());
    let mut begin = pin!(maybe_done(client.batch_execute(BEGIN)));
    start(begin.as_mut()).await;
    for write in writes {
        let mut answer = Box::pin(maybe_done(write.send(client)));
        start(answer.as_mut()).await;
        sent.push(answer);
    }
    // What failed before it could be sent (a value that cannot be written, a closed connection) must not be followed by a
    // COMMIT of the rest.
    let unsent = begin.as_mut().output_mut().is_some_and(|begun| begun.is_err())
        || sent.iter_mut().any(|answer| answer.as_mut().output_mut().is_some_and(|answer| answer.is_err()));
    let mut end = pin!(maybe_done(client.batch_execute(if unsent { "ROLLBACK" } else { "COMMIT" })));
    start(end.as_mut()).await;
    let commit_left = !unsent && !end.as_mut().output_mut().is_some_and(|ended| is_closed(ended));

    begin.as_mut().await;
    let mut outcome = errors::answer(begin.take_output(), BEGIN, commit_left);
    for (write, mut answer) in writes.iter().zip(sent) {
        answer.as_mut().await;
        outcome = outcome.and(errors::answer(answer.as_mut().take_output(), write.sql, commit_left));
    }
    end.as_mut().await;
    outcome.and(commit_verdict(end.take_output(), commit_left, "COMMIT"))
}

/// Whether the statement takes just these values: those of one query, or of several that it was joined from.
fn check_params(queries: &[Query], statement: &Statement) -> Result<(), Fault> {
    let mut wanted = statement.params().iter();
    for query in queries {
        let (sql, given) = (query.sql(), query.params().len());
        for (index, value) in query.params().iter().enumerate() {
            let wanted = wanted.next().ok_or(Fault::Parameters { given, sql })?;
            let fits = match value {
                Value::Text(_) => *wanted == Type::TEXT,
                Value::Int(_) => *wanted == Type::INT8,
                Value::Null => *wanted == Type::TEXT || *wanted == Type::INT8,
            };
            if !fits {
                return Err(Fault::ParameterType { number: index + 1, wanted: wanted.to_string(), sql });
            }
        }
    }
    match (wanted.next(), queries.last()) {
        (Some(_), Some(last)) => Err(Fault::Parameters { given: last.params().len(), sql: last.sql() }),
        _ => Ok(()),
    }
}

fn params(query: &Query) -> impl Iterator<Item = &(dyn ToSql + Sync)> {
    query.params().iter().map(|value| value as &(dyn ToSql + Sync))
}

/// Polls once, which makes the driver send the request; the answer is awaited later.
async fn start<F: Future>(mut future: Pin<&mut MaybeDone<F>>) {
    poll_fn(|context| {
        let _ = future.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}

/// Sends all requests in their order, then awaits all answers in that order.
async fn in_one_go<F: Future>(requests: Vec<F>) -> Vec<F::Output> {
    let mut sent = Vec::with_capacity(requests.len());
    for request in requests {
        let mut request = Box::pin(maybe_done(request));
        start(request.as_mut()).await;
        sent.push(request);
    }
    let mut answers = Vec::with_capacity(sent.len());
    for mut request in sent {
        request.as_mut().await;
        answers.extend(request.as_mut().take_output());
    }
    answers
}

fn is_closed(answer: &Result<(), tokio_postgres::Error>) -> bool {
    answer.as_ref().is_err_and(tokio_postgres::Error::is_closed)
}

/// Never reached with a type that does not fit: `check_params` has looked.
impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.as_str().to_sql(ty, out),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Null => Ok(IsNull::Yes),
        }
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::TEXT || *ty == Type::INT8
    }

    to_sql_checked!();
}

#[cfg(test)]
#[path = "postgres_tests.rs"]
mod tests;
