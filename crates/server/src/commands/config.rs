//! `vestibule config sample|check`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Subcommand;

use crate::config::{Config, Environment, sample};

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print a config file with every key, what it means and what holds without it.
    Sample,
    /// Check a config file, with the environment, and print what it means.
    Check {
        /// The config file.
        file: PathBuf,
    },
}

impl ConfigCommand {
    pub(super) fn run(self, environment: &Environment) -> anyhow::Result<()> {
        let text = match self {
            Self::Sample => sample(),
            Self::Check { file } => Config::load(&file, environment)?.to_string(),
        };
        Ok(std::io::stdout().write_all(text.as_bytes())?)
    }
}
