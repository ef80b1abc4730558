//! The project's own tools behind `cargo xtask`: the suite and its services, the load client, benches, drills and
//! the tidy walls. No product code lives here, and the product depends on nothing in here.
#![expect(clippy::print_stdout, reason = "a terminal program speaks on the terminal")]

mod attacks;
pub mod bench;
pub mod drill;
pub mod load;
mod mmdb;
pub mod pictures;
pub mod process;
pub mod services;
pub mod setup;
pub mod suite;
pub mod tidy;
pub mod trial;

use std::path::{Path, PathBuf};

/// The root of the workspace: the folder above this package.
#[must_use]
pub fn workspace_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}

/// The cargo that runs us, so that one toolchain builds everything.
#[must_use]
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}
