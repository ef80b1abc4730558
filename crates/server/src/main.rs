//! The binary `vestibule`: config, wiring and commands. No rule lives here.

#[cfg(test)]
mod book_tests;
mod commands;
mod config;
mod conformance;
mod log;
mod tell;
mod wiring;

use std::process::ExitCode;

use clap::Parser as _;

use commands::CommandLine;
use config::Environment;

fn main() -> ExitCode {
    match CommandLine::parse().run(&Environment::of_process()) {
        Ok(code) => code,
        Err(error) => {
            tell::error(&error);
            ExitCode::FAILURE
        }
    }
}
