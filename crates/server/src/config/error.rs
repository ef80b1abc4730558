//! Why a config is refused, said so that the operator finds the place and knows what to write.
//! Values are never quoted: any of them may be a password.

use std::fmt;
use std::path::PathBuf;

/// Where a key was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// On this line (from 1) of this file.
    File(PathBuf, usize),
    /// In this environment variable.
    Variable(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "environment variable {name}"),
        }
    }
}

/// Why a config is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Something is wrong at one place.
    #[error("{place}: {problem}")]
    At {
        /// Where.
        place: Place,
        /// What.
        problem: String,
    },
    /// The keys do not fit together.
    #[error("{key}: {problem}")]
    Meaning {
        /// The key, with its section.
        key: &'static str,
        /// What is wrong, and what to do.
        problem: String,
    },
}
