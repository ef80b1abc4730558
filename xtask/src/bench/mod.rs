//! `cargo xtask bench`: measurements of the binary as it is installed (profile `dist`), each beside the floor that no product
//! on the same machine can beat, from the same run. A figure that was not measured in this run is not printed.

mod argon2id;
mod asks;
mod floors;
mod goals;
mod own;
mod passwords;
mod people;
mod postgres;
mod product;
mod prompts;
mod replay;
mod risk;
mod second_step;
mod seed;
mod size;
mod step;
mod town;
mod usage;

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};

use crate::process;

/// Clients of each line.
const CLIENTS: [usize; 3] = [1, 8, 32];
/// Times that two programs take turns on a line, so that a moment in which the machine gives less falls on both.
const TURNS: u32 = 3;
/// Unmeasured time before each line.
const WARM_UP: Duration = Duration::from_millis(500);

/// `cargo xtask bench`: the product beside its floors, or one bench.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Bench {
    #[command(subcommand)]
    one: Option<One>,
    #[command(flatten)]
    options: Options,
    /// Only these parts; all without it
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// A binary of the product to measure, instead of building this tree's
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// The benches that exist beside the product's.
#[derive(Debug, Subcommand)]
enum One {
    /// What bare libraries reach on this machine: axum's hello and raw Argon2id
    Floors(Options),
    /// The risk engine and others on seeded people and attackers; writes docs/risk.md
    Risk(risk::Options),
    /// The bare axum server of `floors`, in a process of its own so that its CPU can be told apart
    #[command(hide = true)]
    Hello,
    /// The floor of a second step, likewise
    #[command(hide = true)]
    StepFloor(step::Floor),
}

/// What is measured of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Second steps on SQLite: goals 3 and 5
    Steps,
    /// Second steps without waiting for the disk: goal 15
    Normal,
    /// Second steps in a flood of passwords: goals 8 and 9
    Flood,
    /// Password checks and memory: goals 6, 7, 10 and 11
    Passwords,
    /// Starts and logins with few and many accounts: goals 12 and 13
    Size,
    /// The same on PostgreSQL
    SizePostgres,
    /// Second steps on PostgreSQL: goal 14
    Postgres,
    /// Past sign-ins through the risk engine
    Replay,
    /// Approvals on a phone, and what waits for them: goals 17 to 19
    Prompts,
}

/// Options that all benches share.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// Seconds per line
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// People who can each take one second step
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(100..))]
    people: u32,
    /// Accounts of the small site
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(100..))]
    few: u32,
    /// Accounts of the large site
    #[arg(long, visible_alias = "accounts", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(100..))]
    many: u32,
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
            return as_installed();
        }
        let runtime = tokio::runtime::Runtime::new().context("the async runtime did not start")?;
        match &self.one {
            None => runtime.block_on(process::unless_interrupted(self.product()))?,
            Some(One::Floors(options)) => runtime.block_on(floors::run(*options))?,
            Some(One::Risk(options)) => risk::run(options)?,
            Some(One::Hello) => runtime.block_on(own::hello())?,
            Some(One::StepFloor(floor)) => runtime.block_on(step::serve(floor))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn product(&self) -> Result<()> {
        let options = self.options;
        let wanted = |part| self.only.is_empty() || self.only.contains(&part);
        println!("{}\n", machine());
        let binary = self.binary.clone().map_or_else(product::build, Ok)?;
        let folder = tempfile::Builder::new().prefix("vestibule-bench-").tempdir()?;
        let folder = folder.path();
        if wanted(Part::Replay) {
            replay::run(options, &binary, folder).await?;
        }
        if wanted(Part::Prompts) {
            prompts::run(&binary).await?;
        }
        // Neither needs a town.
        if !self.only.is_empty() && self.only.iter().all(|part| matches!(part, Part::Replay | Part::Prompts))
        {
            return Ok(());
        }
        let town = town::Town::build(binary, options.people, folder).await?;
        // A flood is compared with the steps of the same run.
        if [Part::Steps, Part::Flood].into_iter().any(wanted) {
            let unloaded = second_step::run(options, &town, folder).await?;
            if wanted(Part::Flood) {
                second_step::in_flood(options, &town, folder, &unloaded).await?;
            }
        }
        if wanted(Part::Normal) {
            second_step::without_sync(options, &town, folder).await?;
        }
        if wanted(Part::Passwords) {
            passwords::run(options, &town, folder).await?;
        }
        if wanted(Part::Postgres) {
            postgres::run(options, &town, folder).await?;
        }
        if wanted(Part::Size) {
            size::run(options, &town, folder).await?;
        }
        if wanted(Part::SizePostgres) {
            size::on_postgres(options, &town, folder).await?;
        }
        println!("\n{}", machine());
        Ok(())
    }
}

/// The floors are built as the product is installed.
fn as_installed() -> Result<ExitCode> {
    let mut cargo = Command::new(crate::cargo());
    cargo.args(["run", "--profile", "dist", "--quiet", "--package", "xtask", "--"]);
    cargo.args(std::env::args_os().skip(1));
    process::forget_our_package(&mut cargo);
    let status = cargo.status().context("cargo cannot be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The machine in one line, so that a printed figure can be placed.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!(
        "{cores} cores, {}; load of the last minute {load}",
        model.map_or("unknown processor", |(_, name)| name)
    )
}
