//! Stories of those who travel together: what one of them does to the others, which is nothing.

use tokio::sync::oneshot;

use super::commits::{Commit, commit_group};
use super::reads::Read;
use super::*;
use crate::error::{CommitError, ReadError};
use crate::house_tests::*;
use crate::query::Query;
use crate::testing::Fresh;
use crate::{Database, Fault};

fn inner(fresh: &Fresh) -> &Postgres {
    match &fresh.database {
        Database::Postgres(postgres) => postgres,
        Database::Sqlite(_) => panic!("this story is about PostgreSQL"),
    }
}

/// The shape of a step: a guarded change, something used up, something added.
fn step(id: &str, version: i64, code: &str) -> Vec<Query> {
    vec![
        change(id, version, code),
        Query::new(USE_CODE).bind(code),
        Query::new(ADD_SIGN_IN).bind(format!("{id}/{code}")).bind("t").bind(None::<String>),
    ]
}

/// The verdicts on batches that travel in one group.
async fn together(fresh: &Fresh, batches: Vec<Vec<Query>>) -> Vec<Result<(), CommitError>> {
    let postgres = inner(fresh);
    let group: Vec<_> = batches
        .into_iter()
        .map(|batch| {
            let shape = postgres.kinds.shape(&batch);
            Commit::new(batch, shape, oneshot::channel().0)
        })
        .collect();
    commit_group(postgres.client().await.unwrap(), &group).await
}

/// A database with some accounts, which has seen a step before and so knows its types.
async fn with_accounts(ids: &[&str]) -> Fresh {
    let fresh = postgres().await;
    for id in ids.iter().chain(&["first"]) {
        fresh.commit(vec![account(id, "x")]).await.unwrap();
    }
    fresh.commit(step("first", 1, "000000")).await.unwrap();
    let shape = inner(&fresh).kinds.shape(&step("first", 1, "0"));
    assert!(shape.joint().is_some(), "a step can travel in company");
    fresh
}

