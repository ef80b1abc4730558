//! Stories of the server: it starts, it says why not, it ends in good order and survives a kill.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tempfile::tempdir;

use crate::running::{Running, complained, run, said};

const SERVE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--data", "data"];

#[test]
fn a_new_installation_hands_out_the_first_administrators_link_once_and_answers() {
    let folder = tempdir().unwrap();
    let server = Running::start(folder.path(), &SERVE);
    assert!(
        server.said.contains(&format!("http://localhost:{}/reset/new?token=", server.port)),
        "{}",
        server.said
    );
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.get("/demo").0, 404);
    assert!(server.terminate().success());
    let again = Running::start(folder.path(), &SERVE);
    assert!(!again.said.contains("token="), "{}", again.said);
    assert!(again.said.contains("vestibule account link admin"), "{}", again.said);
    assert!(again.terminate().success());
}

#[test]
fn a_start_that_fails_hands_out_no_link_and_the_next_good_one_does() {
    let folder = tempdir().unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--config", "v.toml"];
    let kept = "database.path = \"site.sqlite\"\nkeys.file = \"keys\"\n";
    let config = folder.path().join("v.toml");
    fs::write(&config, format!("{kept}files.countries = \"gone.mmdb\"\n")).unwrap();
    let refused = run(folder.path(), &serve);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complained(&refused).contains("files.countries"), "{}", complained(&refused));
    assert!(!said(&refused).contains("token="), "{}", said(&refused));
    fs::write(&config, kept).unwrap();
    let server = Running::start(folder.path(), &serve);
    assert!(server.said.contains("/reset/new?token="), "{}", server.said);
    assert!(server.terminate().success());
}

#[test]
fn a_kill_loses_nothing_and_the_next_start_works() {
    let folder = tempdir().unwrap();
    Running::start(folder.path(), &SERVE).kill();
    let again = Running::start(folder.path(), &SERVE);
    assert!(!again.said.contains("token="), "the administrator that was made is still there");
    assert_eq!(again.get("/healthz").0, 200);
    assert!(again.terminate().success());
}

#[test]
fn a_typo_in_the_config_is_refused_with_its_line_and_the_nearest_key() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("v.toml"), "[site]\nname = \"Pine\"\nulr = \"https://id.example.org\"\n")
        .unwrap();
    let refused = run(folder.path(), &["serve", "--config", "v.toml"]);
    assert_eq!(refused.status.code(), Some(1));
    let why = complained(&refused);
    assert!(why.contains("v.toml:3") && why.contains("did you mean `url`?"), "{why}");
}

#[test]
fn a_second_server_on_the_same_file_is_refused_in_a_sentence() {
    let folder = tempdir().unwrap();
    let first = Running::start(folder.path(), &SERVE);
    let refused = run(folder.path(), &SERVE);
    assert_eq!(refused.status.code(), Some(1));
    let why = complained(&refused);
    assert!(why.contains("another process uses the database") && why.contains("PostgreSQL"), "{why}");
    let refused = run(folder.path(), &["account", "--data", "data", "show", "admin"]);
    assert!(complained(&refused).contains("stop it first"), "{}", complained(&refused));
    assert!(first.terminate().success());
}

#[test]
fn a_port_that_is_taken_is_refused_in_a_sentence() {
    let folder = tempdir().unwrap();
    let first = Running::start(folder.path(), &SERVE);
    let taken = format!("127.0.0.1:{}", first.port);
    let refused = run(folder.path(), &["serve", "--listen", &taken, "--data", "other"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complained(&refused).contains("another program"), "{}", complained(&refused));
    assert!(first.terminate().success());
}

#[test]
fn a_damaged_database_is_left_alone() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    let file = folder.path().join("data/vestibule.sqlite");
    fs::write(&file, "this is a diary, not a database, and long enough to be read as one".repeat(20))
        .unwrap();
    let before = fs::read(&file).unwrap();
    let refused = run(folder.path(), &SERVE);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complained(&refused).contains("restore a backup"), "{}", complained(&refused));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn keys_that_others_can_read_are_refused_with_the_cure() {
    let folder = tempdir().unwrap();
    assert!(Running::start(folder.path(), &SERVE).terminate().success());
    let keys = folder.path().join("data/keys");
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = run(folder.path(), &SERVE);
    assert!(complained(&refused).contains("chmod 600"), "{}", complained(&refused));
}

