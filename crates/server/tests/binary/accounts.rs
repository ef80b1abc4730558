//! Stories of accounts at the command line: made, locked, brought in, taken out.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use tempfile::tempdir;

use crate::running::{complained, run, said, vestibule};

fn account(folder: &Path, arguments: &[&str]) -> std::process::Output {
    run(folder, &[&["account", "--data", "data"], arguments].concat())
}

const PEOPLE: &str = "user_name,display_name,emails,groups,password_hash,totp_seed,phone\n\
    ana,Ana,ana@example.org,freelancer,$2b$04$abcdefghijklmnopqrstuuQ1LkU1uL0G5C3XGgkVdJxZfT6o0Zp7i,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP,\n\
    ben,Ben,ben@example.org,client,,,+351912345678\n\
    carl,Carl,not an address,client,,,\n\
    ana,Ana again,,,,,\n\
    dora,Dora,,,,SHORT234,\n";

#[test]
fn an_account_is_made_with_a_link_shown_locked_and_opened() {
    let folder = tempdir().unwrap();
    let made = account(folder.path(), &["create", "ana", "--email", "ana@example.org", "--group", "client"]);
    assert!(made.status.success(), "{}", complained(&made));
    assert!(said(&made).contains("/reset/new?token="));
    assert!(account(folder.path(), &["lock", "ANA@example.org"]).status.success());
    let shown = account(folder.path(), &["show", "ana", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&said(&shown)).unwrap();
    assert_eq!((&shown["state"], &shown["has_password"]), (&"locked".into(), &false.into()));
    assert_eq!(shown["groups"][0], "client");
    assert!(said(&account(folder.path(), &["unlock", "ana"])).contains("now active"));
    let taken = account(folder.path(), &["create", "Ana"]);
    assert_eq!(taken.status.code(), Some(1));
    assert!(complained(&taken).contains("taken"), "{}", complained(&taken));
}

#[test]
fn the_operator_says_who_looks_after_the_site_and_reads_what_happened() {
    let folder = tempdir().unwrap();
    assert!(account(folder.path(), &["create", "ana"]).status.success());
    let is_one = || {
        let shown = account(folder.path(), &["show", "ana", "--json"]);
        let shown: serde_json::Value = serde_json::from_str(&said(&shown)).unwrap();
        shown["administrator"].clone()
    };
    assert_eq!(is_one(), false);
    let granted = said(&account(folder.path(), &["administrator", "ana", "--grant"]));
    assert!(granted.contains("now an administrator") && granted.contains("passkey"), "{granted}");
    assert_eq!(is_one(), true);
    let again = said(&account(folder.path(), &["administrator", "ana", "--grant"]));
    assert!(again.contains("already an administrator"), "{again}");
    assert!(said(&account(folder.path(), &["show", "ana"])).contains("looks after the site"));
    assert!(
        said(&account(folder.path(), &["administrator", "ana", "--revoke"])).contains("now no administrator")
    );
    assert_eq!(account(folder.path(), &["administrator", "ana"]).status.code(), Some(2));
    // Within one second the order is not told.
    let lines = said(&account(folder.path(), &["activity", "ana"]));
    assert_eq!(lines.lines().count(), 3, "{lines}");
    for told in ["Account made", "Made an administrator", "No longer an administrator"] {
        assert!(lines.contains(told), "{told}: {lines}");
    }
    let events = said(&account(folder.path(), &["activity", "ana", "--json"]));
    let events: Vec<serde_json::Value> =
        events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.iter().any(|event| event["what"] == "administrator_unmade"), "{events:?}");
    assert_eq!(said(&account(folder.path(), &["activity", "ana", "--limit", "1"])).lines().count(), 1);
    let odd = account(folder.path(), &["activity", "ana", "--language", "xx"]);
    assert!(complained(&odd).contains("choose en or es"), "{}", complained(&odd));
    assert!(account(folder.path(), &["create", "gil", "--administrator"]).status.success());
    let shown: serde_json::Value =
        serde_json::from_str(&said(&account(folder.path(), &["show", "gil", "--json"]))).unwrap();
    assert_eq!(shown["administrator"], true);
}

#[test]
fn a_password_from_standard_input_is_held_to_the_rules() {
    let folder = tempdir().unwrap();
    let with = |password: &str| {
        let arguments = ["account", "--data", "data", "create", "ana", "--password-stdin"];
        let mut child = vestibule(folder.path(), &arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let weak = with("short\n");
    assert_eq!(weak.status.code(), Some(1));
    assert!(complained(&weak).contains("fewer than 12"), "{}", complained(&weak));
    assert!(with("seven quiet lanterns\n").status.success());
}

#[test]
fn an_import_is_tried_then_applied_and_changes_nothing_the_second_time() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    let tried = account(folder.path(), &["import", "people.csv"]);
    assert_eq!(tried.status.code(), Some(3), "{}", complained(&tried));
    let report = said(&tried);
    for told in
        ["line 4: ", "line 5: ana stands in this file a second time", "line 6: ", "Nothing was changed"]
    {
        assert!(report.contains(told), "{told}: {report}");
    }
    assert_eq!(said(&account(folder.path(), &["export"])), "");
    let applied = account(folder.path(), &["import", "people.csv", "--apply"]);
    assert!(said(&applied).contains("2 came in, 0 are here already, 3 cannot"), "{}", said(&applied));
    let exported = said(&account(folder.path(), &["export"]));
    let again = account(folder.path(), &["import", "people.csv", "--apply"]);
    assert!(said(&again).contains("0 came in, 2 are here already"), "{}", said(&again));
    assert_eq!(said(&account(folder.path(), &["export"])), exported);
    assert_eq!(exported.lines().count(), 2);
}

#[test]
fn what_was_exported_can_be_brought_in_elsewhere() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    account(folder.path(), &["import", "people.csv", "--apply"]);
    fs::write(folder.path().join("people.jsonl"), said(&account(folder.path(), &["export"]))).unwrap();
    let elsewhere =
        run(folder.path(), &["account", "--data", "elsewhere", "import", "people.jsonl", "--apply"]);
    assert!(elsewhere.status.success(), "{}", complained(&elsewhere));
    assert!(said(&elsewhere).contains("2 came in"), "{}", said(&elsewhere));
}
