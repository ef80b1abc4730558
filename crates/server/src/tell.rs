//! Saying something on standard output. Deliberately not here: what is said, and the log, which is `tracing`'s.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _};

use serde::Serialize;

/// Writes a line to standard output. A reader that has gone away, such as `head`, is no failure.
pub(crate) fn line(text: impl Display) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a value as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(serde_json::to_string(value)?)
}
