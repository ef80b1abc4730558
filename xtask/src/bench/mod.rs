//! `cargo xtask bench`: measurements in release mode, each beside the floor that no product on the same machine can
//! beat, from the same run. A figure that was not measured in this run is not printed.

mod argon2id;
mod floors;
mod hello;

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

/// The benches that exist.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// What bare libraries reach on this machine: axum's hello and raw Argon2id
    Floors(Options),
    /// The bare axum server of `floors`, in a process of its own so that its CPU can be told apart
    #[command(hide = true)]
    Hello,
}

/// Options that all benches share.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// Seconds per line
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

impl Options {
    const fn time(self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

impl Bench {
    /// Runs the bench; from a build without optimisation it builds an optimised one and hands over.
    ///
    /// # Errors
    /// What kept the bench from measuring.
    pub fn run(&self) -> Result<ExitCode> {
        if cfg!(debug_assertions) {
            return in_release();
        }
        let runtime = tokio::runtime::Runtime::new().context("the async runtime did not start")?;
        match self {
            Self::Floors(options) => runtime.block_on(floors::run(*options))?,
            Self::Hello => runtime.block_on(hello::serve())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn in_release() -> Result<ExitCode> {
    let mut cargo = Command::new(crate::cargo());
    cargo
        .args(["run", "--release", "--quiet", "--package", "xtask", "--"])
        .args(std::env::args_os().skip(1));
    let status = cargo.status().context("cargo cannot be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The machine in one line, so that a printed figure can be placed.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!(
        "{cores} cores, {}; load before the run {load}",
        model.map_or("unknown processor", |(_, name)| name)
    )
}
