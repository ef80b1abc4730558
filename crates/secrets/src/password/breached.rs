//! The operator's file of breached passwords: SHA-1 hashes, sorted, searched without being read whole.
//! Not here: fetching such a file; nothing about a password ever leaves the machine.

use std::cmp::Ordering;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use data_encoding::HEXUPPER;
use sha1::{Digest as _, Sha1};

use super::nfc;

/// Hexadecimal digits of a SHA-1.
const HASH: usize = 40;

/// The longest line with its count and end.
const LONGEST_LINE: usize = 80;

/// A file of `HASH` or `HASH:count` lines in ascending order, as the public collections of
/// breached passwords come. Reading takes about two lookups per doubling of the file.
#[derive(Debug)]
pub struct BreachedFile {
    file: File,
    length: u64,
}

impl BreachedFile {
    /// Opens the file and checks its first and last line.
    ///
    /// # Errors
    /// If it cannot be read, or its lines are no ascending SHA-1 hashes ([`io::ErrorKind::InvalidData`]).
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let breached = Self { file, length };
        let first = breached
            .line_at_or_after(0)?
            .ok_or_else(|| invalid("the file of breached passwords is empty"))?;
        let tail = length.saturating_sub(LONGEST_LINE as u64);
        if let Some(last) = breached.line_at_or_after(tail)?
            && last.hash < first.hash
        {
            return Err(invalid("the file of breached passwords is not sorted by hash"));
        }
        Ok(breached)
    }

    /// Whether the password (in NFC) is in the file.
    ///
    /// # Errors
    /// If the file cannot be read or is damaged; the caller logs it and goes on without.
    pub fn contains(&self, password: &str) -> io::Result<bool> {
        let mut wanted = [0; HASH];
        HEXUPPER.encode_mut(&Sha1::digest(nfc(password).as_bytes()), &mut wanted);
        // The line wanted begins in low..high, if it is there.
        let (mut low, mut high) = (0, self.length);
        while low < high {
            let middle = low + (high - low) / 2;
            let Some(line) = self.line_at_or_after(middle)?.filter(|line| line.start < high) else {
                high = middle;
                continue;
            };
            match line.hash.cmp(&wanted) {
                Ordering::Equal => return Ok(true),
                Ordering::Less => low = line.end,
                Ordering::Greater => high = middle,
            }
        }
        Ok(false)
    }

    /// The first line that begins at `position` or later.
    fn line_at_or_after(&self, position: u64) -> io::Result<Option<Line>> {
        // One byte before tells whether a line begins right here.
        let from = position.saturating_sub(1);
        let mut buffer = [0; 2 * LONGEST_LINE + 1];
        let read = read_full(&self.file, &mut buffer, from)?;
        let text = &buffer[..read];
        let skip = if position == 0 {
            Some(0)
        } else {
            text.iter().position(|byte| *byte == b'\n').map(|end| end + 1)
        };
        let Some(rest) = skip.and_then(|skip| text.get(skip..)).filter(|rest| !rest.is_empty()) else {
            return Ok(None);
        };
        let start = from + (read - rest.len()) as u64;
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let end = start + line.len() as u64 + 1;
        let hash = line.first_chunk::<HASH>().filter(|hash| hash.iter().all(u8::is_ascii_hexdigit));
        let ends_well = line.get(HASH).is_none_or(|byte| matches!(byte, b':' | b'\r'));
        match hash {
            Some(hash) if ends_well && line.len() <= LONGEST_LINE => {
                Ok(Some(Line { start, end, hash: hash.map(|digit| digit.to_ascii_uppercase()) }))
            }
            _ => Err(invalid("a line of the file of breached passwords is no SHA-1 hash")),
        }
    }
}

struct Line {
    start: u64,
    end: u64,
    hash: [u8; HASH],
}

fn read_full(file: &File, buffer: &mut [u8], from: u64) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read_at(&mut buffer[read..], from + read as u64) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

fn invalid(problem: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}
