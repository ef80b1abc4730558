//! Connections are shared out whole, and to whom they belong does not change.

use super::*;
use crate::house_tests::*;
use crate::postgres::{Postgres, PostgresConfig};
use crate::testing::Fresh;
use crate::{Database, DatabaseConfig};

#[test]
fn all_together_have_as_many_connections_as_the_operator_allows() {
    assert_eq!(sizes(16, 3), [6, 5, 5]);
    assert_eq!(sizes(16, 17), [4, 4, 4, 4], "too few to go round");
    assert_eq!(sizes(7, 3), [7]);
    assert_eq!(sizes(1, 3), [1]);
    assert_eq!(sizes(16, 1), [16]);
    for connections in 1..40 {
        for event_loops in 1..20 {
            assert_eq!(sizes(connections, event_loops).into_iter().sum::<usize>(), connections);
        }
    }
}

fn inner(database: &Database) -> &Postgres {
    match database {
        Database::Postgres(postgres) => postgres,
        Database::Sqlite(_) => panic!("this story is about PostgreSQL"),
    }
}

/// A second event loop, on a thread of its own, that asks something and ends.
async fn elsewhere<T: Send + 'static>(ask: impl AsyncFnOnce() -> T + Send + 'static) -> T {
    let on_a_thread = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(ask())
    };
    tokio::task::spawn_blocking(on_a_thread).await.unwrap()
}

async fn shared_by(event_loops: usize) -> (Fresh, Arc<Database>) {
    let fresh = postgres().await;
    let DatabaseConfig::Postgres(config) = &fresh.config else { panic!("this story is about PostgreSQL") };
    let config = PostgresConfig { event_loops, ..config.clone() };
    let database = Database::open(&DatabaseConfig::Postgres(config)).await.unwrap();
    (fresh, Arc::new(database))
}

/// Which share the event loop has that asks.
fn number(database: &Database) -> usize {
    let shares = &inner(database).shares;
    shares.each.iter().position(|share| std::ptr::eq(share, shares.mine())).unwrap()
}

#[tokio::test]
async fn each_event_loop_has_a_share_of_its_own_and_keeps_it() {
    let (_fresh, database) = shared_by(2).await;
    assert_eq!(number(&database), 0, "it opened the database");
    let asked = Arc::clone(&database);
    assert_eq!(elsewhere(async move || (number(&asked), number(&asked))).await, (1, 1));
    let asked = Arc::clone(&database);
    assert_eq!(elsewhere(async move || number(&asked)).await, 0, "a third has one together with the first");
    assert_eq!(number(&database), 0);
}

#[tokio::test]
async fn what_one_event_loop_writes_the_other_reads_also_after_the_first_has_ended() {
    for event_loops in [1, 2] {
        let (_fresh, database) = shared_by(event_loops).await;
        let there = Arc::clone(&database);
        let written = elsewhere(async move || {
            let several = (0..4).map(|number| account(&format!("ada{number}"), "x"));
            let commits = several.map(|account| there.commit(vec![account]));
            futures_util::future::join_all(commits).await
        });
        assert_eq!(written.await, vec![Ok(()); 4]);
        // Where both have one share, connections of the loop that has ended are gone, and nobody is given one.
        for number in 0..4 {
            let name = format!("ada{number}");
            assert_eq!(read(&database, &name).await, Some(("x".to_owned(), 1)), "{event_loops}");
        }
    }
}