#[test]
fn a_database_of_other_keys_is_refused() {
    let folder = tempdir().unwrap();
    assert!(Running::start(folder.path(), &SERVE).terminate().success());
    fs::remove_file(folder.path().join("data/keys")).unwrap();
    let refused = run(folder.path(), &SERVE);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complained(&refused).contains("another key"), "{}", complained(&refused));
}

#[test]
fn postgres_keys_are_never_made_in_passing() {
    let folder = tempdir().unwrap();
    let config = "[database]\nurl = \"postgres://nobody@127.0.0.1:1/none\"\n[keys]\nfile = \"keys\"\n";
    fs::write(folder.path().join("v.toml"), config).unwrap();
    let refused = run(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--config", "v.toml"]);
    assert!(complained(&refused).contains("vestibule keys create"), "{}", complained(&refused));
    assert!(!folder.path().join("keys").exists());
    assert!(run(folder.path(), &["keys", "create", "keys"]).status.success());
    let refused = run(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--config", "v.toml"]);
    assert!(complained(&refused).contains("is PostgreSQL running"), "{}", complained(&refused));
}

#[test]
fn the_demo_lists_its_people_and_leaves_nothing_behind() {
    let folder = tempdir().unwrap();
    let demo = Running::start(folder.path(), &["demo", "--listen", "127.0.0.1:0"]);
    for name in ["ana", "ben", "chloe", "dev", "emi", "fay", "gil"] {
        assert!(demo.said.lines().any(|line| line.starts_with(name)), "{name}: {}", demo.said);
    }
    assert!(demo.said.contains("otpauth://totp/") && demo.said.contains("recovery codes of chloe"));
    let (status, page) = demo.get("/demo");
    assert!(status == 200 && page.contains("copper kettle sings low"), "{page}");
    assert_eq!(demo.get("/demo/outbox").0, 200);
    assert!(demo.terminate().success());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_demo_listens_on_this_machine_only() {
    let folder = tempdir().unwrap();
    let refused = run(folder.path(), &["demo", "--listen", "0.0.0.0:0"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complained(&refused).contains("this machine only"), "{}", complained(&refused));
}

#[test]
fn metrics_have_a_door_of_their_own() {
    let folder = tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    fs::write(folder.path().join("v.toml"), format!("[listen]\nmetrics = \"127.0.0.1:{free}\"\n")).unwrap();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--data", "data", "--config", "v.toml"];
    let mut server = Running::start(folder.path(), &arguments);
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.get("/metrics").0, 404);
    server.port = free;
    let (status, page) = server.get("/metrics");
    assert!(status == 200 && page.contains("vestibule_requests_total"), "{page}");
    assert!(server.terminate().success());
}

#[test]
fn the_doctor_and_the_list_of_norms_answer_in_words_and_in_json() {
    let folder = tempdir().unwrap();
    let doctor = run(folder.path(), &["doctor", "--data", "data", "--json"]);
    let findings: serde_json::Value = serde_json::from_str(&said(&doctor)).unwrap();
    assert!(findings.as_array().unwrap().iter().any(|finding| finding["about"] == "clock"));
    assert!(!folder.path().join("data").exists(), "the doctor makes nothing");
    let norms = run(folder.path(), &["conformance", "--json"]);
    let norms: serde_json::Value = serde_json::from_str(&said(&norms)).unwrap();
    assert!(norms.as_array().unwrap().iter().any(|norm| norm["standing"] == "deviates"));
    assert!(said(&run(folder.path(), &["conformance"])).contains("profile = \"strict\" meets it"));
}
