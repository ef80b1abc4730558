//! Stories of PostgreSQL alone: aborted transactions, locks, standbys and connections that break.

use futures_util::future::{Either, select};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::config::Host;

use super::{Postgres, PostgresConfig};
use crate::house_tests::*;
use crate::testing::Fresh;
use crate::{CommitError, Database, DatabaseConfig, Fault, OpenError, Query};

fn config(fresh: &Fresh) -> &PostgresConfig {
    match &fresh.config {
        DatabaseConfig::Postgres(config) => config,
        other @ DatabaseConfig::Sqlite(_) => panic!("not PostgreSQL: {other:?}"),
    }
}

fn inner(fresh: &Fresh) -> &Postgres {
    match &fresh.database {
        Database::Postgres(postgres) => postgres,
        Database::Sqlite(_) => panic!("this story is about PostgreSQL"),
    }
}

#[tokio::test]
async fn the_commit_of_an_aborted_transaction_is_not_taken_for_success() {
    let database = postgres().await;
    database.commit(vec![Query::new(USE_CODE).bind("123456")]).await.unwrap();
    for position in 0..3 {
        let mut batch = vec![account("ada", "x"), account("bob", "x")];
        batch.insert(position, Query::new(USE_CODE).bind("123456"));
        assert_eq!(database.commit(batch).await, Err(CommitError::Conflict), "used at {position}");
        assert_eq!(read(&database, "ada").await, None);
    }
    assert_eq!(database.commit(vec![account("ada", "x")]).await, Ok(()), "the connections are fit for use");
}

#[tokio::test]
async fn a_guard_that_fails_at_commit_time_is_told() {
    let database = postgres().await;
    let client = inner(&database).client().await.unwrap();
    let deferred =
        "CREATE TABLE late (k TEXT NOT NULL, CONSTRAINT late_once UNIQUE (k) DEFERRABLE INITIALLY DEFERRED)";
    client.batch_execute(deferred).await.unwrap();
    let late = || Query::new("INSERT INTO late (k) VALUES ($1)").bind("once");
    assert_eq!(database.commit(vec![late(), late(), account("ada", "x")]).await, Err(CommitError::Conflict));
    assert_eq!(read(&database, "ada").await, None);
}

#[tokio::test]
async fn a_row_that_stays_locked_is_unavailable_after_a_second() {
    let database = postgres().await;
    database.commit(vec![account("ada", "first")]).await.unwrap();
    let mut client = inner(&database).client().await.unwrap();
    let foreign = client.transaction().await.unwrap();
    foreign.execute("UPDATE account SET body = 'held' WHERE id = 'ada'", &[]).await.unwrap();
    let outcome = database.commit(vec![account("bob", "x"), change("ada", 1, "second")]).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert!(outcome.unwrap_err().to_string().contains("55P03"));
    foreign.rollback().await.unwrap();
    assert_eq!(read(&database, "bob").await, None);
}

