//! `cargo xtask drill`: the long trials (full property counts, kills, database restarts, cut connections, strangers at
//! the door). A drill joins the list below in the change that makes it real; none is announced before.

mod audit;
mod crash;
mod cut;
mod ledger;
mod links;
mod owner;
mod post;
mod properties;
mod proxy;
mod stories;
mod stuffing;
mod tale;
mod timing;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::process;
use crate::setup::{self, Need};

/// The drills that exist.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Drill {
    /// 100,000 random sequences on the sign-in machine, and every other property at 20,000 cases
    Properties(properties::Options),
    /// The product on SQLite is killed under load, 50 times; nothing acknowledged is lost, nothing used works again
    Crash(crash::Options),
    /// The same with two nodes on a PostgreSQL that crashes 20 times under them
    Postgres(crash::Options),
    /// The connection to PostgreSQL is cut around COMMIT; the product finds out what happened
    Cut(cut::Options),
    /// 64 strangers hammer one account, whose owner signs in 100 of 100 times
    Owner(owner::Options),
    /// Whether the time or look of the first answer tells that a name is known, or an account locked
    Timing(timing::Options),
    /// A leaked list of names and passwords is tried from rented servers; its hits are stopped, and nobody else is
    Stuffing(stuffing::Options),
}

impl Drill {
    /// Runs the drill and says how it ended.
    ///
    /// # Errors
    /// What kept the drill from running at all.
    pub async fn run(self) -> Result<ExitCode> {
        let start = Instant::now();
        let broken = process::unless_interrupted(self.drill()).await?;
        println!("{} in {:.0} s: {broken} promises broken", self.name(), start.elapsed().as_secs_f64());
        Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Properties(_) => "properties",
            Self::Crash(_) => "crash",
            Self::Postgres(_) => "postgres",
            Self::Cut(_) => "cut",
            Self::Owner(_) => "owner",
            Self::Timing(_) => "timing",
            Self::Stuffing(_) => "stuffing",
        }
    }

    /// The number of broken promises.
    async fn drill(self) -> Result<usize> {
        if matches!(self, Self::Postgres(_) | Self::Cut(_) | Self::Owner(_) | Self::Timing(_)) {
            setup::ensure(&[Need::Postgres])?;
        }
        if matches!(self, Self::Stuffing(_)) {
            setup::ensure(&[Need::FakeClock])?;
        }
        match self {
            Self::Properties(options) => properties::run(options).await,
            Self::Crash(options) => crash::on_sqlite(&build()?, options).await,
            Self::Postgres(options) => crash::on_postgres(&build()?, options).await,
            Self::Cut(options) => cut::run(&build()?, options).await,
            Self::Owner(options) => owner::run(&build()?, options).await,
            Self::Timing(options) => timing::run(&build()?, options).await,
            Self::Stuffing(options) => stuffing::run(&build()?, options).await,
        }
    }
}

/// Builds the product as this program was built, and says where its binary is; one that is built already can be named
/// in `VESTIBULE_BIN`.
fn build() -> Result<PathBuf> {
    if let Some(binary) = std::env::var_os("VESTIBULE_BIN") {
        return Ok(binary.into());
    }
    let binary = std::env::current_exe()?.with_file_name("vestibule");
    let mut cargo = std::process::Command::new(crate::cargo());
    cargo.args(["build", "--quiet", "--package", "vestibule"]).current_dir(crate::workspace_root());
    process::forget_our_package(&mut cargo);
    if binary.parent().is_some_and(|folder| folder.ends_with("release")) {
        cargo.arg("--release");
    }
    if !cargo.status().context("cargo cannot be started")?.success() {
        bail!("the product does not build");
    }
    binary.is_file().then_some(binary).context("the product's binary is not beside this program")
}

/// The short form for the suite: five kills on SQLite, each act cut once at each place, and a short list stuffed. How many
/// drills passed and how many failed.
///
/// # Errors
/// What kept them from running.
pub(crate) async fn short(binary: &Path) -> Result<(u64, u64)> {
    // Side by side, since the crash drill ends with a wait for the leases of the dead.
    let kills = crash::on_sqlite(binary, crash::Options::short(5));
    let cuts = cut::run(binary, cut::Options::short(1));
    let (kills, cuts) = tokio::join!(kills, cuts);
    let stuffing = stuffing::short(binary).await;
    let failed = [kills, cuts, stuffing].into_iter().filter(|outcome| {
        let fault = outcome.as_ref().err();
        if let Some(fault) = fault {
            println!("a drill did not run to its end: {fault:#}");
        }
        !matches!(outcome, Ok(0))
    });
    let failed = u64::try_from(failed.count()).unwrap_or(u64::MAX);
    Ok((3 - failed, failed))
}
