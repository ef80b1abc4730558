//! A batch as few statements of PostgreSQL: writes that cannot feel each other become the parts of one `WITH`, so that the
//! server reads, plans, answers and commits once. The texts stay those that both databases share; they are only joined.
//! Deliberately no SQL is understood here beyond the names of the tables; several batches of a kind as one: `company`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio_postgres::types::Type;

use super::company::{self, Joint};
use crate::query::Query;

/// Writes that one statement holds at most.
const PARTS: usize = 16;

/// Kinds of batches whose statements are joined at most. Each costs every connection a plan, on the server a few 100 KB;
/// what a day brings is a few dozen, and whatever comes after these is sent write by write.
const KINDS: usize = 48;

/// Some neighbouring writes of a batch as one statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// The statement; its parameters are those of the writes, one after the other.
    pub(super) sql: String,
    /// Which writes of the batch it holds.
    pub(super) queries: Range<usize>,
}

/// What a batch looks like without its values.
type Kind = Vec<(&'static str, bool)>;

/// How batches of one kind are sent.
#[derive(Debug)]
pub(super) struct Shape {
    /// The statements of one batch, in their order.
    pub(super) segments: Vec<Segment>,
    /// The statement for several, once the server has told what the parameters of one are.
    joint: OnceLock<Option<Joint>>,
}

impl Shape {
    /// The statement for several batches; none: they go one by one, or none was sent yet.
    pub(super) fn joint(&self) -> Option<&Joint> {
        self.joint.get()?.as_ref()
    }

    /// Learns of a batch that was sent what its parameters are.
    pub(super) fn learn(&self, batch: &[Query], types: &[Type]) {
        self.joint.get_or_init(|| {
            let writes: Vec<_> = batch.iter().map(|query| (query.sql(), query.must_change())).collect();
            let widths: Vec<_> = batch.iter().map(|query| query.params().len()).collect();
            (self.segments.len() == 1).then(|| company::write(&writes, &widths, types)).flatten()
        });
    }
}

/// The kinds of batches that were seen.
#[derive(Debug, Default)]
pub(super) struct Kinds(Mutex<HashMap<Kind, Arc<Shape>>>);

impl Kinds {
    /// How a batch is sent; the same for all of its kind.
    pub(super) fn shape(&self, batch: &[Query]) -> Arc<Shape> {
        let kind: Kind = batch.iter().map(|query| (query.sql(), query.must_change())).collect();
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shape) = seen.get(&kind) {
            return Arc::clone(shape);
        }
        let is_new = seen.len() < KINDS && kind.len() <= PARTS;
        let ranges = if is_new { ranges(&kind) } else { (0..kind.len()).map(|one| one..one + 1).collect() };
        let segments = ranges
            .into_iter()
            .map(|queries| Segment { sql: joined(&batch[queries.clone()]), queries })
            .collect();
        let shape = Arc::new(Shape { segments, joint: OnceLock::new() });
        if is_new {
            seen.insert(kind, Arc::clone(&shape));
        }
        shape
    }
}

/// The longest runs of neighbours whose order does not matter.
fn ranges(kind: &[(&'static str, bool)]) -> Vec<Range<usize>> {
    let touched: Vec<Touched> = kind.iter().map(|(sql, _)| Touched::by(sql)).collect();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (number, next) in touched.iter().enumerate() {
        match ranges.last_mut() {
            Some(last) if touched[last.clone()].iter().all(|before| !next.feels(before)) => last.end += 1,
            _ => ranges.push(number..number + 1),
        }
    }
    ranges
}

/// The tables of a write.
struct Touched {
    writes: &'static str,
    /// What it writes of `parts`, if it names that; what it does not name may be any.
    part: Option<&'static str>,
    reads: Vec<&'static str>,
    only_adds: bool,
}

impl Touched {
    fn by(sql: &'static str) -> Self {
        let mut words = sql.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let mut writes = None;
        let mut reads = Vec::new();
        while let Some(word) = words.next() {
            match (word, writes) {
                // What a write begins with names its table: INSERT INTO, UPDATE, DELETE FROM.
                ("INTO" | "UPDATE" | "FROM", None) => writes = words.next(),
                ("FROM" | "JOIN", Some(_)) => reads.extend(words.next()),
                _ => {}
            }
        }
        let named = sql.split_once("part = '").or_else(|| sql.split_once("VALUES ($1, '"));
        let part = named.and_then(|(_, rest)| rest.split_once('\'')).map(|(part, _)| part);
        let part = part.filter(|_| writes == Some("parts"));
        let only_adds = sql.starts_with("INSERT INTO") && !sql.contains(" ON CONFLICT ");
        Self { writes: writes.unwrap_or_default(), part, reads, only_adds }
    }

    /// Whether it would do something else beside `before` than behind it: the parts of one statement see the tables as
    /// they were before it, and must not change a row twice. Two that only add rows may meet; a key taken twice is a
    /// conflict there too.
    fn feels(&self, before: &Self) -> bool {
        let apart = self.part.zip(before.part).is_some_and(|(ours, theirs)| ours != theirs);
        let same = self.writes == before.writes && !apart && !(self.only_adds && before.only_adds);
        same || self.reads.contains(&before.writes) || before.reads.contains(&self.writes)
    }
}

/// The writes as one statement. One that must change a row and does not divides by zero, which ends the batch.
fn joined(queries: &[Query]) -> String {
    if let [alone] = queries
        && !alone.must_change()
    {
        return alone.sql().to_owned();
    }
    let mut sql = String::new();
    let mut guards = Vec::new();
    let mut bound = 0;
    for (number, query) in queries.iter().enumerate() {
        let (open, close) = if query.must_change() { ("(", " RETURNING 1)") } else { ("(", ")") };
        let before = if number == 0 { "WITH" } else { "," };
        // Writing into a String cannot fail.
        let _ = write!(sql, "{before} w{number} AS {open}{}{close}", renumbered(query.sql(), bound));
        if query.must_change() {
            guards.push(format!("EXISTS (SELECT FROM w{number})"));
        }
        bound += query.params().len();
    }
    sql.push_str(&verdict(&guards));
    sql
}

/// What a statement of writes ends with: if one of the guards is false it divides by zero, which ends the batch. One expression for
/// all of them: with a column of counted rows for each, the guards of a second step cost as much as four of its writes.
pub(super) fn verdict(guards: &[String]) -> String {
    match guards {
        [] => " SELECT 1".to_owned(),
        all => format!(" SELECT 1 / CAST({} AS INT)", all.join(" AND ")),
    }
}

/// The text with `$1` as `$(1 + bound)`, and so on.
fn renumbered(sql: &str, bound: usize) -> String {
    with_params(sql, |number| format!("${}", number + bound))
}

/// The text with what `name` says instead of `$1`, and so on.
pub(super) fn with_params(sql: &str, name: impl Fn(usize) -> String) -> String {
    let mut parts = sql.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(digits);
        text.push_str(&number.parse().map_or_else(|_| format!("${number}"), &name));
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