#[tokio::test]
async fn a_standby_is_unavailable() {
    let database = postgres().await;
    // Stands in for a standby: a refusal with the same code (25006) while the batch runs.
    let trap = "CREATE FUNCTION standby() RETURNS trigger LANGUAGE plpgsql AS \
                $$ BEGIN RAISE EXCEPTION 'read-only' USING ERRCODE = '25006'; END $$; \
                CREATE TRIGGER standby BEFORE INSERT ON used EXECUTE FUNCTION standby()";
    inner(&database).client().await.unwrap().batch_execute(trap).await.unwrap();
    let outcome = database.commit(vec![account("ada", "x"), Query::new(USE_CODE).bind("1")]).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert_eq!(read(&database, "ada").await, None);
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_stopped_before_anything_is_sent() {
    let database = postgres().await;
    let wrong = Query::new(ADD_ACCOUNT).bind("bob").bind(7).bind(1);
    let outcome = database.commit(vec![account("ada", "x"), wrong]).await;
    let expected = Fault::ParameterType { number: 2, wanted: "text".to_owned(), sql: ADD_ACCOUNT };
    assert_eq!(outcome, Err(CommitError::Fault(expected)));
    assert_eq!(read(&database, "ada").await, None);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let url = format!("postgres://nobody:hidden@127.0.0.1:{port}/none?sslmode=disable");
    let config = PostgresConfig { url, pool_size: 1, event_loops: 1, ca_file: None };
    assert!(!format!("{config:?}").contains("hidden"));
    let opened = Postgres::open(&config).await;
    assert!(matches!(opened, Err(OpenError::Unavailable(_))), "{opened:?}");
}

#[tokio::test]
async fn a_backend_killed_before_commit_writes_nothing() {
    let database = postgres().await;
    // The second statement ends its own session, as an administrator would.
    let killed =
        Query::new("INSERT INTO used (token) SELECT CAST(pg_terminate_backend(pg_backend_pid()) AS TEXT)");
    let in_turn = vec![account("ada", "x"), killed.clone(), change("ada", 1, "y")];
    let outcome = database.commit(in_turn).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    let alone = database.commit(vec![account("ada", "x"), killed]).await;
    assert_eq!(
        alone,
        Err(CommitError::Unknown),
        "a dying server may have committed a statement that is alone"
    );
    assert_eq!(read(&database, "ada").await, None);
    assert_eq!(
        database.commit(vec![account("ada", "x")]).await,
        Ok(()),
        "the pool has replaced the connection"
    );
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

async fn dial(server: &tokio_postgres::Config) -> Box<dyn Wire> {
    let port = server.get_ports().first().copied().unwrap_or(5432);
    match &server.get_hosts()[0] {
        Host::Tcp(host) => Box::new(TcpStream::connect((host.as_str(), port)).await.unwrap()),
        Host::Unix(folder) => {
            Box::new(UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.unwrap())
        }
    }
}

/// What the proxy does when COMMIT comes by, or the one statement that commits alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Lets it through, and cuts the line instead of passing on the answer.
    AfterCommit,
    /// Cuts the line without letting it through.
    InsteadOfCommit,
}

/// A statement that commits alone is known by this value.
const MINE: &str = "mine";

/// A proxy on loopback that passes everything on until a commit comes by; gives the URL to reach it under.
async fn proxy(fresh: &Fresh, cut: Cut) -> String {
    let server: tokio_postgres::Config = config(fresh).url.parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let password = server.get_password().map(|word| String::from_utf8_lossy(word).into_owned());
    let url = format!(
        "postgres://{}:{}@127.0.0.1:{}/{}?sslmode=disable",
        server.get_user().unwrap_or("postgres"),
        password.unwrap_or_default(),
        listener.local_addr().unwrap().port(),
        server.get_dbname().unwrap(),
    );
    tokio::spawn(async move {
        loop {
            let (near, _) = listener.accept().await.unwrap();
            let far = dial(&server).await;
            tokio::spawn(pass_on(near, far, cut));
        }
    });
    url
}

async fn pass_on(mut near: TcpStream, mut far: Box<dyn Wire>, cut: Cut) {
    let (mut asked, mut said) = (vec![0; 65536], vec![0; 65536]);
    loop {
        let next = select(Box::pin(near.read(&mut asked)), Box::pin(far.read(&mut said))).await;
        match next {
            Either::Left((Ok(length @ 1..), _)) => {
                let bytes = &asked[..length];
                if !contains(bytes, b"COMMIT\0") && !contains(bytes, MINE.as_bytes()) {
                    far.write_all(bytes).await.unwrap();
                    continue;
                }
                if cut == Cut::AfterCommit {
                    far.write_all(bytes).await.unwrap();
                    let mut answer = Vec::new();
                    // ReadyForQuery outside a transaction: it is over.
                    let over = b"Z\0\0\0\x05I";
                    while !contains(&answer, over) && far.read_buf(&mut answer).await.unwrap() > 0 {}
                }
                return;
            }
            Either::Right((Ok(length @ 1..), _)) => near.write_all(&said[..length]).await.unwrap(),
            _ => return,
        }
    }
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[tokio::test]
async fn a_line_cut_after_commit_was_sent_leaves_the_outcome_to_be_looked_up() {
    let cuts = [(Cut::AfterCommit, true), (Cut::InsteadOfCommit, false)];
    for ((cut, written), (token, is_alone)) in
        cuts.iter().flat_map(|cut| [(*cut, (MINE, true)), (*cut, ("theirs", false))])
    {
        let fresh = postgres().await;
        let through = PostgresConfig { url: proxy(&fresh, cut).await, ..config(&fresh).clone() };
        let database = Database::open(&DatabaseConfig::Postgres(through)).await.unwrap();
        let mut batch = vec![account("ada", "x"), Query::new(ADD_SIGN_IN).bind("s1").bind(token).bind("x")];
        if !is_alone {
            batch.push(change("ada", 1, "y"));
        }
        assert_eq!(database.commit(batch).await, Err(CommitError::Unknown));
        let answers = fresh.rows(vec![Query::new(READ_SIGN_IN).bind("s1")]).await.unwrap();
        let found = answers[0].first().map(|row| row.text("token").unwrap());
        assert_eq!(found, written.then_some(token));
        assert_eq!(read(&fresh, "ada").await.is_some(), written);
    }
}
