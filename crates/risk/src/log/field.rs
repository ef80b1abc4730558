//! The fields of one record by their columns, without copying them unless they hold escapes.

use std::ops::Range;

use super::column::Column;
use super::{Fault, Problem};

/// Where a field stands: in the record, or among those that had to be copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Nowhere,
    Record(Range<usize>),
    Copy(Range<usize>),
}

/// The fields of a record; used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Fields {
    places: [Place; Column::COUNT],
    /// The byte of the record where each begins.
    columns: [usize; Column::COUNT],
    copies: Vec<u8>,
}

impl Fields {
    pub(super) fn clear(&mut self) {
        self.places = Default::default();
        self.columns = [0; Column::COUNT];
        self.copies.clear();
    }

    pub(super) fn put(&mut self, column: Column, range: Range<usize>) {
        self.columns[column as usize] = range.start;
        self.places[column as usize] = Place::Record(range);
    }

    pub(super) fn put_copy(&mut self, column: Column, at: usize, text: impl IntoIterator<Item = u8>) {
        let begin = self.copies.len();
        self.copies.extend(text);
        self.columns[column as usize] = at;
        self.places[column as usize] = Place::Copy(begin..self.copies.len());
    }

    /// What stands in a column, without spaces around; empty if it is not there.
    pub(super) fn get<'a>(&'a self, record: &'a [u8], column: Column) -> &'a [u8] {
        let bytes = match &self.places[column as usize] {
            Place::Nowhere => &[],
            Place::Record(range) => record.get(range.clone()).unwrap_or_default(),
            Place::Copy(range) => self.copies.get(range.clone()).unwrap_or_default(),
        };
        bytes.trim_ascii()
    }

    /// Whether the record has such a column at all.
    pub(super) fn has(&self, column: Column) -> bool {
        self.places[column as usize] != Place::Nowhere
    }

    pub(super) fn fault(&self, line: u64, column: Column, problem: Problem) -> Fault {
        let at = self.columns[column as usize];
        Fault { line, column: u64::try_from(at).unwrap_or_default() + 1, problem }
    }
}
