//! Stories of houses that do not open.

use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use store::{CommitError, Fault, MigrateError, OpenError, PrepareError};

use super::{Refusal, bind};

#[test]
fn a_read_only_database_is_refused_with_the_cure() {
    let path = PathBuf::from("data/vestibule.sqlite");
    let open = OpenError::File { path, source: Error::from(ErrorKind::ReadOnlyFilesystem) };
    assert!(Refusal::from(open).to_string().contains("must be writable"));
    let message = "attempt to write a readonly database".to_owned();
    let fault = Fault::Refused { code: "8".into(), message, sql: "a write" };
    let prepare = PrepareError::Database(CommitError::Fault(fault));
    assert!(Refusal::from(prepare).to_string().contains("must be writable"));
}

#[test]
fn a_newer_database_is_refused_with_the_way_back() {
    let newer = PrepareError::Migrate(MigrateError::Newer { found: 9, known: 1 });
    let said = format!("{:#}", anyhow::Error::from(Refusal::from(newer)));
    assert_eq!(said.matches("newer version").count(), 1, "it is said once: {said}");
    assert!(said.contains("newer version") && said.contains("restore a backup"), "{said}");
}

#[tokio::test]
async fn an_address_that_is_taken_is_told_as_such() {
    let first = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let refused = bind(first.local_addr().unwrap()).await.unwrap_err();
    assert!(refused.to_string().contains("--listen"), "{refused}");
}

#[test]
fn whatever_is_in_the_way_of_the_database_is_told_with_the_cure() {
    let unavailable = |reason: &str| {
        let reason = reason.to_owned();
        Refusal::from(PrepareError::Migrate(MigrateError::Unavailable(store::Unavailable { reason })))
            .to_string()
    };
    assert!(unavailable("database is locked").contains("end it"));
    assert!(unavailable("database or disk is full").contains("is the disk full?"));
    let message = "table conflict already exists".to_owned();
    let half = PrepareError::Migrate(MigrateError::Failed { number: 1, message });
    assert!(Refusal::from(half).to_string().contains("half migrated"));
}
