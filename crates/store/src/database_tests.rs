//! Stories that both databases tell alike.

use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use futures_util::future::join_all;

use crate::house_tests::*;
use crate::testing::Fresh;
use crate::{CommitError, Fault, Query, ReadError, Value};

#[tokio::test]
async fn a_stale_version_poisons_the_whole_batch() {
    on_both(|database| async move {
        database.commit(vec![account("ada", "first")]).await.unwrap();
        database.commit(vec![change("ada", 1, "second")]).await.unwrap();
        let stale =
            vec![account("bob", "rides along"), change("ada", 1, "third"), account("eve", "comes after")];
        assert_eq!(database.commit(stale).await, Err(CommitError::Conflict));
        assert_eq!(read(&database, "ada").await, Some(("second".to_owned(), 2)));
        assert_eq!(read(&database, "bob").await, None);
        assert_eq!(read(&database, "eve").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_lost_token_poisons_the_whole_batch() {
    on_both(|database| async move {
        let sign_in = Query::new(ADD_SIGN_IN).bind("s1").bind("t0").bind(None::<&str>);
        database.commit(vec![sign_in]).await.unwrap();
        let take = |read: &str, mine: &str| {
            vec![
                Query::new(TAKE_SIGN_IN).bind("s1").bind(read).bind(mine).or_conflict(),
                Query::new(USE_CODE).bind(mine),
            ]
        };
        database.commit(take("t0", "t1")).await.unwrap();
        assert_eq!(database.commit(take("t0", "t2")).await, Err(CommitError::Conflict));
        let answers = database.rows(vec![Query::new(READ_SIGN_IN).bind("s1")]).await.unwrap();
        assert_eq!(answers[0][0].text("token"), Ok("t1"));
        assert_eq!(answers[0][0].opt_text("note"), Ok(None));
        assert_eq!(database.commit(vec![Query::new(USE_CODE).bind("t2")]).await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn a_change_to_what_is_not_there_poisons_the_whole_batch_and_a_cleaning_of_it_does_not() {
    on_both(|database| async move {
        let batch =
            |change: Query| vec![account("bob", "rides along"), change, Query::new(USE_CODE).bind("1")];
        assert_eq!(database.commit(batch(change("ada", 1, "x"))).await, Err(CommitError::Conflict));
        assert_eq!(read(&database, "bob").await, None);
        let clean = Query::new(TAKE_SIGN_IN).bind("s1").bind("t0").bind("t1");
        assert_eq!(database.commit(batch(clean)).await, Ok(()));
        assert_eq!(read(&database, "bob").await, Some(("rides along".to_owned(), 1)));
    })
    .await;
}

#[tokio::test]
async fn writes_of_one_batch_see_those_before_them() {
    on_both(|database| async move {
        let batch = vec![
            account("ada", "first"),
            Query::new(USE_CODE).bind("1"),
            change("ada", 1, "second"),
            Query::new(TAKE_TRY).bind("ada").bind(9),
            Query::new(TAKE_TRY).bind("ada").bind(9),
            change("ada", 2, "third"),
            Query::new(USE_CODE).bind("2"),
        ];
        assert_eq!(database.commit(batch).await, Ok(()));
        assert_eq!(read(&database, "ada").await, Some(("third".to_owned(), 3)));
        assert_eq!(tries(&database, "ada").await, Ok(2));
    })
    .await;
}

async fn race(database: &Arc<Fresh>, contenders: usize, batch: impl Fn(usize) -> Vec<Query>) -> Vec<bool> {
    let tasks = (0..contenders).map(|number| {
        let (database, batch) = (Arc::clone(database), batch(number));
        tokio::spawn(async move { database.commit(batch).await })
    });
    let outcome = |task: Result<Result<(), CommitError>, _>| match task.unwrap() {
        Ok(()) => true,
        Err(CommitError::Conflict) => false,
        Err(other) => panic!("neither won nor lost: {other}"),
    };
    join_all(tasks).await.into_iter().map(outcome).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_is_used_once_though_fifty_try() {
    on_both(|database| async move {
        let won = race(&database, 50, |number| {
            vec![account(&format!("session-{number:02}"), "signed in"), Query::new(USE_CODE).bind("123456")]
        })
        .await;
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        let answers = database.rows(vec![Query::new(COUNT_ACCOUNTS)]).await.unwrap();
        assert_eq!(answers[0][0].int("accounts"), Ok(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_version_is_taken_once_though_fifty_try() {
    on_both(|database| async move {
        database.commit(vec![account("ada", "first")]).await.unwrap();
        let won = race(&database, 50, |number| vec![change("ada", 1, &format!("writer {number}"))]).await;
        let winner = won.iter().position(|won| *won).unwrap();
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        assert_eq!(read(&database, "ada").await, Some((format!("writer {winner}"), 2)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tries_run_out_at_the_limit_and_never_because_others_count_too() {
    on_both(|database| async move {
        let won = race(&database, 50, |_| vec![Query::new(TAKE_TRY).bind("ada, strangers").bind(20)]).await;
        assert_eq!(won.iter().filter(|won| **won).count(), 20);
        assert_eq!(tries(&database, "ada, strangers").await, Ok(20));
    })
    .await;
}

#[tokio::test]
async fn parameters_are_bound_by_number_wherever_they_stand() {
    on_both(|database| async move {
        let people =
            (1..=9).map(|n| Query::new(ADD_ACCOUNT).bind(format!("p{n}")).bind("x").bind(n)).collect();
        database.commit(people).await.unwrap();
        let answers = database.rows(vec![Query::new(PAGE).bind(2).bind(6)]).await.unwrap();
        let ids: Vec<_> = answers[0].iter().map(|row| row.text(0).unwrap()).collect();
        assert_eq!(ids, ["p7", "p8"]);
    })
    .await;
}

#[tokio::test]
async fn several_reads_are_answered_in_their_order() {
    on_both(|database| async move {
        let people = (0..40).map(|n| account(&format!("p{n:02}"), &format!("body {n}"))).collect();
        database.commit(people).await.unwrap();
        let reads = (0..40).rev().map(|n| Query::new(READ_ACCOUNT).bind(format!("p{n:02}"))).collect();
        let answers = database.rows(reads).await.unwrap();
        let bodies: Vec<_> = answers.iter().map(|rows| rows[0].text("body").unwrap().to_owned()).collect();
        assert_eq!(bodies, (0..40).rev().map(|n| format!("body {n}")).collect::<Vec<_>>());
        assert_eq!(database.rows(Vec::new()).await.unwrap().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_constraint_that_is_no_guard_is_our_own_fault() {
    on_both(|database| async move {
        let nameless = vec![account("ada", "x"), Query::new(ADD_NAME).bind("").bind("ada")];
        assert!(matches!(database.commit(nameless).await, Err(CommitError::Fault(Fault::Refused { .. }))));
        let bodyless = Query::new(ADD_ACCOUNT).bind("ada").bind(Value::Null).bind(1);
        assert!(matches!(
            database.commit(vec![bodyless]).await,
            Err(CommitError::Fault(Fault::Refused { .. }))
        ));
        assert_eq!(read(&database, "ada").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_does_not_fit_its_statement_writes_nothing() {
    on_both(|database| async move {
        for bad in [
            Query::new(ADD_ACCOUNT).bind("bob").bind("x"),
            Query::new(ADD_ACCOUNT).bind("bob").bind("x").bind(1).bind(2),
            Query::new("INSERT INTO nowhere (a) VALUES ($1)").bind("x"),
        ] {
            let outcome = database.commit(vec![account("ada", "x"), bad, account("eve", "x")]).await;
            assert!(matches!(outcome, Err(CommitError::Fault(_))), "{outcome:?}");
        }
        assert_eq!(read(&database, "ada").await, None);
        assert_eq!(read(&database, "eve").await, None);
    })
    .await;
}

#[tokio::test]
async fn the_zero_character_is_refused_before_any_database_sees_it() {
    on_both(|database| async move {
        let outcome = database.commit(vec![account("ada", "be\u{0}ware")]).await;
        assert_eq!(outcome, Err(CommitError::Fault(Fault::ZeroCharacter)));
        let read = database.rows(vec![Query::new(READ_ACCOUNT).bind("\u{0}")]).await;
        assert!(matches!(read, Err(ReadError::Fault(Fault::ZeroCharacter))));
    })
    .await;
}

#[tokio::test]
async fn a_row_says_which_column_it_does_not_have() {
    on_both(|database| async move {
        database.commit(vec![account("ada", "Größe ✓")]).await.unwrap();
        let answers = database.rows(vec![Query::new(READ_ACCOUNT).bind("ada")]).await.unwrap();
        let row = &answers[0][0];
        assert_eq!(row.text("body"), Ok("Größe ✓"));
        assert_eq!(row.flag("version"), Ok(true));
        assert_eq!(row.opt_int("version"), Ok(Some(1)));
        assert_eq!(row.int("body"), Err(Fault::Column { column: "body".to_owned(), wanted: "a number" }));
        assert_eq!(row.text("age"), Err(Fault::Column { column: "age".to_owned(), wanted: "a text" }));
        assert_eq!(row.text(3), Err(Fault::Column { column: "3".to_owned(), wanted: "a text" }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_hangs_up_does_not_cut_its_batch_in_half() {
    on_both(|database| async move {
        {
            let mut commit = pin!(database.commit((0..30).map(|n| account(&format!("p{n}"), "x")).collect()));
            poll_fn(|context| {
                let _ = commit.as_mut().poll(context);
                Poll::Ready(())
            })
            .await;
        }
        let mut seen = 0;
        for _ in 0..20_000 {
            let answers = database.rows(vec![Query::new(COUNT_ACCOUNTS)]).await.unwrap();
            seen = answers[0][0].int(0).unwrap();
            assert!(seen == 0 || seen == 30, "half a batch is visible");
            if seen == 30 {
                break;
            }
        }
        assert_eq!(seen, 30);
    })
    .await;
}