async fn statements(fresh: &Fresh) -> i64 {
    let client = inner(fresh).client().await.unwrap();
    client.query_one("SELECT COUNT(DISTINCT xmin::text) FROM sign_in", &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn a_group_is_written_by_one_transaction() {
    let fresh = with_accounts(&["ada", "bob", "cy"]).await;
    let before = statements(&fresh).await;
    let steps = vec![step("ada", 1, "1"), step("bob", 1, "2"), step("cy", 1, "3")];
    assert_eq!(together(&fresh, steps).await, [Ok(()), Ok(()), Ok(())]);
    for (id, code) in [("ada", "1"), ("bob", "2"), ("cy", "3")] {
        assert_eq!(read(&fresh, id).await, Some((code.to_owned(), 2)), "each got its own");
    }
    assert_eq!(statements(&fresh).await, before + 1);
}

#[tokio::test]
async fn one_that_conflicts_leaves_the_others_written() {
    let fresh = with_accounts(&["ada", "bob", "cy"]).await;
    let stale = vec![step("ada", 1, "1"), step("bob", 7, "2"), step("cy", 1, "3")];
    assert_eq!(together(&fresh, stale).await, [Ok(()), Err(CommitError::Conflict), Ok(())]);
    assert_eq!(read(&fresh, "bob").await, Some(("x".to_owned(), 1)), "nothing of it is left");
    let used_twice = vec![step("ada", 2, "4"), step("bob", 1, "4"), step("cy", 2, "1")];
    let verdicts = together(&fresh, used_twice).await;
    assert_eq!(verdicts, [Ok(()), Err(CommitError::Conflict), Err(CommitError::Conflict)], "codes work once");
    assert_eq!(read(&fresh, "bob").await, Some(("x".to_owned(), 1)));
}

#[tokio::test]
async fn two_of_one_account_are_never_both_written_whoever_groups_them() {
    let fresh = with_accounts(&["ada"]).await;
    let verdicts = together(&fresh, vec![step("ada", 1, "1"), step("ada", 1, "2")]).await;
    assert_eq!(verdicts, [Ok(()), Err(CommitError::Conflict)]);
    assert_eq!(read(&fresh, "ada").await, Some(("1".to_owned(), 2)));
}

#[tokio::test]
async fn one_that_waits_for_a_locked_row_leaves_the_others_written() {
    let fresh = with_accounts(&["ada", "bob"]).await;
    let mut client = inner(&fresh).client().await.unwrap();
    let foreign = client.transaction().await.unwrap();
    foreign.execute("UPDATE account SET body = 'held' WHERE id = 'bob'", &[]).await.unwrap();
    let verdicts = together(&fresh, vec![step("ada", 1, "1"), step("bob", 1, "2")]).await;
    assert_eq!(verdicts[0], Ok(()));
    assert!(is_unavailable(&verdicts[1]), "{verdicts:?}");
    foreign.rollback().await.unwrap();
    assert_eq!(read(&fresh, "bob").await, Some(("x".to_owned(), 1)));
}

#[tokio::test]
async fn a_mistake_of_ours_is_told_to_its_maker_alone() {
    let fresh = with_accounts(&["ada"]).await;
    let mut wrong = step("bob", 1, "2");
    wrong[1] = Query::new(USE_CODE).bind(7);
    let verdicts = together(&fresh, vec![step("ada", 1, "1"), wrong]).await;
    assert_eq!(verdicts[0], Ok(()));
    let expected = Fault::ParameterType { number: 1, wanted: "text".to_owned(), sql: USE_CODE };
    assert_eq!(verdicts[1], Err(CommitError::Fault(expected)));
}

#[tokio::test]
async fn a_server_that_dies_under_a_group_leaves_every_outcome_to_be_looked_up() {
    let fresh = with_accounts(&["ada", "bob", "cy"]).await;
    // Ends the session of whoever adds the second row of a group, as an administrator would.
    let trap = "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                IF NEW.token = '2' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$; \
                CREATE TRIGGER trap BEFORE INSERT ON used FOR EACH ROW EXECUTE FUNCTION trap()";
    inner(&fresh).client().await.unwrap().batch_execute(trap).await.unwrap();
    let steps = vec![step("ada", 1, "1"), step("bob", 1, "2"), step("cy", 1, "3")];
    let verdicts = together(&fresh, steps).await;
    assert_eq!(verdicts, vec![Err(CommitError::Unknown); 3]);
    for id in ["ada", "bob", "cy"] {
        assert_eq!(read(&fresh, id).await, Some(("x".to_owned(), 1)), "{id}");
    }
    assert_eq!(fresh.commit(step("ada", 1, "1")).await, Ok(()), "the connection was not given to others");
}

/// The answers to reads that travel in one group: body and version of each row.
async fn asked(fresh: &Fresh, queries: Vec<Query>) -> Vec<Result<Vec<(String, i64)>, ReadError>> {
    let postgres = inner(fresh);
    let of = |query: Query| Read::new(&postgres.texts, query, oneshot::channel().0);
    let group: Vec<_> = queries.into_iter().map(of).collect();
    let row = |row: &crate::row::Row| (row.text("body").unwrap().to_owned(), row.int("version").unwrap());
    let answers = postgres.read_together(&group).await;
    answers.into_iter().map(|answer| answer.map(|rows| rows.iter().map(row).collect())).collect()
}

#[tokio::test]
async fn everybody_who_asks_in_company_gets_their_own_rows() {
    let fresh = with_accounts(&["ada", "bob"]).await;
    fresh.commit(vec![change("bob", 1, "y")]).await.unwrap();
    let one = |id: &str| Query::new(READ_ACCOUNT).bind(id).for_many();
    fresh.rows(vec![one("ada")]).await.unwrap();
    let answers = asked(&fresh, vec![one("bob"), one("nobody"), one("ada"), one("bob")]).await;
    let (ada, bob) = (("x".to_owned(), 1), ("y".to_owned(), 2));
    assert_eq!(answers, [Ok(vec![bob.clone()]), Ok(vec![]), Ok(vec![ada.clone()]), Ok(vec![bob])]);

    let wrong = Query::new(READ_ACCOUNT).bind(7).for_many();
    let answers = asked(&fresh, vec![one("ada"), wrong]).await;
    assert_eq!(answers[0], Ok(vec![ada]), "asked again alone");
    assert!(matches!(answers[1], Err(ReadError::Fault(Fault::ParameterType { .. }))), "{answers:?}");
}

#[tokio::test]
async fn a_crowd_that_reads_and_writes_at_once_is_served_like_each_alone() {
    let ids: Vec<String> = (0..100).map(|number| format!("id{number}")).collect();
    let fresh = with_accounts(&ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let one = async |id: &String| {
        let [row] = fresh
            .rows(vec![Query::new(READ_ACCOUNT).bind(id.as_str()).for_many()])
            .await
            .unwrap()
            .try_into()
            .map_err(|_| "one answer")
            .unwrap();
        assert_eq!(row[0].text("id").unwrap(), id);
        fresh.commit(step(id, row[0].int("version").unwrap(), id)).await
    };
    let verdicts = futures_util::future::join_all(ids.iter().map(one)).await;
    assert_eq!(verdicts, vec![Ok(()); ids.len()]);
    for id in &ids {
        assert_eq!(read(&fresh, id).await, Some((id.clone(), 2)));
    }
    assert!(statements(&fresh).await < 100, "many travelled together");
}
