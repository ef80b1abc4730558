//! The command line: what each command takes and which code it ends with. The work is in one file per command.
//! Exit codes: 0 done, 1 it could not be done (the reason is on standard error), 2 the command line is wrong, 3 done in
//! part (an import that could not take everybody, a doctor who found something); `risk compare` and `device` have their own.

mod account;
mod config;
mod conformance;
mod demo;
mod device;
mod doctor;
mod home;
mod keys;
mod risk;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Environment;

/// Two-step verification for the accounts of a web site.
#[derive(Debug, Parser)]
#[command(
    name = "vestibule",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done; 1 it could not be done (the reason is on standard error); 2 the command line is wrong; \
                  3 done in part (an import that could not take everybody, a doctor who found something). \
                  `risk compare` and `device` have their own."
)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a sample config, or check one.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Run the server.
    Serve(serve::Serve),
    /// Try everything on this machine with seeded people; nothing leaves it.
    Demo(demo::Demo),
    /// Make, show, lock, import and export accounts.
    Account(account::Account),
    /// Look for what would keep this installation from working, and say what to do.
    Doctor(doctor::Doctor),
    /// Print which norms the live configuration meets, and where it deviates.
    Conformance(conformance::Conformance),
    /// Make the keys of a database that many nodes share.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Be a phone with the app: pair it, see what asks, answer (the reference client of docs/mobile-protocol.md).
    Device(device::Device),
    /// Rehearse a policy on past sign-ins before switching it on.
    #[command(subcommand)]
    Risk(risk::RiskCommand),
}

impl CommandLine {
    /// Does what was asked.
    pub(crate) fn run(self, environment: &Environment) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Config(command) => command.run(environment)?,
            Command::Serve(command) => command.run(environment)?,
            Command::Demo(command) => command.run()?,
            Command::Account(command) => return command.run(environment),
            Command::Doctor(command) => return command.run(environment),
            Command::Conformance(command) => command.run(environment)?,
            Command::Keys(command) => command.run()?,
            Command::Device(command) => return command.run(environment),
            Command::Risk(command) => return command.run(environment),
        }
        Ok(ExitCode::SUCCESS)
    }
}
