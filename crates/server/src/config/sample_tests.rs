//! The sample changes nothing, names everything, and tells the defaults as they are.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::config::low::SECTIONS;
use crate::config::{Config, Environment};
use rules::settings::Settings;

fn meaning(text: &str) -> String {
    format!("{:?}", Config::of_text(Path::new("vestibule.toml"), text, &Environment::default()).unwrap())
}

/// The sample with the `#` taken off its keys.
fn set(examples_too: bool) -> String {
    let mut example = false;
    let mut lines = Vec::new();
    for line in sample().lines() {
        match line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')) {
            Some(_) if example && !examples_too => {}
            Some(key) => lines.push(key.to_owned()),
            None => lines.push(line.to_owned()),
        }
        example = line.starts_with("# Not set by default");
    }
    lines.join("\n")
}

#[test]
fn the_sample_as_it_is_changes_nothing() {
    assert_eq!(meaning(&sample()), meaning(""));
}

#[test]
fn every_default_that_the_sample_tells_is_the_default() {
    assert_eq!(meaning(&set(false)), meaning(""));
}

#[test]
fn every_key_can_be_set_as_the_sample_shows() {
    for section in SECTIONS {
        for key in section.keys {
            let header =
                if section.name.is_empty() { String::new() } else { format!("[{}]\n", section.name) };
            let text = format!("{header}{} = {}\n", key.name, key.sample);
            let read = crate::config::read::low_config(Path::new("a.toml"), &text, &Environment::default());
            assert!(read.is_ok(), "{text}: {read:?}");
        }
    }
    assert!(set(true).parse::<toml::Table>().is_ok());
}

#[test]
fn every_rule_can_be_set() {
    let settings = serde_json::to_value(Settings::default()).unwrap();
    let rules: BTreeSet<_> = settings.as_object().unwrap().keys().map(String::as_str).collect();
    let section = SECTIONS.iter().find(|section| section.name == "rules").unwrap();
    let keys: BTreeSet<_> = section.keys.iter().map(|key| key.name).collect();
    let elsewhere =
        ["profile", "places_known", "text_messages", "mail", "passkeys", "risk", "keep_events_for"];
    let elsewhere = BTreeSet::from(elsewhere);
    assert_eq!(rules.difference(&elsewhere).copied().collect::<BTreeSet<_>>(), keys);
}
