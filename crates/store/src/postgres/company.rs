//! One text that stands for several statements of its kind, with a list for each parameter: the server then reads, plans,
//! answers and commits once for all of them. The texts stay those that both databases share, rewritten word by word.
//! Deliberately not here: statements whose form says nothing certain; those travel alone.

use std::fmt::Write as _;

use tokio_postgres::types::Type;

use super::compose::{verdict, with_params};

/// A text for several of a kind; its parameters are lists, in the order of the parameters of one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Joint {
    /// The statement.
    pub(super) sql: String,
    /// The types of the parameters of one.
    pub(super) types: Vec<Type>,
}

/// The lists as a table `q` whose columns `p1`, `p2`, .. are the parameters of one, a row for each. `bound`: how many
/// parameters come before them.
fn lists(types: &[Type], bound: usize) -> Option<(String, String)> {
    let mut casts = Vec::with_capacity(types.len());
    for (number, of) in (bound + 1..).zip(types) {
        let element = match *of {
            Type::TEXT => "TEXT",
            Type::INT8 => "BIGINT",
            _ => return None,
        };
        casts.push(format!("CAST(${number} AS {element}[])"));
    }
    let names: Vec<String> = (1..=types.len()).map(|number| format!("p{number}")).collect();
    (!types.is_empty()).then(|| (format!("unnest({})", casts.join(", ")), names.join(", ")))
}

/// A read for several: its rows, and behind their columns which of them asked, from 1.
pub(super) fn read(sql: &str, types: &[Type]) -> Option<Joint> {
    let (lists, names) = lists(types, 0)?;
    let one = with_params(sql, |number| format!("q.p{number}"));
    let sql = format!(
        "SELECT r.*, q.asked FROM {lists} WITH ORDINALITY AS q ({names}, asked), LATERAL ({one}) AS r"
    );
    Some(Joint { sql, types: types.to_vec() })
}

/// Writes that are one statement, for several; those that must change a row must change one for each. `widths`: how many
/// parameters each has.
pub(super) fn write(writes: &[(&str, bool)], widths: &[usize], types: &[Type]) -> Option<Joint> {
    let mut sql = String::new();
    let mut guards = Vec::new();
    let mut bound = 0;
    for (number, ((one, must_change), width)) in writes.iter().zip(widths).enumerate() {
        let many = for_each(one, types.get(bound..bound + width)?, bound)?;
        let before = if number == 0 { "WITH" } else { "," };
        let close = if *must_change { " RETURNING 1)" } else { ")" };
        // Writing into a String cannot fail.
        let _ = write!(sql, "{before} w{number} AS ({many}{close}");
        if *must_change {
            guards.push(format!("(SELECT COUNT(*) FROM w{number}) = cardinality(${})", bound + 1));
        }
        bound += width;
    }
    sql.push_str(&verdict(&guards));
    (bound == types.len()).then(|| Joint { sql, types: types.to_vec() })
}

/// A write for several.
fn for_each(sql: &str, types: &[Type], bound: usize) -> Option<String> {
    let (lists, names) = lists(types, bound)?;
    let (head, middle, tail) = parts(sql)?;
    let [head, tail] = [head, tail].map(|text| with_params(text, |number| format!("q.p{number}")));
    Some(match middle {
        Middle::Values(values) => {
            let values = with_params(values, |number| format!("q.p{number}"));
            format!("{head} SELECT {values} FROM {lists} AS q ({names}){tail}")
        }
        Middle::Where(link) => format!("{head} {link} {lists} AS q ({names}) WHERE {tail}"),
    })
}

/// What stands between the head and the tail of a write.
enum Middle<'s> {
    /// The values of an INSERT, without their brackets.
    Values(&'s str),
    /// Nothing; the word by which an UPDATE or a DELETE names further tables.
    Where(&'static str),
}

/// A write taken apart, if it is one of three forms: `INSERT INTO t (k, ..) VALUES ($1, ..)` (with an ending that names no
/// parameter), `UPDATE t SET .. WHERE k = $1 ..`, `DELETE FROM t WHERE k = $1 ..`.
fn parts(sql: &str) -> Option<(&str, Middle<'_>, &str)> {
    if sql.contains("SELECT") || sql.contains(" JOIN ") {
        return None;
    }
    if sql.starts_with("INSERT INTO ") {
        let (head, rest) = sql.split_once(" VALUES (")?;
        let (values, tail) = rest.split_at(closing(rest)?);
        let tail = tail.strip_prefix(')')?;
        let is_plain = is_first(values) && !tail.contains('$');
        return is_plain.then_some((head, Middle::Values(values), tail));
    }
    let link = match sql.split(' ').next()? {
        "UPDATE" => "FROM",
        "DELETE" => "USING",
        _ => return None,
    };
    let (head, tail) = sql.split_once(" WHERE ")?;
    let (_, value) = tail.split_once(" = ")?;
    let is_plain = is_first(value) && !tail.contains(" WHERE ") && !tail.contains(" OR ");
    is_plain.then_some((head, Middle::Where(link), tail))
}

/// Whether the text begins with `$1`, and not with `$10`.
fn is_first(text: &str) -> bool {
    text.strip_prefix("$1").is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
}

/// Where the bracket closes that was opened before the text.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1_usize;
    text.char_indices().find_map(|(place, letter)| {
        match letter {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        (open == 0).then_some(place)
    })
}

#[cfg(test)]
#[path = "company_tests.rs"]
mod tests;
