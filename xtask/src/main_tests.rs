//! The project's pages are held to this command line: each `cargo xtask` command that they name exists.

use std::fs;
use std::path::PathBuf;

use clap::Parser as _;
use clap::error::ErrorKind;

use super::Arguments;

/// The arguments of each `cargo xtask` in code, in blocks and in sentences.
fn commands(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut code = false;
    for line in text.lines() {
        code ^= line.starts_with("```");
        let spans = line.split('`').skip(1).step_by(2);
        let parts: Vec<&str> = if code { vec![line.trim_start_matches("$ ")] } else { spans.collect() };
        let named = parts.into_iter().filter_map(|part| part.strip_prefix("cargo xtask"));
        let bare = named.filter_map(|rest| rest.split(['#', '…', '|', '>']).next());
        found.extend(bare.map(|rest| rest.trim().to_owned()));
    }
    found
}

/// Whether it is one of ours, be it named without what it needs.
fn exists(arguments: &str) -> bool {
    let words = std::iter::once("cargo xtask").chain(arguments.split_whitespace());
    let unfinished = [
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
        ErrorKind::MissingRequiredArgument,
        ErrorKind::MissingSubcommand,
    ];
    Arguments::try_parse_from(words).map_or_else(|error| unfinished.contains(&error.kind()), |_| true)
}

#[test]
fn every_task_that_the_pages_name_exists() {
    let root = xtask::workspace_root();
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let front = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<PathBuf> =
        docs.chain(front).filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    let mut count = 0;
    for page in pages {
        for command in commands(&fs::read_to_string(&page).unwrap()) {
            count += 1;
            assert!(exists(&command), "{}: there is no `cargo xtask {command}`", page.display());
        }
    }
    assert!(count > 5, "only {count} commands were found; are they still read?");
}

#[test]
fn a_task_that_does_not_exist_is_found() {
    assert!(exists("test --only unit") && exists("drill") && exists(""));
    assert!(!exists("tests") && !exists("test --only nothing") && !exists("bench --fast"));
    assert_eq!(commands("Run `cargo xtask tests`.\n```\ncargo xtask test  # all\n```\n"), ["tests", "test"]);
}
