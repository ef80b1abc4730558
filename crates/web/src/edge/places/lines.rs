//! Files of one entry a line: `#` begins a comment, empty lines count for nothing, and what is wrong is told with its line.
//! Deliberately not here: what an entry means.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

/// Why a file of lines cannot be used.
#[derive(Debug)]
pub(super) enum LinesError {
    /// The operating system does not give it.
    Io(io::Error),
    /// A line is not what it should be.
    Line { number: usize, problem: &'static str },
}

impl From<io::Error> for LinesError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Calls `take` with each line that says something, without its comment and the space around it. Bytes that are no UTF-8, as
/// in names of old files, come as replacement characters.
pub(super) fn each_line(
    path: &Path,
    mut take: impl FnMut(&str) -> Result<(), &'static str>,
) -> Result<(), LinesError> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if file.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.strip_prefix('\u{feff}').filter(|_| number == 1).unwrap_or(&line);
        let said = line.split('#').next().unwrap_or_default().trim();
        if !said.is_empty() {
            take(said).map_err(|problem| LinesError::Line { number, problem })?;
        }
    }
    Ok(())
}
