//! Which installation a command works on: a config file, a data folder, or the defaults.
//! Deliberately not here: opening it.

use std::path::PathBuf;

use clap::Args;
use store::{DatabaseConfig, Place, SqliteConfig, Synchronous};

use crate::config::{Config, Environment, KeySource};

/// Which installation a command works on. May stand before and after a subcommand's own name.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Home {
    /// The config file (see `vestibule config sample`). Without one, the defaults and the environment hold.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Keep the SQLite database and the keys in this folder, whatever the config says.
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
}

impl Home {
    /// The installation in a folder.
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { config: None, data: Some(folder) }
    }

    /// What is set for it.
    pub(super) fn config(&self, environment: &Environment) -> anyhow::Result<Config> {
        let mut config = match &self.config {
            Some(file) => Config::load(file, environment)?,
            None => Config::without_file(environment)?,
        };
        if let Some(folder) = &self.data {
            let place = Place::File(folder.join("vestibule.sqlite"));
            config.database = DatabaseConfig::Sqlite(SqliteConfig { place, synchronous: Synchronous::Full });
            config.keys = KeySource::File(folder.join("keys"));
        }
        Ok(config)
    }
}
