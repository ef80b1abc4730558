//! The house is tidy: the walls of the design hold in every tracked file. What each wall is stands in `xtask::tidy`.

#[test]
fn every_wall_stands() {
    let findings = xtask::tidy::check(&xtask::workspace_root()).unwrap();
    let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} findings:\n{}", list.len(), list.join("\n"));
}
