//! Stories of schemas that grow, and of those that are left alone.

use crate::doc::to_json;
use crate::house_tests::*;
use crate::migrate::{MIGRATIONS, Migration, missing};
use crate::people_tests::{self, ADA, ada, known_browser};
use crate::testing::{Fresh, blank_postgres, blank_sqlite};
use crate::{Database, MigrateError, MigrationReport, Query};

async fn blank_both() -> [Fresh; 2] {
    [blank_sqlite().await, blank_postgres().await]
}

#[tokio::test]
async fn a_schema_grows_by_what_is_missing() {
    for database in blank_both().await {
        let report = |applied: &[i64], at| Ok(MigrationReport { applied: applied.to_vec(), at });
        assert_eq!(database.migrate_with(&[FIRST]).await, report(&[1], 1));
        assert_eq!(database.migrate_with(HOUSE).await, report(&[2], 2));
        assert_eq!(database.migrate_with(HOUSE).await, report(&[], 2));
        assert_eq!(database.commit(vec![Query::new(ADD_NAME).bind("ada").bind("a1")]).await, Ok(()));
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    for database in blank_both().await {
        database.migrate_with(HOUSE).await.unwrap();
        let error = database.migrate_with(&[FIRST]).await.unwrap_err();
        assert_eq!(error, MigrateError::Newer { found: 2, known: 1 });
        assert!(error.to_string().contains("newer version"));
    }
}

#[tokio::test]
async fn a_half_migrated_database_is_refused() {
    for database in blank_both().await {
        database.migrate_with(HOUSE).await.unwrap();
        database.commit(vec![Query::new("DELETE FROM migration WHERE number = $1").bind(1)]).await.unwrap();
        assert_eq!(database.migrate_with(HOUSE).await, Err(MigrateError::Gap { missing: 1, found: 2 }));
    }
}

#[tokio::test]
async fn a_migration_whose_text_has_changed_is_refused() {
    for database in blank_both().await {
        database.migrate_with(&[FIRST]).await.unwrap();
        let edited: &[Migration] = &[Migration { sql: "CREATE TABLE other (id TEXT NOT NULL)", ..FIRST }];
        assert_eq!(database.migrate_with(edited).await, Err(MigrateError::Changed { number: 1 }));
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    for database in blank_both().await {
        let broken: &[Migration] =
            &[FIRST, Migration { sql: "CREATE TABLE half (id TEXT NOT NULL); CREATE NONSENSE;", ..SECOND }];
        let outcome = database.migrate_with(broken).await;
        let Err(MigrateError::Failed { number: 2, message }) = outcome else { panic!("{outcome:?}") };
        assert!(!message.contains("CREATE TABLE"), "the cause, not the whole text: {message}");
        assert_eq!(database.migrate_with(HOUSE).await.unwrap().applied, [1, 2]);
    }
}

#[tokio::test]
async fn two_nodes_that_start_at_once_migrate_once() {
    for fresh in blank_both().await {
        let other = match &fresh.database {
            Database::Postgres(_) => Some(Database::open(&fresh.config).await.unwrap()),
            Database::Sqlite(_) => None,
        };
        let second = other.as_ref().unwrap_or(&fresh.database);
        let (one, two) = tokio::join!(fresh.migrate_with(HOUSE), second.migrate_with(HOUSE));
        let mut applied = [one.unwrap().applied, two.unwrap().applied];
        applied.sort();
        assert_eq!(applied, [vec![], vec![1, 2]]);
    }
}

/// Ada as migrations 1 to 4 kept her, in a table for each of what an account is made of.
fn ada_before_parts() -> Vec<Query> {
    let (phone, email) = (people_tests::phone(), people_tests::email());
    let new = |sql: &'static str| Query::new(sql).bind(ADA.to_string());
    let doc = |query: Query, doc: Result<String, crate::Fault>| query.bind(doc.unwrap());
    vec![
        doc(
            new("INSERT INTO accounts (account, version, password, doc) VALUES ($1, 3, 'hash', $2)"),
            to_json(&ada()),
        ),
        doc(
            new("INSERT INTO histories (account, version, profile, doc) VALUES ($1, 4, '', $2)"),
            to_json(&risk::History::default()),
        ),
        doc(
            new("INSERT INTO methods (account, id, version, kind, secret, doc) \
                VALUES ($1, $2, 5, 'text_message', 'seed', $3)")
            .bind(phone.id.to_string()),
            to_json(&phone),
        ),
        doc(
            new("INSERT INTO emails (account, id, version, sealed, doc) VALUES ($1, $2, 6, 'sealed', $3)")
                .bind(email.id.to_string()),
            to_json(&email),
        ),
        doc(
            new("INSERT INTO browsers (account, id, version, expires, doc) VALUES ($1, $2, 7, $3, $4)")
                .bind(known_browser().id.to_string())
                .bind(known_browser().expires.0),
            to_json(&known_browser()),
        ),
    ]
}

#[tokio::test]
async fn nothing_that_an_account_was_made_of_is_lost_when_it_moves_into_one_table() {
    for fresh in blank_both().await {
        fresh.migrate_with(&MIGRATIONS[..4]).await.unwrap();
        fresh.commit(ada_before_parts()).await.unwrap();
        let (store, _home) = people_tests::store(fresh);
        store.prepare().await.unwrap();
        let read = store.account(ADA).await.unwrap().unwrap();
        assert_eq!(
            (read.stored.account, read.stored.password, read.stored.version),
            (ada(), "hash".into(), 3)
        );
        assert_eq!((read.history, read.history_version), (risk::History::default(), 4));
        let [method] = read.methods.try_into().unwrap();
        assert_eq!((method.method, method.secret, method.version), (people_tests::phone(), "seed".into(), 5));
        let [email] = read.emails.try_into().unwrap();
        assert_eq!((email.email, email.sealed, email.version), (people_tests::email(), "sealed".into(), 6));
        let [browser] = store.browsers(ADA).await.unwrap().try_into().unwrap();
        assert_eq!((browser.browser, browser.version), (known_browser(), 7));
        let swept = store.sweep(known_browser().expires, 10).await.unwrap();
        assert_eq!(swept.browsers, 1, "it expires when it did");
    }
}

#[test]
fn every_migration_file_is_listed_once_and_in_order() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
        .collect();
    files.sort();
    let listed: Vec<_> =
        MIGRATIONS.iter().map(|m| (format!("{:04}_{}.sql", m.number, m.name), m.sql.to_owned())).collect();
    let found: Vec<_> = files
        .iter()
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
        })
        .collect();
    assert_eq!(listed, found);
    assert!((1..).zip(MIGRATIONS).all(|(number, migration)| migration.number == number));
    assert_eq!(missing(MIGRATIONS, &[]).unwrap().len(), MIGRATIONS.len());
}
