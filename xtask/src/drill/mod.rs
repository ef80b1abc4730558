//! `cargo xtask drill`: the long trials (full property counts, kills, database restarts). A drill joins the list
//! below in the change that makes it real; none is announced before.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

/// The drills that exist.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Drill {}

impl Drill {
    /// Runs the drill and says how it ended.
    ///
    /// # Errors
    /// What kept the drill from running at all.
    pub fn run(self) -> Result<ExitCode> {
        match self {}
    }
}
