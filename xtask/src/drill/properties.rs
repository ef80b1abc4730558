//! `cargo xtask drill properties`: the property tests at full counts. The properties themselves stand in the rooms.

use anyhow::Result;
use clap::Args;

use crate::process::{self, Group, Stop};

/// The rooms that have property tests besides the machine.
const ROOMS: [&str; 4] = ["vestibule-risk", "vestibule-rules", "vestibule-secrets", "vestibule-delivery"];

/// How the property drill is run.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// Random sequences of moves on the sign-in machine
    #[arg(long, default_value_t = 100_000)]
    sequences: u32,
    /// Random cases of each other property
    #[arg(long, default_value_t = 20_000)]
    cases: u32,
}

/// Runs them; each runner that fails counts as one broken promise.
///
/// # Errors
/// Cargo cannot be started.
pub(super) async fn run(options: Options) -> Result<usize> {
    println!(
        "{} sequences on the machine, {} cases of each other property",
        options.sequences, options.cases
    );
    let mut tests = process::command(crate::cargo(), Stop::Politely, None);
    // Optimised, since these count cases and not seconds.
    tests
        .args(["test", "--release", "--quiet", "--no-fail-fast", "--lib"])
        .current_dir(crate::workspace_root());
    for room in ROOMS {
        tests.args(["--package", room]);
    }
    tests.env("VESTIBULE_SEQUENCES", options.sequences.to_string());
    tests.env("PROPTEST_CASES", options.cases.to_string());
    let status = Group::start("the property tests", tests, Stop::Politely)?.wait().await?;
    Ok(usize::from(!status.success()))
}
