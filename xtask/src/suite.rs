//! `cargo xtask test`: sets up, starts the services, runs each stage and sums what the runners really counted. What
//! a stage tests is not decided here.

use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::attacks;
use crate::process::{self, Group, Stop};
use crate::services::{Export, Service, Services};
use crate::setup::{self, Need};

/// `cargo xtask test`.
#[derive(Debug, Args)]
pub struct Options {
    /// Only this stage, with what it needs
    #[arg(long)]
    only: Option<Stage>,
    /// Of the attacks only those whose number or name holds one of these words
    #[arg(requires = "only")]
    named: Vec<String>,
    /// Afterwards leave the services up, and say where, until Ctrl-C
    #[arg(long)]
    keep: bool,
    /// PostgreSQL waits for the disk, as in production
    #[arg(long)]
    durable: bool,
}

/// A part of the suite with a runner of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// Unit, property and contract tests and in-process stories: everything in Rust
    Unit,
    /// The attacks of the checklist over HTTP against the built binary, on both databases
    Attacks,
    /// Browser stories against the built binary
    Browser,
    /// The drills in their short form: five kills, a connection cut around each kind of COMMIT, a short list stuffed
    Drills,
}

impl Stage {
    const ALL: [Self; 4] = [Self::Unit, Self::Attacks, Self::Drills, Self::Browser];

    const fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit, contract and in-process stories",
            Self::Attacks => "attacks",
            Self::Browser => "browser stories",
            Self::Drills => "drills, in short",
        }
    }

    const fn services(self) -> &'static [Service] {
        match self {
            Self::Unit => &Service::ALL,
            Self::Attacks => &[Service::Postgres],
            // The drills crash a PostgreSQL of their own.
            Self::Browser | Self::Drills => &[],
        }
    }

    fn needs(self) -> Vec<Need> {
        match self {
            Self::Unit => self.services().iter().map(|service| service.need()).collect(),
            Self::Browser => vec![Need::Chromium, Need::Node, Need::Curl],
            Self::Attacks | Self::Drills => vec![Need::Postgres, Need::FakeClock],
        }
    }
}

/// Files of browser stories told at once, each with a product and a browser of its own: while one waits for the next code
/// of an authenticator, up to half a minute, the other uses the cores. More of them make pages late where a story looks at the clock.
const FILES_AT_ONCE: usize = 2;

/// What a runner counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, and runs that broke without counting.
    pub failed: u64,
}

impl Count {
    const fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// The count in one line of `cargo test`'s output: `test result: ok. 3 passed; 0 failed; ..`.
    #[must_use]
    pub fn in_cargo_line(line: &str) -> Self {
        let Some(result) = line.strip_prefix("test result: ") else {
            return Self::default();
        };
        let number_before = |word: &str| {
            let before = result.split_once(word).map_or("", |(before, _)| before.trim_end());
            before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
        };
        Self { passed: number_before("passed;"), failed: number_before("failed;") }
    }

    /// The count in one line of Node's TAP output: `# pass 3`, `# fail 1`, `# cancelled 1`.
    #[must_use]
    pub fn in_node_line(line: &str) -> Self {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["#", "pass", number] => Self { passed: number.parse().unwrap_or(0), failed: 0 },
            ["#", "fail" | "cancelled", number] => Self { passed: 0, failed: number.parse().unwrap_or(0) },
            _ => Self::default(),
        }
    }
}

