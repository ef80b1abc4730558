//! What can be wrong with a line of a log, said with the line and the column. Whether to go on after it is
//! the caller's choice; the words never quote what stands in the log.

/// A line that cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {problem}")]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// The byte of the line at which the trouble begins, from 1.
    pub column: u64,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Fewer or more fields than the heading has.
    #[error("{found} fields, where the heading has {expected}")]
    Fields {
        /// So many are there.
        found: usize,
        /// So many are wanted.
        expected: usize,
    },
    /// A quoted field does not end.
    #[error("a quote is opened and not closed")]
    Unclosed,
    /// Text follows the end of a quoted field.
    #[error("a quoted field goes on after its closing quote")]
    AfterQuote,
    /// The line is longer than any real one.
    #[error("longer than a mebibyte")]
    TooLong,
    /// Not an object of JSON.
    #[error("not an object in JSON")]
    Json,
    /// A field that every line needs is empty or missing.
    #[error("no {0}")]
    Missing(&'static str),
    /// A field holds something else than it should.
    #[error("`{0}` is not {1}")]
    Value(&'static str, &'static str),
    /// The heading lacks a column.
    #[error("the heading has no column `{0}`")]
    NoColumn(&'static str),
    /// The heading names a column twice.
    #[error("the heading has two columns for `{0}`")]
    TwoColumns(&'static str),
}

impl Problem {
    /// Whether nothing after it can be read either.
    pub const fn ends_the_log(&self) -> bool {
        matches!(self, Problem::NoColumn(_) | Problem::TwoColumns(_))
    }
}
