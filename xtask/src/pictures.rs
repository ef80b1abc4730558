//! `cargo xtask pictures`: takes the README's pictures anew from the demo as it is. What is on them is told in
//! `tests/pictures.mjs`.

use std::process::ExitCode;

use anyhow::Result;

use crate::process::{self, Group, Stop};
use crate::setup::{self, Need};
use crate::suite;

/// Takes the pictures into `docs/pictures`.
///
/// # Errors
/// The machine lacks something, or we were interrupted.
pub async fn take() -> Result<ExitCode> {
    setup::ensure(&[Need::Chromium, Need::Node])?;
    process::unless_interrupted(run()).await
}

async fn run() -> Result<ExitCode> {
    let Some(binary) = suite::product().await? else { return Ok(ExitCode::FAILURE) };
    let mut node = process::command("node", Stop::Politely, None);
    node.arg("tests/pictures.mjs").current_dir(crate::workspace_root()).env("VESTIBULE_BIN", binary);
    let taken = Group::start("tests/pictures.mjs", node, Stop::Politely)?.wait().await?.success();
    Ok(if taken { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
