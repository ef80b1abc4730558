//! What the doctor says of files that are old, broken, or for something else.

use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

use super::super::Health;
use super::*;

const NOW: i64 = 1_800_000_000;
const DAY: i64 = 86_400;

/// A list that was last written so many days ago.
fn list(folder: &Path, days: i64, text: &str) -> std::path::PathBuf {
    let file = folder.join(format!("{days}.txt"));
    std::fs::write(&file, text).unwrap();
    let written = u64::try_from(NOW - days * DAY).unwrap();
    File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_modified(UNIX_EPOCH + Duration::from_secs(written))
        .unwrap();
    file
}

#[test]
fn old_files_are_worth_a_note_and_broken_ones_are_bad() {
    let folder = tempfile::tempdir().unwrap();
    let files = PlaceFiles {
        hosting_networks: vec![list(folder.path(), 60, "192.0.2.0/24\nAS64500")],
        vpn_networks: vec![list(folder.path(), 61, "192.0.2.0/24")],
        tor_exits: vec![list(folder.path(), 1, "192.0.2.1\nexit\n")],
        ..PlaceFiles::default()
    };
    let found = places(&files, NOW);
    let health: Vec<_> = found.iter().map(|finding| finding.health).collect();
    assert_eq!(health, [Health::Good, Health::Worth, Health::Bad, Health::Worth]);
    for (finding, says) in found.iter().zip([
        "60 days old, comes to 2 rows",
        "61 days old, comes to one row; get a newer one",
        "1.txt (files.tor_exits): line 2: ",
        "no data on countries",
    ]) {
        assert!(finding.says.contains(says), "{}: {says}", finding.says);
    }
}
