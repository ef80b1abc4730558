//! A policy is rehearsed on past sign-ins by the built binary: the same log and policy give the same bytes, broken lines
//! are told, and a check in CI can rely on the exit codes.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::tempdir;

use crate::running::{Running, complained, run, said, vestibule};

/// The only block of this language in the chapter on rehearsals.
fn example(language: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rehearsal.md");
    let chapter = fs::read_to_string(path).ok()?;
    let (_, after) = chapter.split_once(&format!("```{language}\n"))?;
    after.split_once("```").map(|(block, _)| block.to_owned())
}

fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn generate(folder: &Path, file: &str) {
    generate_with(folder, &[file]);
}

/// The log of all stories, with more than that; the file comes first.
fn generate_with(folder: &Path, more: &[&str]) {
    let arguments = [
        "risk",
        "generate",
        "--seed",
        "3",
        "--users",
        "60",
        "--attacked-every",
        "20",
        "--drill",
        "stuffing",
        "--output",
    ];
    let made = run(folder, &[&arguments[..], more].concat());
    assert!(made.status.success(), "{}", complained(&made));
}

fn replay(folder: &Path, more: &[&str]) -> Output {
    run(folder, &[&["risk", "replay"], more].concat())
}

#[test]
fn the_same_log_and_policy_give_the_same_bytes_on_every_machine() {
    let (one, other) = (tempdir().unwrap(), tempdir().unwrap());
    let report = |folder: &Path| {
        fs::write(folder.join("careful.toml"), "budget = 0.03\n[groups]\nclient = \"challenge_strong\"\n")
            .unwrap();
        generate(folder, "log.csv");
        let told = replay(folder, &["log.csv", "--policy", "careful.toml", "--report", "report.html"]);
        assert!(told.status.success(), "{}", complained(&told));
        (
            fs::read(folder.join("log.csv")).unwrap(),
            fs::read(folder.join("report.html")).unwrap(),
            said(&told),
        )
    };
    let (log, page, told) = report(one.path());
    assert_eq!((log.clone(), page.clone(), told.clone()), report(other.path()));
    // Written down once: another machine or compiler must come to the same. What the engine decides may change with the
    // engine, and only with it.
    let figures = said(&replay(one.path(), &["log.csv", "--policy", "careful.toml", "--json"]));
    assert_eq!((fingerprint(&log), fingerprint(figures.as_bytes())), (LOG, FIGURES), "{figures}");
    let page = String::from_utf8(page).unwrap();
    for foreign in ["http:", "https:", "<script", "src=", "url(", "@import"] {
        assert!(!page.contains(foreign), "the report needs nothing else, but has {foreign}");
    }
    for section in [
        "Asked over time",
        "By group",
        "By country",
        "By account age",
        "Thieves stopped",
        "no way in",
        "Asked most",
    ] {
        assert!(page.contains(section), "{section}");
    }
    assert!(told.contains("95 % interval") && told.contains("stuffing: "), "{told}");
}

const LOG: u64 = 13_895_234_382_947_169_222;
const FIGURES: u64 = 2_662_977_699_381_904_023;

#[test]
fn every_kind_of_thief_is_in_a_log_and_a_poisoner_moves_no_history() {
    let folder = tempdir().unwrap();
    generate_with(folder.path(), &["log.csv", "--drill", "spraying", "--drill", "poisoning"]);
    let told = said(&replay(folder.path(), &["log.csv", "--json", "--report", "report.html"]));
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let thieves = told["takeovers"].as_object().unwrap();
    let names: Vec<&str> = thieves.keys().map(String::as_str).collect();
    for kind in [
        "naive",
        "vpn",
        "targeted",
        "mimic",
        "stolen_token",
        "copy_anywhere",
        "copy_country",
        "copy_provider",
    ] {
        assert!(names.contains(&kind), "{kind}: {names:?}");
    }
    let poisoning = &thieves["poisoning"];
    let (all, stopped) = (poisoning["all"].as_u64().unwrap(), poisoning["stopped"].as_u64().unwrap());
    assert!(all > 0 && all % 21 == 0 && stopped == all, "{poisoning}");
    let again = &told["thieves_who_came_again"];
    assert_eq!(again["times"].as_u64(), Some(all / 21 * 20), "{again}");
    assert_eq!(told["second_steps_not_passed"], again["times"]);
    // Whatever moves is everybody else's doing: the statistics of all accounts go on meanwhile.
    assert!(again["score_fell_at_most"].as_f64().unwrap() < 0.05, "{again}");
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("Thieves who failed the second step came again"), "the report tells it");
    // Of the drills on all accounts, few attempts have the right password: among 60 people perhaps none.
    let log = fs::read_to_string(folder.path().join("log.csv")).unwrap();
    for (drill, attempts) in [("stuffing", 60), ("spraying", 60)] {
        assert_eq!(log.lines().filter(|line| line.ends_with(drill)).count(), attempts, "{drill}");
    }
}

