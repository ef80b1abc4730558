//! `vestibule risk`: rehearsing a policy on past sign-ins before it bites. Only `export` opens a database; nothing is sent.
//! Deliberately not here: the engine and the reader of logs, which are `risk`'s.

mod compare;
mod export;
mod generate;
mod interval;
mod page;
mod plot;
mod policy;
mod progress;
mod replay;
mod report;
mod stream;
mod summary;
mod tally;
mod timeline;
mod ways;
mod words;

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Environment;

#[derive(Debug, Subcommand)]
pub(super) enum RiskCommand {
    /// Say whom a policy would have asked at past sign-ins, and why.
    Replay(replay::Replay),
    /// Say which past sign-ins change from one policy to another. Exit codes: 0 none, 1 some, 2 it could not be done.
    Compare(compare::Compare),
    /// Print the decisions that this service recorded, for `replay`.
    Export(export::Export),
    /// Write an invented log of sign-ins, with thieves among them.
    Generate(generate::Generate),
}

impl RiskCommand {
    pub(super) fn run(self, environment: &Environment) -> anyhow::Result<ExitCode> {
        match self {
            Self::Replay(command) => command.run()?,
            Self::Compare(command) => return Ok(command.run()),
            Self::Export(command) => command.run(environment)?,
            Self::Generate(command) => command.run()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
#[path = "risk_tests.rs"]
mod tests;
