//! How far a long reading is, as one line on a terminal that is written over; silent elsewhere.
//! Deliberately not here: clocks and guesses of how long it will take.

use std::io::{IsTerminal as _, Write as _};

use super::words::thousands;

/// So many characters of bar.
const WIDTH: u64 = 24;

/// A line of progress.
#[derive(Debug)]
pub(super) struct Progress {
    total: Option<u64>,
    shown: Option<u64>,
    quiet: bool,
}

impl Progress {
    /// For so many bytes, if that is known.
    pub(super) fn of(total: Option<u64>) -> Progress {
        Progress {
            total: total.filter(|total| *total > 0),
            shown: None,
            quiet: !std::io::stderr().is_terminal(),
        }
    }

    /// So many bytes and rows have been read.
    pub(super) fn at(&mut self, bytes: u64, rows: u64) {
        // Per mille of the whole, or each four mebibytes.
        let now = self.total.map_or(bytes >> 22, |total| bytes.min(total) * 1_000 / total);
        if self.quiet || self.shown == Some(now) {
            return;
        }
        self.shown = Some(now);
        let line = match self.total {
            Some(_) => bar(now, rows),
            None => format!("{} MiB, {} rows", bytes >> 20, thousands(rows)),
        };
        write(&format!("\r\x1b[K{line}"));
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.shown.is_some() {
            write("\r\x1b[K");
        }
    }
}

fn bar(per_mille: u64, rows: u64) -> String {
    let done = usize::try_from(per_mille * WIDTH / 1_000).unwrap_or_default();
    let left = usize::try_from(WIDTH).unwrap_or_default().saturating_sub(done);
    let bar = format!("{}{}", "█".repeat(done), "░".repeat(left));
    format!("{bar} {}.{} %, {} rows", per_mille / 10, per_mille % 10, thousands(rows))
}

fn write(text: &str) {
    let mut err = std::io::stderr().lock();
    // Nobody is hurt if the terminal has gone away.
    let _told = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
