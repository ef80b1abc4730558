//! The walls of the house, checked on the files that git tracks: which room may name which, sizes, names, words that
//! must not appear. A finding says where and what to do; what only a reader can judge is not checked here.

pub mod book;
mod manifests;
mod source;
mod words;

use std::fmt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Something that breaks a wall.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, from the root of the workspace.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub advice: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.advice)
    }
}

/// Checks every tracked file of this workspace.
///
/// # Errors
/// Git does not answer or a file cannot be read.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut files = book::Files::new();
    for path in tracked(root)? {
        let file = root.join(&path);
        // A file that was removed and not committed yet is no longer there to be tidy.
        if !file.is_file() {
            continue;
        }
        let bytes = std::fs::read(&file).with_context(|| format!("{path} cannot be read"))?;
        // Pictures and databases hold no words.
        let text = String::from_utf8(bytes).ok();
        if let Some(text) = &text {
            findings.extend(check_file(&path, text));
        }
        files.insert(path, text);
    }
    findings.extend(book::check(&files));
    findings.sort();
    Ok(findings)
}

/// Checks one file of this content at this path, which is from the root and decides what the file is.
#[must_use]
pub fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = words::check(path, text);
    if path.ends_with("Cargo.toml") {
        findings.extend(manifests::check(path, text));
    }
    if path.ends_with(".rs") || is_script(path) {
        findings.extend(source::check(path, text));
    }
    let at = |(line, advice)| Finding { path: path.to_owned(), line, advice };
    findings.into_iter().map(at).collect()
}

/// A line and what is wrong with it.
type Remark = (usize, String);

fn is_script(path: &str) -> bool {
    let kind = Path::new(path).extension().and_then(|kind| kind.to_str());
    matches!(kind, Some("mjs" | "js" | "ts"))
}

fn is_fixture(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "fixtures" | "migrations" | "templates" | "snapshots"))
}

fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with("_tests.rs")
        || name == "tests.rs"
        || name.ends_with(".test.mjs")
        || path.split('/').any(|part| part == "tests" || part == "benches")
}

/// The room of a path: `crates/<room>/..`.
fn room(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}

fn tracked(root: &Path) -> Result<Vec<String>> {
    let output =
        Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().context("git is missing")?;
    if !output.status.success() {
        bail!("git ls-files failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let names = String::from_utf8(output.stdout).context("a tracked file has a name that is no UTF-8")?;
    Ok(names.split_terminator('\0').map(str::to_owned).collect())
}

#[cfg(test)]
#[path = "tidy_tests.rs"]
mod tests;
