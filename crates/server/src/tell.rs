//! Saying something on standard output, and what went wrong on standard error. Deliberately not here: what is said, and the log, which is `tracing`'s.

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

/// Says why something could not be done.
pub(crate) fn error(error: &anyhow::Error) {
    // Nothing is left to do if even standard error is gone.
    let _told = writeln!(std::io::stderr(), "vestibule: {}", whole(error));
}

/// What went wrong and why, each cause once: many already say in their own words what lies beneath them.
fn whole(error: &anyhow::Error) -> String {
    error.chain().skip(1).map(ToString::to_string).fold(error.to_string(), |said, cause| {
        if said.contains(&cause) { said } else { format!("{said}: {cause}") }
    })
}
