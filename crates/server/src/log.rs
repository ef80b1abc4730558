//! The log: to standard error, for people or machines. Deliberately not here: anything that is logged.

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Begins to log. Filters that cannot be read count as `info`.
pub(crate) fn begin(log: &Log) {
    let filter = EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Fails only when logging has begun before.
    let _begun = match log.format {
        LogFormat::Text => lines.with_ansi(false).try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}