#[test]
fn broken_lines_are_passed_over_and_told_or_stop_it_as_asked() {
    let folder = tempdir().unwrap();
    let log =
        "time,user,country\n2026-01-02,ana,PT\n2026-01-02 25:00,ana,PT\n2026-01-03,ana\n2026-01-04,ana,PT\n";
    fs::write(folder.path().join("log.csv"), log).unwrap();
    let skipped = replay(folder.path(), &["log.csv", "--warm-up", "0", "--json"]);
    assert!(skipped.status.success());
    let told = complained(&skipped);
    assert!(told.contains("log.csv: line 3, column 1: `Login Timestamp`"), "{told}");
    assert!(told.contains("line 4, column 15: 2 fields, where the heading has 3"), "{told}");
    assert!(said(&skipped).contains("\"broken\":2"), "{}", said(&skipped));
    let stopped = replay(folder.path(), &["log.csv", "--on-error", "stop"]);
    assert_eq!(stopped.status.code(), Some(1));
    assert!(complained(&stopped).contains("line 3, column 1") && said(&stopped).is_empty());
    fs::write(folder.path().join("other.csv"), "when,who\n1,2\n").unwrap();
    let other = replay(folder.path(), &["other.csv"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(complained(&other).contains("no column `Login Timestamp`"), "{}", complained(&other));
}

#[test]
fn a_comparison_ends_with_0_for_the_same_1_for_changes_and_2_for_errors() {
    let folder = tempdir().unwrap();
    generate(folder.path(), "log.csv");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("a.toml", "");
    write("same.toml", "budget = 0.02 # the default\n");
    write("b.toml", "unknown_browser = \"new_country\"\n");
    write("bad.toml", "unknown_browsers = \"always\"\n");
    let compare =
        |other: &str, log: &str| run(folder.path(), &["risk", "compare", "a.toml", other, "--log", log]);
    let same = compare("same.toml", "log.csv");
    assert_eq!(same.status.code(), Some(0), "{}{}", said(&same), complained(&same));
    let changed = compare("b.toml", "log.csv");
    assert_eq!(changed.status.code(), Some(1));
    let told = said(&changed);
    assert!(
        told.contains("challenge -> allow")
            && told.contains("a browser that is not known; now no reason to ask"),
        "{told}"
    );
    let bad = compare("bad.toml", "log.csv");
    assert_eq!(bad.status.code(), Some(2));
    let told = complained(&bad);
    assert!(
        told.contains("bad.toml:1: `unknown_browsers`") && told.contains("did you mean `unknown_browser`?"),
        "{told}"
    );
    assert_eq!(compare("b.toml", "nowhere.csv").status.code(), Some(2));
    // A check does not pass because nothing was looked at.
    fs::write(folder.path().join("short.csv"), "time,user\n2026-01-02,ana\n2026-01-03,ana\n").unwrap();
    let short = compare("b.toml", "short.csv");
    assert_eq!(short.status.code(), Some(2));
    assert!(complained(&short).contains("try --warm-up 0"), "{}", complained(&short));
    let whole =
        ["risk", "compare", "a.toml", "same.toml", "--log", "short.csv", "--warm-up", "0"].map(str::to_owned);
    let whole = run(folder.path(), &whole.each_ref().map(String::as_str));
    assert_eq!(whole.status.code(), Some(0), "{}{}", said(&whole), complained(&whole));
    assert!(said(&whole).contains("0 of 2 sign-ins change"), "{}", said(&whole));
}

#[test]
fn the_report_of_a_comparison_needs_nothing_else_and_says_whose_sign_ins_change_and_why() {
    let folder = tempdir().unwrap();
    generate(folder.path(), "log.csv");
    fs::write(folder.path().join("a.toml"), "").unwrap();
    let lenient = "unknown_browser = \"new_country\"\n[groups]\nclient = \"challenge_strong\"\n";
    fs::write(folder.path().join("b.toml"), lenient).unwrap();
    let arguments = ["risk", "compare", "a.toml", "b.toml", "--log", "log.csv", "--report", "report.html"];
    let report = |more: &[&str]| {
        let told = run(folder.path(), &[&arguments[..], more].concat());
        assert_eq!(told.status.code(), Some(1), "{}", complained(&told));
        (said(&told), fs::read_to_string(folder.path().join("report.html")).unwrap())
    };
    let (json, page) = report(&["--json"]);
    assert_eq!((json.clone(), page.clone()), report(&["--json"]));
    for foreign in ["http:", "https:", "<script", "src=", "url(", "@import"] {
        assert!(!page.contains(foreign), "the report needs nothing else, but has {foreign}");
    }
    for part in [
        "Asked over time",
        "By group",
        "By country",
        "By account age",
        "Why more is asked",
        "Why it was asked, where less is asked now",
        "Thieves stopped",
        "Sign-ins that change",
        "the least that a group is asked",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let client = &json["groups"]["client"];
    assert!(client["asked_more"].as_u64().unwrap() > 100 && client["asked_less"] == 0, "{client}");
    let moved: u64 =
        json["moves"].as_array().unwrap().iter().map(|of| of["sign_ins"].as_u64().unwrap()).sum();
    assert!(json["changes"].as_u64() == Some(moved) && moved > 0, "{json}");
    // What changes depends on what was learned before: a longer warm-up compares less.
    let (later, _) = report(&["--json", "--warm-up", "200"]);
    let later: serde_json::Value = serde_json::from_str(&later).unwrap();
    assert!(later["sign_ins"].as_u64() < json["sign_ins"].as_u64(), "{later}");
}

#[test]
fn the_examples_of_the_chapter_work() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("careful.toml"), example("policy").unwrap()).unwrap();
    for (language, rows) in [("csv", "3 rows of 2 accounts"), ("jsonl", "2 rows of 1 account")] {
        let log = format!("log.{language}");
        fs::write(folder.path().join(&log), example(language).unwrap()).unwrap();
        let told = replay(folder.path(), &[&log, "--policy", "careful.toml", "--warm-up", "0"]);
        assert!(told.status.success() && complained(&told).is_empty(), "{}", complained(&told));
        assert!(said(&told).contains(rows), "{}", said(&told));
    }
}

#[test]
fn what_the_service_decided_comes_out_the_same_when_its_own_record_is_replayed() {
    let folder = tempdir().unwrap();
    let create = ["account", "--data", "data", "create", "ana", "--password-stdin"];
    let mut made = vestibule(folder.path(), &create).stdin(Stdio::piped()).spawn().unwrap();
    made.stdin.take().unwrap().write_all(b"seven quiet lanterns\n").unwrap();
    assert!(made.wait().unwrap().success());
    let server = Running::start(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--data", "data"]);
    let sign_in = |password: &str| {
        let body = format!(r#"{{"username": "ana", "password": "{password}"}}"#);
        server.post("/api/v1/sign-ins", &body)
    };
    for _ in 0..3 {
        let (status, step) = sign_in("seven quiet lanterns");
        assert_eq!(status, 201, "{step}");
    }
    assert_eq!(sign_in("seven quiet lamps").0, 422);
    assert!(server.terminate().success());
    let exported = run(folder.path(), &["risk", "export", "--data", "data"]);
    let log = said(&exported);
    assert_eq!(log.lines().count(), 4, "{}{log}", complained(&exported));
    assert!(!log.contains("ana") && !log.contains("127.0.0.1"), "{log}");
    fs::write(folder.path().join("log.jsonl"), &log).unwrap();
    let replay = |more: &[&str]| {
        let arguments = [&["risk", "replay", "log.jsonl", "--warm-up", "0"], more].concat();
        said(&run(folder.path(), &arguments))
    };
    let told = replay(&[]);
    assert!(told.contains("Decisions recorded under this policy: 3 of 3 come out the same"), "{told}");
    // One decision is changed by hand: it is noticed.
    let changed = log.replacen("\"verdict\":\"challenge\",\"policy\"", "\"verdict\":\"allow\",\"policy\"", 1);
    assert_ne!(changed, log);
    fs::write(folder.path().join("log.jsonl"), &changed).unwrap();
    let told = replay(&[]);
    assert!(told.contains("Decisions recorded under this policy: 2 of 3 come out the same"), "{told}");
    fs::write(folder.path().join("other.toml"), "budget = 0.5\n").unwrap();
    let told = replay(&["--policy", "other.toml"]);
    assert!(!told.contains("Decisions recorded under this policy"), "another policy was in force: {told}");
    assert!(told.contains("sign-ins   3"), "{told}");
}
