//! Cuts a stream of bytes, in whatever pieces it comes, into records: a line each, or several where a quoted
//! field of a CSV goes over line ends. Memory is bounded, whatever comes. What is in a record is not looked
//! at here, but for quotes.

use std::ops::Range;

use super::{Fault, Problem};

/// A line may have so many bytes.
const MOST_BYTES: usize = 1 << 20;

/// A quoted field may go over so many lines; after that its opening quote is taken for a fault, and reading
/// goes on with the next line.
const MOST_LINES: u32 = 16;

/// Bytes on their way to becoming records.
#[derive(Debug, Default)]
pub(super) struct Records {
    bytes: Vec<u8>,
    /// Where the next record begins, and the number of its line.
    start: usize,
    line: u64,
    /// No more bytes will come.
    ended: bool,
    /// In the middle of a line that is too long.
    skipping: bool,
    /// Whether quotes join lines.
    quotes: bool,
}

/// A record without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) range: Range<usize>,
    pub(super) line: u64,
}

impl Records {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    pub(super) fn join_quoted(&mut self) {
        self.quotes = true;
    }

    pub(super) fn bytes(&self, record: &Record) -> &[u8] {
        self.bytes.get(record.range.clone()).unwrap_or_default()
    }

    /// The first byte that is still to be read.
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.iter().skip(self.start).find(|byte| !byte.is_ascii_whitespace()).copied()
    }

    /// The next record that is whole; none if more bytes are needed, or nothing is left.
    pub(super) fn next(&mut self) -> Option<Result<Record, Fault>> {
        if self.skipping {
            let Some((_, next)) = self.line_at(self.start) else {
                self.start = self.bytes.len();
                return None;
            };
            self.skipping = false;
            self.move_to(next, 1);
        }
        let (end, next) = match self.line_at(self.start) {
            Some(found) => found,
            None if self.bytes.len() - self.start > MOST_BYTES => {
                self.skipping = true;
                let fault = self.fault(self.start + MOST_BYTES, Problem::TooLong);
                self.start = self.bytes.len();
                return Some(Err(fault));
            }
            None => return None,
        };
        if end - self.start > MOST_BYTES {
            let fault = self.fault(self.start + MOST_BYTES, Problem::TooLong);
            self.move_to(next, 1);
            return Some(Err(fault));
        }
        if !self.quotes || !self.is_open(self.start, end) {
            return Some(Ok(self.take(end, next, 1)));
        }
        self.joined(end, next)
    }

    /// A record whose first line leaves a quote open.
    fn joined(&mut self, first_end: usize, first_next: usize) -> Option<Result<Record, Fault>> {
        let mut from = first_next;
        for lines in 2..=MOST_LINES {
            let Some((end, next)) = self.line_at(from) else {
                if !self.ended && from - self.start <= MOST_BYTES {
                    return None;
                }
                break;
            };
            if self.is_open(from, end) {
                return Some(Ok(self.take(end, next, lines)));
            }
            from = next;
        }
        let last =
            self.bytes.get(self.start..first_end).and_then(|line| line.iter().rposition(|b| *b == b'"'));
        let fault = self.fault(self.start + last.unwrap_or_default(), Problem::Unclosed);
        self.move_to(first_next, 1);
        Some(Err(fault))
    }

    fn fault(&self, at: usize, problem: Problem) -> Fault {
        let column = u64::try_from(at - self.start).unwrap_or_default() + 1;
        Fault { line: self.line + 1, column, problem }
    }

    fn take(&mut self, end: usize, next: usize, lines: u32) -> Record {
        let record = Record { range: self.start..end, line: self.line + 1 };
        self.move_to(next, lines);
        record
    }

    fn move_to(&mut self, next: usize, lines: u32) {
        self.start = next;
        self.line += u64::from(lines);
    }

    /// The end of the line that begins here, without its line end, and where the next begins.
    fn line_at(&self, from: usize) -> Option<(usize, usize)> {
        let rest = self.bytes.get(from..)?;
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
            return (self.ended && !rest.is_empty()).then_some((self.bytes.len(), self.bytes.len()));
        };
        let carriage_return = usize::from(length > 0 && rest.get(length - 1) == Some(&b'\r'));
        Some((from + length - carriage_return, from + length + 1))
    }

    /// Whether an odd number of quotes stands here.
    fn is_open(&self, from: usize, to: usize) -> bool {
        let quotes = self.bytes.get(from..to).unwrap_or_default().iter().filter(|byte| **byte == b'"');
        quotes.count() % 2 == 1
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
