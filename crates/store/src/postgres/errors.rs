//! What PostgreSQL's error codes mean to us, and when the outcome of a COMMIT is not known.

use std::error::Error as _;

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::error::{CommitError, Fault, GUARD_COLUMN, ReadError, Unavailable};

type Answer = Option<Result<(), tokio_postgres::Error>>;

/// The verdict that the answer to one statement before COMMIT gives. An error from the server means that the transaction
/// is rolled back, whatever COMMIT says; silence means nothing, because COMMIT may have been reached behind it.
pub(super) fn answer(answer: Answer, sql: &'static str, commit_left: bool) -> Result<(), CommitError> {
    match answer {
        Some(Ok(())) => Ok(()),
        Some(Err(error)) if error.as_db_error().is_some() || !commit_left => Err(classify(&error, sql)),
        Some(Err(_)) | None => Err(CommitError::Unknown),
    }
}

/// The verdict that the answer to COMMIT gives, after every statement has succeeded; or that to `sql`, which commits alone.
pub(super) fn commit_verdict(
    answer: Answer,
    commit_left: bool,
    sql: &'static str,
) -> Result<(), CommitError> {
    match answer {
        Some(Ok(())) if commit_left => Ok(()),
        // A server that goes down may say so after it has committed; only a plain error is a refusal.
        Some(Err(error)) if error.as_db_error().is_some_and(is_plain) => Err(classify(&error, sql)),
        Some(Err(error)) if !commit_left => Err(classify(&error, sql)),
        Some(_) | None => Err(CommitError::Unknown),
    }
}

fn is_plain(error: &DbError) -> bool {
    match error.parsed_severity() {
        Some(severity) => severity == Severity::Error,
        None => error.severity() == "ERROR",
    }
}

/// Sorts what the driver or the server says by what the caller should do next, given that nothing was written.
pub(super) fn classify(error: &tokio_postgres::Error, sql: &'static str) -> CommitError {
    let Some(said) = error.as_db_error() else {
        return unavailable(error).into();
    };
    let code = said.code();
    let is_guard = match *code {
        SqlState::UNIQUE_VIOLATION
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        // Nothing else divides: see `compose`.
        | SqlState::DIVISION_BY_ZERO => true,
        SqlState::NOT_NULL_VIOLATION => said.column() == Some(GUARD_COLUMN),
        _ => false,
    };
    if is_guard {
        CommitError::Conflict
    } else if comes_back(code) {
        unavailable(error).into()
    } else {
        Fault::Refused { code: code.code().to_owned(), message: said.message().to_owned(), sql }.into()
    }
}

/// Whether the server cannot now but may later: 08 connection, 28 authorization, 53 resources (disk full, too many
/// connections), 57 operator intervention (shutdown, statement timeout), 58 system error, 25006 read-only (a standby),
/// 55P03 lock timeout, 3D000 no such database.
fn comes_back(code: &SqlState) -> bool {
    let class = code.code().get(..2).unwrap_or_default();
    matches!(class, "08" | "28" | "53" | "57" | "58") || matches!(code.code(), "25006" | "55P03" | "3D000")
}

pub(super) fn unavailable(error: &tokio_postgres::Error) -> Unavailable {
    Unavailable::new(format!("PostgreSQL: {}", words(error)))
}

/// The server's message without its detail, which would quote values; or what the driver or the system said.
pub(super) fn words(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return format!("{} ({})", said.message(), said.code().code());
    }
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        words = format!("{words}: {deeper}");
        cause = deeper.source();
    }
    words
}

/// A read can break no guard; if one says so all the same, the statement was no read.
pub(super) fn read_error(error: CommitError) -> ReadError {
    match error {
        CommitError::Unavailable(unavailable) => unavailable.into(),
        CommitError::Fault(fault) => fault.into(),
        CommitError::Conflict | CommitError::Unknown => {
            ReadError::Unavailable(Unavailable::new("PostgreSQL: the read met a conflict"))
        }
    }
}
