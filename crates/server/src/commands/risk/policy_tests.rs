//! A policy that cannot be meant is refused, with the line and what to write.

use std::path::Path;

use risk::{Policy, UnknownBrowser, Verdict};

use super::rules;

fn refused(text: &str) -> String {
    rules(Path::new("p.toml"), text).unwrap_err().to_string()
}

#[test]
fn a_policy_says_what_differs_from_the_default() {
    assert_eq!(rules(Path::new("p.toml"), "").unwrap().policy, Policy::default());
    let text = "budget = 0.05\nunknown_browser = \"new_country\"\n[groups]\nclient = \"challenge\"\n";
    let read = rules(Path::new("p.toml"), text).unwrap();
    assert_eq!(read.policy.unknown_browser, UnknownBrowser::NewCountry);
    assert!((read.policy.budget - 0.05).abs() < 1e-12);
    assert_eq!(read.groups.get("client"), Some(&Verdict::Challenge.into()));
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_and_its_line() {
    assert_eq!(
        refused("\nbudgte = 0.05\n"),
        "p.toml:2: `budgte`: there is no such key; did you mean `budget`?"
    );
    let wrong = refused("[groups]\nvip = \"challenge\"\nclient = \"chalenge\"\n");
    assert!(
        wrong.starts_with("p.toml:3: `groups.client`") && wrong.contains("did you mean `challenge`?"),
        "{wrong}"
    );
    assert!(refused("budget = \"much\"").starts_with("p.toml:1: `budget`: expected f64"));
}

#[test]
fn impossible_numbers_are_refused_with_their_line() {
    for (text, line) in [
        ("strong_above = 2\nbudget = 1.5", 2),
        ("budget = -0.1", 1),
        ("budget = nan", 1),
        ("budget = 0.1\nstrong_above = inf", 2),
        ("strong_above = 5\nrefuse_above = 4", 2),
    ] {
        let wrong = refused(text);
        assert!(
            wrong.starts_with(&format!("p.toml:{line}: `")) && wrong.contains("must be"),
            "{text}: {wrong}"
        );
    }
}
