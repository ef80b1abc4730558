//! The binary `vestibule`: config, wiring and commands. No rule lives here.

#[cfg(test)]
mod book_tests;
mod commands;
mod config;
mod conformance;
mod log;
mod tell;
mod wiring;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use commands::CommandLine;
use config::Environment;

fn main() -> ExitCode {
    match CommandLine::parse().run(&Environment::of_process()) {
        Ok(code) => code,
        Err(error) => {
            // Nothing is left to do if even standard error is gone.
            let _told = writeln!(std::io::stderr(), "vestibule: {}", whole(&error));
            ExitCode::FAILURE
        }
    }
}

/// What went wrong and why, each cause once: many already say in their own words what lies beneath them.
fn whole(error: &anyhow::Error) -> String {
    error.chain().skip(1).map(ToString::to_string).fold(error.to_string(), |said, cause| {
        if said.contains(&cause) { said } else { format!("{said}: {cause}") }
    })
}
