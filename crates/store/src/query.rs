//! A statement with its bound values. Deliberately no builder: the SQL is a constant that a person wrote.

use std::fmt;

use crate::error::Fault;

/// A value on its way into or out of a database: the two column types that both databases share, or nothing.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// TEXT.
    Text(String),
    /// BIGINT.
    Int(i64),
    /// NULL.
    Null,
}

/// Says the kind only: values may be secret, and debug output ends up in logs.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Int(_) => "Int(..)",
            Self::Null => "Null",
        })
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Int(i64::from(truth))
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One statement and the values for its `$1`, `$2`, ..
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    sql: &'static str,
    params: Vec<Value>,
    must_change: bool,
    for_many: bool,
}

impl Query {
    /// A statement in the portable subset (see the crate docs).
    #[must_use]
    pub const fn new(sql: &'static str) -> Self {
        Self { sql, params: Vec::new(), must_change: false, for_many: false }
    }

    /// Binds the next value: the first call binds `$1`, the second `$2`, wherever they stand in the text.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.params.push(value.into());
        self
    }

    /// A write that finds no row to write makes its whole batch a conflict.
    #[must_use]
    pub const fn or_conflict(mut self) -> Self {
        self.must_change = true;
        self
    }

    /// A short read that many requests make at the same time: PostgreSQL may be asked for several of them in one statement.
    #[must_use]
    pub const fn for_many(mut self) -> Self {
        self.for_many = true;
        self
    }

    /// Whether others may be asked for with it.
    pub(crate) const fn is_for_many(&self) -> bool {
        self.for_many
    }

    /// Whether it is a conflict that no row is written.
    pub(crate) const fn must_change(&self) -> bool {
        self.must_change
    }

    /// The text of the statement.
    #[must_use]
    pub const fn sql(&self) -> &'static str {
        self.sql
    }

    pub(crate) fn params(&self) -> &[Value] {
        &self.params
    }

    /// Refuses what one of the databases could not keep, before either sees it.
    pub(crate) fn check_text(&self) -> Result<(), Fault> {
        let has_zero = |value: &Value| matches!(value, Value::Text(text) if text.as_bytes().contains(&0));
        if self.params.iter().any(has_zero) { Err(Fault::ZeroCharacter) } else { Ok(()) }
    }
}
