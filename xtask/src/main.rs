//! `cargo xtask`: the command line of the project's own tools. What each does lives in the library beside it.
#![expect(clippy::print_stderr, reason = "a terminal program speaks on the terminal")]

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use xtask::{bench, drill, pictures, services, suite};

/// Sets up, tests, drills and measures Vestibule.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what is missing, starts temporary services, runs the whole suite and stops the services
    Test(suite::Options),
    /// Starts the suite's services: for one command, or until Ctrl-C
    Services(services::Options),
    /// Takes the README's pictures anew, from the demo
    Pictures,
    /// The long trials; each is a subcommand
    #[command(subcommand, arg_required_else_help = true)]
    Drill(drill::Drill),
    /// Measurements, as ratios to floors of the same run
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    run(Arguments::parse().task).unwrap_or_else(|fault| {
        // Without the backtrace that some environments add: what failed was outside of this program.
        eprintln!("cargo xtask: {fault:#}");
        ExitCode::FAILURE
    })
}

fn run(task: Task) -> Result<ExitCode> {
    match task {
        // One thread on purpose: services ask the kernel to end them with the thread that started them.
        Task::Test(options) => one_thread()?.block_on(suite::run(&options)),
        Task::Services(options) => one_thread()?.block_on(services::run(&options)),
        Task::Pictures => one_thread()?.block_on(pictures::take()),
        Task::Drill(drill) => one_thread()?.block_on(drill.run()),
        Task::Bench(bench) => bench.run(),
    }
}

fn one_thread() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the async runtime did not start")
}

#[cfg(test)]
#[path = "main_tests.rs"]
mod tests;
