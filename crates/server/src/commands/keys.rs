//! `vestibule keys create`: makes a key file on purpose, for databases that many nodes share.
//! Deliberately not here: any way to print a key.

use std::path::PathBuf;

use anyhow::bail;
use clap::Subcommand;
use secrets::Keys;

use crate::{tell, wiring};

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make a new key file, to be copied to every node. An existing file is left alone.
    Create {
        /// Where to make it.
        file: PathBuf,
    },
}

impl KeysCommand {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self::Create { file } = self;
        if file.exists() {
            bail!("{} is there already; keys are never overwritten", file.display());
        }
        Keys::load_or_create(&file, &mut wiring::dice()?)?;
        tell::line(format_args!(
            "made {}; copy it to every node and into a backup apart from the database's",
            file.display()
        ))
    }
}
