//! Stories of the embedded database alone: its group commit, its one owner, its disk.

use std::sync::{Arc, mpsc};

use futures_util::future::join_all;

use super::{Place, Sqlite, SqliteConfig, Synchronous, own};
use crate::house_tests::*;
use crate::testing::Fresh;
use crate::{CommitError, Database, DatabaseConfig, OpenError, Query};

fn inner(fresh: &Fresh) -> &Sqlite {
    match &fresh.database {
        Database::Sqlite(sqlite) => sqlite,
        Database::Postgres(_) => panic!("this story is about SQLite"),
    }
}

fn path(fresh: &Fresh) -> &std::path::Path {
    match &fresh.config {
        DatabaseConfig::Sqlite(SqliteConfig { place: Place::File(path), .. }) => path,
        other => panic!("not a file: {other:?}"),
    }
}

async fn pragma(fresh: &Fresh, sql: &'static str) {
    inner(fresh).on_writer(move |connection| connection.execute_batch(sql)).await.unwrap().unwrap();
}

/// Holds the writer until the returned sender is dropped, so that what is committed meanwhile becomes one group.
async fn hold(fresh: &Arc<Fresh>) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel();
    let (held, holding) = tokio::sync::oneshot::channel();
    let database = Arc::clone(fresh);
    tokio::spawn(async move {
        let wait = move |_: &rusqlite::Connection| {
            let _ = held.send(());
            let _ = released.recv();
        };
        inner(&database).on_writer(wait).await.unwrap();
    });
    holding.await.unwrap();
    release
}

#[tokio::test]
async fn one_conflicting_batch_does_not_disturb_its_group() {
    let database = Arc::new(sqlite().await);
    database.commit(vec![account("ada", "first")]).await.unwrap();
    let writer = hold(&database).await;
    let commits = (0..20).map(|number| {
        let mut batch = vec![account(&format!("p{number:02}"), "x")];
        if number == 7 {
            batch.push(change("ada", 99, "stale"));
        }
        database.commit(batch)
    });
    let release = async { drop(writer) };
    let (outcomes, ()) = tokio::join!(join_all(commits), release);
    for (number, outcome) in outcomes.iter().enumerate() {
        let expected = if number == 7 { Err(CommitError::Conflict) } else { Ok(()) };
        assert_eq!(*outcome, expected, "batch {number}");
        assert_eq!(read(&database, &format!("p{number:02}")).await.is_some(), number != 7);
    }
}

#[tokio::test]
async fn a_group_whose_commit_fails_answers_unavailable_to_all_and_writes_nothing() {
    let database = Arc::new(sqlite().await);
    // A deferred foreign key is checked by COMMIT itself, behind every savepoint.
    let orphans =
        "CREATE TABLE orphan (id TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)";
    pragma(&database, orphans).await;
    let writer = hold(&database).await;
    let commits = (0..5).map(|number| {
        let mut batch = vec![account(&format!("p{number}"), "x")];
        if number == 2 {
            batch.push(Query::new("INSERT INTO orphan (id) VALUES ($1)").bind("nobody"));
        }
        database.commit(batch)
    });
    let (outcomes, ()) = tokio::join!(join_all(commits), async { drop(writer) });
    assert!(outcomes.iter().all(is_unavailable), "{outcomes:?}");
    for number in 0..5 {
        assert_eq!(read(&database, &format!("p{number}")).await, None);
    }
    assert_eq!(database.commit(vec![account("p0", "y")]).await, Ok(()));
}

#[tokio::test]
async fn a_file_that_a_foreign_tool_has_locked_is_unavailable() {
    let database = sqlite().await;
    let foreign = rusqlite::Connection::open(path(&database)).unwrap();
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    let outcome = database.commit(vec![account("ada", "x")]).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert_eq!(read(&database, "ada").await, None, "reading goes on meanwhile");
    foreign.execute_batch("ROLLBACK").unwrap();
    assert_eq!(database.commit(vec![account("ada", "y")]).await, Ok(()));
}

