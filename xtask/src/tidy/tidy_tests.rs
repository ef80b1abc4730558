//! Stories about the walls: each is shown something that breaks it, and something close that does not.

use super::*;

fn advice(path: &str, text: &str) -> Vec<String> {
    check_file(path, text).iter().map(ToString::to_string).collect()
}

#[track_caller]
fn finds(path: &str, text: &str, part: &str) {
    let found = advice(path, text);
    assert!(found.len() == 1 && found[0].contains(part), "{found:#?}");
}

#[track_caller]
fn accepts(path: &str, text: &str) {
    assert_eq!(advice(path, text), Vec::<String>::new());
}

fn manifest(dependencies: &str) -> String {
    format!("[package]\nname = \"x\"\n[lints]\nworkspace = true\n{dependencies}")
}

#[test]
fn arrows_run_down_only() {
    let web = manifest("[dependencies]\nflows = { workspace = true }\nrules = { workspace = true }\n");
    accepts("crates/web/Cargo.toml", &web);
    let up = manifest("[dependencies]\nstore = { workspace = true }\n");
    finds("crates/rules/Cargo.toml", &up, "crates/rules/Cargo.toml:6: `rules` may not name `store`");
    let across = manifest("[dependencies.gate]\npackage = \"vestibule-delivery\"\n");
    finds("crates/store/Cargo.toml", &across, "`store` may not name `delivery`");
    let in_tests = manifest("[dev-dependencies]\nvestibule-web = \"1\"\n");
    finds("crates/flows/Cargo.toml", &in_tests, "`flows` may not name `web`");
}

#[test]
fn each_library_stays_in_its_room() {
    let sql = manifest("[dependencies]\nrusqlite = { workspace = true }\n");
    accepts("crates/store/Cargo.toml", &sql);
    finds("crates/flows/Cargo.toml", &sql, "`rusqlite` belongs to `store`");
    let hidden =
        manifest("[target.'cfg(unix)'.dependencies]\nhashing = { package = \"argon2\", version = \"1\" }\n");
    finds("crates/web/Cargo.toml", &hidden, "`argon2` belongs to `secrets`");
    let gateway = manifest("[dev-dependencies]\naxum = { workspace = true }\n");
    accepts("crates/delivery/Cargo.toml", &gateway);
    let runtime = manifest("[dependencies]\ntokio = { workspace = true }\n");
    finds("crates/risk/Cargo.toml", &runtime, "`risk` is pure");
}

#[test]
fn every_package_inherits_the_lints_and_every_room_is_known() {
    finds("xtask/Cargo.toml", "[package]\nname = \"xtask\"\n", "add `[lints] workspace = true`");
    finds("crates/attic/Cargo.toml", &manifest(""), "`attic` is no room");
    accepts("Cargo.toml", "[workspace]\nmembers = []\n");
}

fn functions(count: usize) -> String {
    (0..count).map(|n| format!("fn f{n}() {{}}\n\n// why\n/// What.\n")).collect()
}

#[test]
fn product_files_have_400_lines_of_code() {
    let opening = "//! A room.\n";
    accepts("crates/web/src/a.rs", &format!("{opening}{}fn end() {{}}\n", functions(399)));
    let long = format!("{opening}{}fn end() {{}}\n", functions(400));
    finds("crates/web/src/a.rs", &long, "401 lines of code where 400 fit");
    accepts("crates/web/src/a_tests.rs", &long);
    accepts("crates/web/tests/stories.rs", &long);
    finds(
        "crates/web/src/a_tests.rs",
        &format!("{opening}{}", functions(801)).replace("\n///", "\n//"),
        "801 lines",
    );
}

#[test]
fn tests_inside_a_product_file_do_not_count() {
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}fn end() {{}}\n}}\n", functions(300));
    let product =
        format!("//! A room.\n{}#[cfg(test)]\nconst SAMPLE: u8 = 1;\n{tests}fn end() {{}}\n", functions(399));
    accepts("crates/web/src/a.rs", &product);
}

