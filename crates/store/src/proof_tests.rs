//! Stories of databases that answer and yet cannot keep anything.

use futures_util::future::join_all;

use crate::people_tests::*;
use crate::sqlite::Sqlite;
use crate::testing::{self, Fresh};
use crate::{CommitError, Database, DatabaseConfig, Query, Store};

fn is_unavailable(proof: &Result<(), CommitError>) -> bool {
    matches!(proof, Err(CommitError::Unavailable(_)))
}

fn embedded(store: &Store) -> &Sqlite {
    match store.database() {
        Database::Sqlite(sqlite) => sqlite,
        Database::Postgres(_) => panic!("this story is about SQLite"),
    }
}

async fn pragma(store: &Store, sql: &'static str) {
    embedded(store).on_writer(move |writer| writer.execute_batch(sql)).await.unwrap().unwrap();
}

async fn notes(store: &Store) -> usize {
    store.database().rows(vec![Query::new("SELECT k FROM meta")]).await.unwrap()[0].len()
}

#[tokio::test]
async fn a_database_that_takes_writes_proves_it_and_keeps_nothing_of_the_proof() {
    on_both(|store| async move {
        let before = notes(&store).await;
        assert_eq!(store.prove_writing().await, Ok(()));
        let at_once = join_all((0..8).map(|_| store.prove_writing())).await;
        assert!(at_once.iter().all(Result::is_ok), "{at_once:?}");
        assert_eq!(notes(&store).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_read_only_file_answers_reads_and_fails_the_proof_until_it_is_writable_again() {
    let (store, _home) = store(testing::sqlite().await);
    pragma(&store, "PRAGMA query_only = ON").await;
    assert_eq!(store.sums(&["any".to_owned()]).await, Ok(vec![0]));
    let proof = store.prove_writing().await;
    assert!(is_unavailable(&proof), "{proof:?}");
    pragma(&store, "PRAGMA query_only = OFF").await;
    assert_eq!(store.prove_writing().await, Ok(()));
}

#[tokio::test]
async fn a_file_that_may_not_grow_fails_the_proof_although_it_would_overwrite_a_row() {
    let (store, _home) = store(testing::sqlite().await);
    // As many pages as there are is the least that SQLite takes; those that a migration has left free would be used.
    pragma(&store, "VACUUM; PRAGMA max_page_count = 1").await;
    let note = Query::new("UPDATE meta SET v = $1 WHERE k = $2").bind("x").bind("none");
    assert_eq!(store.database().commit(vec![note]).await, Ok(()));
    let proof = store.prove_writing().await;
    assert!(is_unavailable(&proof), "{proof:?}");
    pragma(&store, "PRAGMA max_page_count = 10000").await;
    assert_eq!(store.prove_writing().await, Ok(()));
}

#[tokio::test]
async fn a_file_that_a_foreign_tool_locks_fails_the_proof_while_it_does() {
    let (store, home) = testing::sqlite().await.into_parts();
    let store = Store::new(store, keys(1));
    let lock = home.lock();
    let proof = store.prove_writing().await;
    assert!(is_unavailable(&proof), "{proof:?}");
    drop(lock);
    assert_eq!(store.prove_writing().await, Ok(()));
    drop(store);
}

/// A client of its own on a PostgreSQL database.
async fn client(fresh: &Fresh) -> tokio_postgres::Client {
    let DatabaseConfig::Postgres(config) = &fresh.config else { panic!("this story is about PostgreSQL") };
    let (client, connection) = tokio_postgres::connect(&config.url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test]
async fn a_table_that_a_foreign_client_locks_fails_the_proof_while_it_does() {
    let fresh = testing::postgres().await;
    let mut foreign = client(&fresh).await;
    let (store, _home) = store(fresh);
    let lock = foreign.transaction().await.unwrap();
    lock.batch_execute("LOCK TABLE meta IN SHARE MODE").await.unwrap();
    let proof = store.prove_writing().await;
    assert!(is_unavailable(&proof), "{proof:?}");
    lock.rollback().await.unwrap();
    assert_eq!(store.prove_writing().await, Ok(()));
}

#[tokio::test]
async fn a_standby_fails_the_proof_until_it_is_the_one_that_takes_writes() {
    let fresh = testing::postgres().await;
    let server = client(&fresh).await;
    let (store, _home) = store(fresh);
    // Stands in for a standby: a refusal with the same code (25006).
    let refuse = "CREATE FUNCTION standby() RETURNS trigger LANGUAGE plpgsql AS \
                  $$ BEGIN RAISE EXCEPTION 'read-only' USING ERRCODE = '25006'; END $$; \
                  CREATE TRIGGER standby BEFORE INSERT ON meta EXECUTE FUNCTION standby()";
    server.batch_execute(refuse).await.unwrap();
    assert_eq!(store.sums(&["any".to_owned()]).await, Ok(vec![0]));
    let proof = store.prove_writing().await;
    assert!(is_unavailable(&proof), "{proof:?}");
    server.batch_execute("DROP TRIGGER standby ON meta").await.unwrap();
    assert_eq!(store.prove_writing().await, Ok(()));
}
