//! README and the operator's book are held to the program: each command, flag and config key that they name exists, and the
//! chapter on the config has every key. Links, pictures and metrics are held by `xtask`'s tidy walls.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::commands::CommandLine;
use crate::config::{Config, Environment, is_key, sample};

/// A page and what is set in code on it: whole blocks with their language, and spans inside sentences.
struct Page {
    name: String,
    blocks: Vec<(String, String)>,
    spans: Vec<String>,
}

impl Page {
    fn read(name: &str, text: &str) -> Self {
        let (mut blocks, mut spans) = (Vec::new(), Vec::new());
        let mut open: Option<(String, String)> = None;
        for line in text.lines() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(language)) => open = Some((language.to_owned(), String::new())),
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some((_, block)), None) => {
                    block.push_str(line);
                    block.push('\n');
                }
                (None, None) => spans.extend(line.split('`').skip(1).step_by(2).map(str::to_owned)),
            }
        }
        assert!(open.is_none(), "{name}: a block of code is not closed");
        Self { name: name.to_owned(), blocks, spans }
    }

    /// What a reader would type: lines after a `$` in blocks for a terminal, and spans that begin with the program's name.
    fn commands(&self) -> impl Iterator<Item = (String, bool)> {
        let typed = self.blocks.iter().flat_map(|(_, block)| block.lines());
        let typed = typed.filter_map(|line| line.strip_prefix("$ ")).map(|line| (line.to_owned(), true));
        let named = self.spans.iter().map(|span| (span.clone(), false));
        typed.chain(named).filter_map(|(line, whole)| Some((of_vestibule(&line)?, whole)))
    }
}

/// The part of a shell line that `vestibule` gets, be it behind `sudo -u`, a path or `cargo run`.
fn of_vestibule(line: &str) -> Option<String> {
    let line = line.split(" && ").find(|part| part.contains("vestibule") || part.starts_with("cargo run"))?;
    let line = line.strip_prefix("sudo -u vestibule ").unwrap_or(line);
    let line = line.split(['|', '>', '#', '…']).next()?.trim();
    let (program, rest) = line.split_once(' ').unwrap_or((line, ""));
    if program == "cargo" {
        return rest.strip_prefix("run --release -- ").map(str::to_owned);
    }
    (program == "vestibule" || program.ends_with("/dist/vestibule")).then(|| rest.to_owned())
}

/// Why a command line is not one of ours. One that is only named inside a sentence may leave out what it needs.
fn objection(arguments: &str, whole: bool) -> Option<String> {
    let words = std::iter::once("vestibule").chain(arguments.split_whitespace());
    let error = CommandLine::try_parse_from(words).err()?;
    let unfinished = [
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
        ErrorKind::MissingRequiredArgument,
        ErrorKind::MissingSubcommand,
    ];
    let shown = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
    let fine = shown.contains(&error.kind()) || (!whole && unfinished.contains(&error.kind()));
    (!fine).then(|| error.to_string())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn pages() -> Vec<Page> {
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let docs =
        docs.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "md"));
    let front = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
    let pages = front.iter().map(|name| root().join(name)).chain(docs);
    pages.map(|path| Page::read(&path.display().to_string(), &fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn every_command_in_the_book_exists() {
    let mut count = 0;
    for page in pages() {
        for (command, whole) in page.commands() {
            count += 1;
            let wrong = objection(&command, whole);
            assert!(wrong.is_none(), "{}: `vestibule {command}`: {}", page.name, wrong.unwrap_or_default());
        }
    }
    assert!(count > 40, "only {count} commands were found; are they still read?");
}

#[test]
fn a_command_flag_or_value_that_does_not_exist_is_found() {
    let typed = |line: &str| objection(&of_vestibule(line).unwrap(), true);
    assert!(typed("sudo -u vestibule vestibule account show ana --config v.toml").is_none());
    assert!(typed("./target/dist/vestibule config check v.toml").is_none());
    for wrong in [
        "vestibule backup",
        "vestibule serve --port 80",
        "vestibule account show",
        "vestibule serve --listen here",
    ] {
        assert!(typed(wrong).is_some(), "{wrong}");
    }
    assert!(objection("account create", false).is_none(), "a command may be named without what it takes");
    assert!(objection("account delete", false).is_some());
    assert_eq!(of_vestibule("sudo systemctl restart vestibule"), None);
}

/// Keys that a page names in its sentences: `section.key`, and variables of the environment.
fn keys(page: &Page) -> BTreeSet<String> {
    let variable = |span: &str| {
        let path = span.strip_prefix("VESTIBULE__")?.to_ascii_lowercase();
        Some(path.split("__").take(2).collect::<Vec<_>>().join("."))
    };
    let words = page.spans.iter().flat_map(|span| span.split([' ', '='])).filter(|word| !word.is_empty());
    let named = words.filter_map(|word| variable(word).or_else(|| Some(word.to_owned())));
    named.filter(|word| word.split('.').next().is_some_and(is_section) && word.contains('.')).collect()
}

fn is_section(name: &str) -> bool {
    is_key(name, None)
}

fn exists(key: &str) -> bool {
    key.split_once('.').is_some_and(|(section, key)| is_key(section, Some(key)))
}

#[test]
fn every_config_key_that_the_book_names_exists() {
    let mut count = 0;
    for page in pages() {
        for key in keys(&page) {
            count += 1;
            assert!(exists(&key), "{}: there is no config key `{key}`", page.name);
        }
    }
    assert!(count > 20, "only {count} keys were found; are they still read?");
    let wrong = Page::read("a page", "Set `site.ulr = 1` or `VESTIBULE__SITE__NAMES`, and `listen.address`.");
    assert_eq!(keys(&wrong).iter().filter(|key| !exists(key)).count(), 2);
}

#[test]
fn every_config_in_the_book_is_taken() {
    let read = |text: &str| Config::of_text(Path::new("vestibule.toml"), text, &Environment::default());
    let mut count = 0;
    for page in pages() {
        for (_, block) in page.blocks.iter().filter(|(language, _)| language == "toml") {
            count += 1;
            let wrong = read(block).err().map(|error| error.to_string());
            assert!(wrong.is_none(), "{}: {}\n{block}", page.name, wrong.unwrap_or_default());
        }
    }
    assert!(count > 8, "only {count} configs were found; are they still read?");
    assert!(read("[site]\nulr = \"https://id.example.org\"\n").is_err());
}

#[test]
fn the_chapter_on_the_config_has_the_whole_sample() {
    let pages = pages();
    let chapter = pages.iter().find(|page| page.name.ends_with("configuration.md")).unwrap();
    let shown = chapter.blocks.iter().any(|(language, block)| language == "toml" && *block == sample());
    assert!(
        shown,
        "docs/configuration.md must end with what `vestibule config sample` prints; paste it anew"
    );
}