#[test]
fn lines_inside_a_string_count_as_code() {
    let text = format!("//! A room.\nconst PAGE: &str = \"{}\";\n", "\n// no comment".repeat(400));
    finds("crates/web/src/a.rs", &text, "401 lines");
}

#[test]
fn files_open_with_what_they_are_for() {
    finds("crates/web/src/a.rs", "fn f() {}\n", "open with `//!`");
    accepts("crates/web/templates/a.rs", "fn generated() {}\n");
}

#[test]
fn empty_names_are_refused() {
    finds("crates/web/src/utils.rs", "//! Things.\n", "`utils` says nothing");
    finds("crates/web/src/common/a.rs", "//! Things.\n", "`common` says nothing");
    finds("crates/web/src/a.rs", "//! Things.\nmod helpers;\n", "a.rs:2: `helpers` says nothing");
    accepts("crates/web/src/a.rs", "//! Things.\n// mod helpers;\nmod common_passwords;\n");
}

#[test]
fn loose_ends_are_refused_unless_they_are_promises() {
    let word = concat!("TO", "DO");
    finds("crates/web/src/a.rs", &format!("//! A room.\n// {word}: later\n"), "a.rs:2: a bare");
    accepts("crates/web/src/a.rs", &format!("//! A room.\n// {word}(#12): later\n// {word}S are a word\n"));
}

#[test]
fn no_test_is_ignored() {
    let test = "#[cfg(test)]\nmod tests {\n#[test]\n#[ignore = \"slow\"]\nfn a() {}\n}\n";
    finds("crates/web/src/a.rs", &format!("//! A room.\n{test}"), "a.rs:5: an ignored test");
    finds("crates/web/tests/a.rs", "//! Stories.\n#[cfg_attr(miri, ignore)]\nfn a() {}\n", "an ignored test");
    accepts("crates/web/tests/a.rs", "//! Stories.\n// #[ignore]\nconst A: &str = \"#[ignore]\";\n");
    finds("tests/a.test.mjs", "test.skip(\"a\", () => {});\n", "every story is told");
}

#[test]
fn sql_stays_in_store() {
    let text = "//! A room.\nconst A: &str = \"SELECT id FROM account\";\n";
    finds("crates/flows/src/a.rs", text, "a.rs:2: this looks like SQL");
    finds(
        "crates/web/tests/a.rs",
        "//! A.\nconst A: &str = r#\"\n  DELETE FROM account\"#;\n",
        "this looks like SQL",
    );
    accepts("crates/store/src/a.rs", text);
    accepts(
        "crates/flows/src/a.rs",
        "//! A room.\n/// SELECT is not named here.\nconst A: &str = \"Select one\";\n",
    );
}

#[test]
fn pure_rooms_import_no_io() {
    finds("crates/rules/src/a.rs", "//! A.\nuse std::{fmt, fs};\n", "pass in what `std::fs` would fetch");
    finds("crates/risk/src/a.rs", "//! A.\nfn f() { std::env::var(\"A\"); }\n", "`risk` is pure");
    accepts("crates/rules/src/a.rs", "//! A.\nuse std::fmt;\n#[cfg(test)]\nmod tests { use std::fs; }\n");
    accepts("crates/store/src/a.rs", "//! A.\nuse std::fs;\n");
}

#[test]
fn no_machine_and_no_registry_is_named() {
    let place = concat!("/ho", "me/");
    finds("docs/book.md", &format!("Run it in {place}me.\n"), "a place on one machine");
    accepts(
        "docs/book.md",
        &format!("See https://a.example{place}page and $ROOT{place}x.\n").replace("$ROOT", "${A}"),
    );
    finds("tests/a.json", concat!("\"https://registry.npm", "js.org/x\"\n"), "package registry");
    finds("tests/package-lock.json", "  \"resolved\": \"elsewhere\"\n", "--omit-lockfile-registry-resolved");
    finds("Cargo.lock", "source = \"git+https://git.example/x\"\n", "default registry");
    accepts(
        "Cargo.lock",
        concat!("source = \"registry+https://github.com/rust-lang/cra", "tes.io-index\"\n"),
    );
}
