//! Reads a log in pieces: bytes are fed, entries and faults come out. The first line decides the form: an
//! object of JSON, or the heading of a CSV. At most a few pieces are held in memory.

use super::entry::{Entries, Row};
use super::field::Fields;
use super::record::{Record, Records};
use super::table::Heading;
use super::{Entry, Fault, json};

/// How a log is written.
#[derive(Debug, Default)]
enum Form {
    #[default]
    Unknown,
    Json,
    Csv(Heading),
}

/// Reads a log.
#[derive(Debug, Default)]
pub struct Reader {
    records: Records,
    form: Form,
    fields: Fields,
    entries: Entries,
}

impl Reader {
    /// Takes the next bytes of the log. Everything that can be read should be asked for before more are fed.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.records.feed(bytes);
    }

    /// No more bytes will come: the last line may end without a line end.
    pub fn end(&mut self) {
        self.records.end();
    }

    /// The next entry, or what is wrong with its line; none if more bytes are needed, or none are left.
    pub fn next_entry(&mut self) -> Option<Result<Entry, Fault>> {
        loop {
            if matches!(self.form, Form::Unknown) && self.records.peek()? != b'{' {
                self.records.join_quoted();
            }
            let record = match self.records.next()? {
                Ok(record) => record,
                Err(fault) => return Some(Err(fault)),
            };
            if self.records.bytes(&record).trim_ascii().is_empty() {
                continue;
            }
            match self.read(&record) {
                Ok(Some(entry)) => return Some(Ok(entry)),
                Ok(None) => {}
                Err(fault) => return Some(Err(fault)),
            }
        }
    }

    fn read(&mut self, record: &Record) -> Result<Option<Entry>, Fault> {
        let bytes = self.records.bytes(record);
        match &self.form {
            Form::Unknown if bytes.trim_ascii_start().starts_with(b"{") => self.form = Form::Json,
            Form::Unknown => {
                self.form = Form::Csv(Heading::read(bytes, record.line)?);
                self.entries.fillers = bytes.windows(15).any(|window| window == b"Round-Trip Time");
                return Ok(None);
            }
            Form::Json | Form::Csv(_) => {}
        }
        match &self.form {
            Form::Csv(heading) => heading.fields(bytes, record.line, &mut self.fields)?,
            Form::Json | Form::Unknown => json::fields(bytes, record.line, &mut self.fields)?,
        }
        let row = Row { record: bytes, fields: &self.fields, line: record.line };
        self.entries.entry(&row).map(Some)
    }
}
