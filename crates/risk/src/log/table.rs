//! CSV (RFC 4180): the heading names the columns, fields may be quoted. Which bytes make a record is not
//! decided here (`record`).

use super::column::Column;
use super::field::Fields;
use super::{Fault, Problem};

/// The columns of a CSV in their order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heading {
    columns: Vec<Option<Column>>,
}

impl Heading {
    /// Reads the first line.
    pub(super) fn read(record: &[u8], line: u64) -> Result<Heading, Fault> {
        let record = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
        let mut columns: Vec<Option<Column>> = Vec::new();
        let mut twice = None;
        split(record, line, |field| {
            let name = String::from_utf8_lossy(record.get(field.begin..field.end).unwrap_or_default());
            let column = Column::named(&name);
            // Which of two is meant is for the log's owner to say.
            if let Some(column) = column.filter(|column| columns.contains(&Some(*column))) {
                twice = twice.or(Some((field.begin, column)));
            }
            columns.push(column);
        })?;
        let fault = |column: usize, problem| Fault { line, column: to_u64(column) + 1, problem };
        if let Some((at, column)) = twice {
            return Err(fault(at, Problem::TwoColumns(column.name())));
        }
        let needed = [Column::Time, Column::User];
        if let Some(missing) = needed.into_iter().find(|needed| !columns.contains(&Some(*needed))) {
            return Err(fault(0, Problem::NoColumn(missing.name())));
        }
        Ok(Heading { columns })
    }

    /// Reads another line.
    pub(super) fn fields(&self, record: &[u8], line: u64, fields: &mut Fields) -> Result<(), Fault> {
        fields.clear();
        let mut found = 0;
        let mut last = 0;
        split(record, line, |field| {
            let column = self.columns.get(found).copied().flatten();
            found += 1;
            if found <= self.columns.len() {
                last = field.end;
            }
            match column {
                Some(column) if field.escaped => {
                    let text = record.get(field.begin..field.end).unwrap_or_default();
                    fields.put_copy(column, field.begin, unescaped(text));
                }
                Some(column) => fields.put(column, field.begin..field.end),
                None => {}
            }
        })?;
        let expected = self.columns.len();
        if found == expected {
            return Ok(());
        }
        Err(Fault { line, column: to_u64(last) + 1, problem: Problem::Fields { found, expected } })
    }
}

/// A field without its quotes.
struct Cell {
    begin: usize,
    end: usize,
    escaped: bool,
}

fn split(record: &[u8], line: u64, mut each: impl FnMut(Cell)) -> Result<(), Fault> {
    let mut at = 0;
    loop {
        let cell = if record.get(at) == Some(&b'"') { quoted(record, at) } else { Ok(plain(record, at)) };
        let (cell, next) = cell.map_err(|(at, problem)| Fault { line, column: to_u64(at) + 1, problem })?;
        each(cell);
        match record.get(next) {
            Some(_) => at = next + 1,
            None => return Ok(()),
        }
    }
}

fn plain(record: &[u8], begin: usize) -> (Cell, usize) {
    let rest = record.get(begin..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == b',').map_or(record.len(), |length| begin + length);
    (Cell { begin, end, escaped: false }, end)
}

fn quoted(record: &[u8], open: usize) -> Result<(Cell, usize), (usize, Problem)> {
    let begin = open + 1;
    let mut at = begin;
    let mut escaped = false;
    loop {
        let rest = record.get(at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| *byte == b'"') else {
            return Err((open, Problem::Unclosed));
        };
        let quote = at + length;
        match record.get(quote + 1) {
            Some(b'"') => {
                escaped = true;
                at = quote + 2;
            }
            None | Some(b',') => return Ok((Cell { begin, end: quote, escaped }, quote + 1)),
            Some(_) => return Err((quote + 1, Problem::AfterQuote)),
        }
    }
}

/// Two quotes stand for one.
fn unescaped(text: &[u8]) -> impl Iterator<Item = u8> {
    let mut after_quote = false;
    text.iter().copied().filter(move |byte| {
        let drop = *byte == b'"' && after_quote;
        after_quote = *byte == b'"' && !after_quote;
        !drop
    })
}

fn to_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
