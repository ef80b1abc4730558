//! The operator's book has examples of people from other systems: they come in as it says.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use crate::running::{complained, run, said};

/// The only block of this language in a chapter.
fn example(language: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/accounts.md");
    let chapter = fs::read_to_string(path).ok()?;
    let (_, after) = chapter.split_once(&format!("```{language}\n"))?;
    after.split_once("```").map(|(block, _)| block.to_owned())
}

#[test]
fn the_examples_of_the_book_can_be_brought_in() {
    let folder = tempdir().unwrap();
    for (language, file) in [("csv", "people.csv"), ("jsonl", "people.jsonl")] {
        fs::write(folder.path().join(file), example(language).unwrap()).unwrap();
        let applied = run(folder.path(), &["account", "import", file, "--apply", "--data", "data"]);
        assert!(applied.status.success(), "{file}: {}{}", said(&applied), complained(&applied));
        assert!(said(&applied).contains("2 came in, 0 are here already, 0 cannot"), "{}", said(&applied));
    }
    let chloe = said(&run(folder.path(), &["account", "show", "chloe", "--data", "data"]));
    assert!(chloe.contains("password  set") && chloe.contains("authenticator_app (enabled)"), "{chloe}");
}