/// Runs the suite; the last line sums it up.
///
/// # Errors
/// The machine lacks something, a service or runner cannot be started, or we were interrupted.
pub async fn run(options: &Options) -> Result<ExitCode> {
    let stages = options.only.map_or_else(|| Stage::ALL.to_vec(), |stage| vec![stage]);
    if !options.named.is_empty() && options.only != Some(Stage::Attacks) {
        bail!("only attacks are chosen by words: --only attacks WORD ..");
    }
    let start = Instant::now();
    let needs: Vec<Need> = stages.iter().flat_map(|stage| stage.needs()).collect();
    setup::ensure(&needs)?;
    println!("== set up in {:.1} s", start.elapsed().as_secs_f64());
    let (services, total) = process::unless_interrupted(run_stages(&stages, options)).await?;
    if options.keep {
        services.keep().await?;
    }
    drop(services);
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn run_stages(stages: &[Stage], options: &Options) -> Result<(Services, Count)> {
    let start = Instant::now();
    let wanted: Vec<Service> = Service::ALL
        .into_iter()
        .filter(|service| stages.iter().any(|stage| stage.services().contains(service)))
        .collect();
    let services = Services::start(&wanted, options.durable).await?;
    println!("== services up in {:.1} s", start.elapsed().as_secs_f64());

    let mut total = Count::default();
    for stage in stages {
        let start = Instant::now();
        println!("== {}", stage.name());
        let count = run_stage(*stage, services.exports(), &options.named).await?;
        println!(
            "== {}: {} passed, {} failed in {:.1} s",
            stage.name(),
            count.passed,
            count.failed,
            start.elapsed().as_secs_f64()
        );
        total = total.plus(count);
    }
    Ok((services, total))
}

async fn run_stage(stage: Stage, exports: &[Export], named: &[String]) -> Result<Count> {
    match stage {
        Stage::Unit => {
            let mut tests = process::command(crate::cargo(), Stop::Politely, None);
            tests.args(["test", "--workspace", "--no-fail-fast"]).current_dir(crate::workspace_root());
            count(tests, exports, Count::in_cargo_line).await
        }
        Stage::Attacks => attacked(exports, named).await,
        Stage::Browser => browser(exports).await,
        Stage::Drills => drilled().await,
    }
}

/// What a stage counts that has no product to be told against.
const UNBUILT: Count = Count { passed: 0, failed: 1 };

/// The product's binary, built now; none: it does not build, and why was said.
///
/// # Errors
/// Cargo cannot be started.
pub async fn product() -> Result<Option<PathBuf>> {
    let mut build = process::command(crate::cargo(), Stop::Politely, None);
    // The whole workspace's programs, not the product alone: with its features everything that the tests built is shared.
    build.args(["build", "--locked", "--workspace", "--bins"]).current_dir(crate::workspace_root());
    if !Group::start("cargo build", build, Stop::Politely)?.wait().await?.success() {
        println!("the product does not build, so no story can be told against it");
        return Ok(None);
    }
    // Cargo puts the product's binary beside ours.
    Ok(Some(std::env::current_exe()?.with_file_name("vestibule")))
}

async fn attacked(exports: &[Export], named: &[String]) -> Result<Count> {
    let Some(binary) = product().await? else { return Ok(UNBUILT) };
    let postgres = exports.iter().find(|(name, _)| *name == "VESTIBULE_TEST_POSTGRES");
    let (_, postgres) = postgres.context("PostgreSQL is not among the services")?;
    attacks::run(&binary, postgres, named).await
}

async fn drilled() -> Result<Count> {
    let Some(binary) = product().await? else { return Ok(UNBUILT) };
    let (passed, failed) = crate::drill::short(&binary).await?;
    Ok(Count { passed, failed })
}

async fn browser(exports: &[Export]) -> Result<Count> {
    let root = crate::workspace_root();
    let stories = browser_stories(&root.join("tests"))?;
    if stories.is_empty() {
        return Ok(Count::default());
    }
    let Some(binary) = product().await? else { return Ok(UNBUILT) };
    let mut tests = process::command("node", Stop::Politely, None);
    tests
        .args(["--test", "--test-reporter=tap"])
        .arg(format!("--test-concurrency={FILES_AT_ONCE}"))
        .args(stories)
        .current_dir(&root)
        .env("VESTIBULE_BIN", binary);
    count(tests, exports, Count::in_node_line).await
}

fn browser_stories(folder: &std::path::Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).context("tests/ cannot be read")?;
    let mut stories: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    stories.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    stories.sort();
    Ok(stories)
}

/// Runs a test runner, shows its output as it comes and adds up the counts in it.
async fn count(mut runner: Command, exports: &[Export], in_line: fn(&str) -> Count) -> Result<Count> {
    runner.envs(exports.iter().map(|(name, value)| (name, value))).stdout(Stdio::piped());
    let mut group = Group::start("the test runner", runner, Stop::Politely)?;
    let output = group.child().stdout.take().context("the test runner has no output")?;
    let mut lines = BufReader::new(output).split(b'\n');
    let mut total = Count::default();
    while let Some(line) = lines.next_segment().await? {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        total = total.plus(in_line(&line));
    }
    if !group.wait().await?.success() && total.failed == 0 {
        // It broke before it could count: still a failure.
        total.failed = 1;
    }
    Ok(total)
}

#[cfg(test)]
#[path = "suite_tests.rs"]
mod tests;
