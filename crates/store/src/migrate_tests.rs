//! Stories of schemas that grow, and of those that are left alone.

use crate::house_tests::*;
use crate::migrate::{MIGRATIONS, Migration, missing};
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