#[tokio::test]
async fn a_read_only_database_is_unavailable() {
    let database = sqlite().await;
    pragma(&database, "PRAGMA query_only = ON").await;
    let outcome = database.commit(vec![account("ada", "x")]).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    pragma(&database, "PRAGMA query_only = OFF").await;
    assert_eq!(read(&database, "ada").await, None);
    assert_eq!(database.commit(vec![account("ada", "x")]).await, Ok(()));
}

#[tokio::test]
async fn a_full_disk_is_unavailable_and_leaves_no_half_write() {
    let database = Arc::new(sqlite().await);
    pragma(&database, "PRAGMA max_page_count = 24").await;
    let long = "x".repeat(200_000);
    let writer = hold(&database).await;
    let small = database.commit(vec![account("small", "x")]);
    let large = database.commit(vec![account("before", "x"), account("large", &long)]);
    let after = database.commit(vec![account("after", "x")]);
    let (small, large, after, ()) = tokio::join!(small, large, after, async { drop(writer) });
    assert!(is_unavailable(&large), "{large:?}");
    assert_eq!(read(&database, "before").await, None);
    assert_eq!(read(&database, "large").await, None);
    for (outcome, id) in [(small, "small"), (after, "after")] {
        assert!(outcome.is_ok() || is_unavailable(&outcome), "{outcome:?}");
        assert_eq!(read(&database, id).await.is_some(), outcome.is_ok(), "the answer for {id} is true");
    }
    pragma(&database, "PRAGMA max_page_count = 10000").await;
    assert_eq!(database.commit(vec![account("large", &long)]).await, Ok(()));
}

#[tokio::test]
async fn a_second_process_is_told_that_the_file_is_in_use() {
    let fresh = sqlite().await;
    let second = Database::open(&fresh.config).await;
    assert!(matches!(second, Err(OpenError::InUse { .. })), "{second:?}");
    assert!(second.unwrap_err().to_string().contains("another process"));
}

#[test]
fn a_closed_file_is_free_also_while_a_forked_child_has_not_yet_run_its_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vestibule.sqlite");
    let lock = own(&path).unwrap();
    assert!(matches!(own(&path), Err(OpenError::InUse { .. })));
    // What a child has of it between fork and exec.
    let of_a_child = lock.0.try_clone().unwrap();
    drop(lock);
    assert!(own(&path).is_ok());
    drop(of_a_child);
}

#[tokio::test]
async fn what_was_acknowledged_is_there_when_the_file_is_opened_again() {
    let fresh = sqlite().await;
    fresh.commit(vec![account("ada", "kept")]).await.unwrap();
    let again = fresh.reopened().await;
    assert_eq!(read(&again, "ada").await, Some(("kept".to_owned(), 1)));
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_user_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let fresh = sqlite().await;
    for beside in ["", "-wal", "-lock"] {
        let mut file = path(&fresh).as_os_str().to_owned();
        file.push(beside);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn a_database_in_memory_reads_what_it_wrote() {
    let config = SqliteConfig { place: Place::Memory, synchronous: Synchronous::Normal };
    let database = Database::open(&DatabaseConfig::Sqlite(config)).await.unwrap();
    database.migrate_with(HOUSE).await.unwrap();
    database.commit(vec![account("ada", "here")]).await.unwrap();
    assert_eq!(read(&database, "ada").await, Some(("here".to_owned(), 1)));
    let two = database.rows(vec![Query::new(COUNT_ACCOUNTS), Query::new(COUNT_ACCOUNTS)]).await.unwrap();
    assert_eq!(two[1][0].int("accounts"), Ok(1));
}

#[tokio::test]
async fn a_closed_database_is_one_file() {
    let mut fresh = sqlite().await;
    fresh.commit(vec![account("ada", "x")]).await.unwrap();
    assert!(read(&fresh, "ada").await.is_some(), "a reader has had the file open too");
    let log = path(&fresh).with_extension("db-wal");
    assert!(log.exists());
    let memory = SqliteConfig { place: Place::Memory, synchronous: Synchronous::Normal };
    fresh.database = Database::open(&DatabaseConfig::Sqlite(memory)).await.unwrap();
    assert!(!log.exists());
}
