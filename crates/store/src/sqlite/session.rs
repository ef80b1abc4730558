//! One SQLite connection with its prepared statements, and what its error codes mean to us.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, Statement, ffi};

use crate::error::{CommitError, Fault, GUARD_COLUMN, ReadError, Unavailable};
use crate::query::{Query, Value};
use crate::row::Row;

/// A connection and every statement it has seen; texts are constants, so there are as many as the crate has.
pub(crate) struct Session<'c> {
    connection: &'c Connection,
    prepared: HashMap<&'static str, Prepared<'c>>,
}

struct Prepared<'c> {
    statement: Statement<'c>,
    /// For each of SQLite's parameters in the order of its own numbering: which bind, from 0. SQLite numbers `$2` first
    /// when it stands first, so binding by position would be silently wrong.
    binds: Vec<usize>,
    names: Arc<[Box<str>]>,
}

impl<'c> Session<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Self { connection, prepared: HashMap::new() }
    }

    /// Answers reads from one snapshot.
    pub(crate) fn read(&mut self, queries: &[Query]) -> Result<Vec<Vec<Row>>, ReadError> {
        if let [query] = queries {
            return Ok(vec![self.rows(query)?]);
        }
        self.control("BEGIN").map_err(read_error)?;
        let answers = queries.iter().map(|query| self.rows(query)).collect();
        self.roll_back();
        answers
    }

    fn rows(&mut self, query: &Query) -> Result<Vec<Row>, ReadError> {
        let refused = |error| read_error(classify(&error, query.sql()));
        let prepared = self.bound(query).map_err(read_error)?;
        let names = Arc::clone(&prepared.names);
        let mut found = Vec::new();
        let mut rows = prepared.statement.raw_query();
        while let Some(row) = rows.next().map_err(refused)? {
            let values =
                (0..names.len()).map(|column| row.get_ref(column).map(value)).collect::<Result<_, _>>();
            found.push(Row::from_sqlite(Arc::clone(&names), values.map_err(refused)?));
        }
        Ok(found)
    }

    /// Runs a statement that answers no rows.
    pub(crate) fn execute(&mut self, query: &Query) -> Result<(), CommitError> {
        let prepared = self.bound(query)?;
        match prepared.statement.raw_execute() {
            Ok(0) if query.must_change() => Err(CommitError::Conflict),
            Ok(_) => Ok(()),
            Err(error) => Err(classify(&error, query.sql())),
        }
    }

    /// Runs a statement of transaction control.
    pub(crate) fn control(&mut self, sql: &'static str) -> Result<(), CommitError> {
        self.execute(&Query::new(sql))
    }

    /// Whether SQLite has ended the transaction by itself.
    pub(crate) fn lost_transaction(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// Ends the transaction, if there still is one.
    pub(crate) fn roll_back(&mut self) {
        if !self.lost_transaction()
            && let Err(error) = self.control("ROLLBACK")
        {
            tracing::error!(%error, "the transaction could not be rolled back");
        }
    }

    fn bound(&mut self, query: &Query) -> Result<&mut Prepared<'c>, CommitError> {
        let sql = query.sql();
        let prepared = match self.prepared.entry(sql) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(prepare(self.connection, sql)?),
        };
        let given = query.params().len();
        if prepared.binds.len() != given {
            return Err(Fault::Parameters { given, sql }.into());
        }
        for (position, bind) in prepared.binds.iter().enumerate() {
            let value = query.params().get(*bind).ok_or(Fault::Parameters { given, sql })?;
            prepared
                .statement
                .raw_bind_parameter(position + 1, value)
                .map_err(|error| classify(&error, sql))?;
        }
        Ok(prepared)
    }
}

fn prepare<'c>(connection: &'c Connection, sql: &'static str) -> Result<Prepared<'c>, CommitError> {
    let statement = connection.prepare(sql).map_err(|error| classify(&error, sql))?;
    let mut binds = vec![0; statement.parameter_count()];
    for number in 1..=binds.len() {
        let position = statement.parameter_index(&format!("${number}")).ok().flatten();
        let place = position.and_then(|position| binds.get_mut(position - 1));
        *place.ok_or(Fault::Parameters { given: number, sql })? = number - 1;
    }
    let names = statement.column_names().map(Box::from).collect();
    Ok(Prepared { statement, binds, names })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Null => ValueRef::Null,
        }))
    }
}

/// A cell as it stands. Columns are TEXT or BIGINT, so no other type occurs in a schema of ours.
fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
    }
}

/// Sorts what SQLite says by what the caller should do next.
fn classify(error: &rusqlite::Error, sql: &'static str) -> CommitError {
    let rusqlite::Error::SqliteFailure(code, message) = error else {
        return refused("-", error.to_string(), sql);
    };
    let message = message.clone().unwrap_or_else(|| code.to_string());
    match code.code {
        ErrorCode::ConstraintViolation if is_guard(code.extended_code, &message) => CommitError::Conflict,
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::FileLockingProtocolFailed
        | ErrorCode::DiskFull
        | ErrorCode::ReadOnly
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::PermissionDenied
        | ErrorCode::OutOfMemory
        | ErrorCode::OperationInterrupted
        | ErrorCode::OperationAborted => {
            Unavailable::new(format!("SQLite {}: {message}", code.extended_code)).into()
        }
        _ => refused(&code.extended_code.to_string(), message, sql),
    }
}

/// Whether a broken constraint is one of the guards. SQLite names the column at the message's end.
fn is_guard(extended_code: i32, message: &str) -> bool {
    let last = message.rsplit([' ', '.']).next().unwrap_or_default();
    match extended_code {
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_ROWID => {
            true
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => last == GUARD_COLUMN,
        _ => false,
    }
}

fn refused(code: &str, message: String, sql: &'static str) -> CommitError {
    Fault::Refused { code: code.to_owned(), message, sql }.into()
}

/// A read can break no guard; if one says so all the same, the statement was no read.
fn read_error(error: CommitError) -> ReadError {
    match error {
        CommitError::Unavailable(unavailable) => unavailable.into(),
        CommitError::Fault(fault) => fault.into(),
        CommitError::Conflict | CommitError::Unknown => {
            ReadError::Unavailable(Unavailable::new("a statement that writes was sent as a read"))
        }
    }
}
