//! Walls in the manifests: arrows between rooms only run down, each library lives in the one room that may know it,
//! and every package obeys the workspace's lints.

use toml::{Table, Value};

use super::{Remark, room};

/// The floors of the house, from the bottom; rooms on one floor do not name each other.
const FLOORS: [&[&str]; 7] =
    [&["risk"], &["rules"], &["secrets"], &["store", "delivery"], &["flows"], &["web"], &["server"]];

/// Libraries that only one room may know, and why.
const HOMES: [(&str, &[&str], &str); 5] = [
    (
        "store",
        &["rusqlite", "libsqlite3-sys", "sqlx", "diesel", "postgres", "tokio-postgres", "deadpool-postgres"],
        "only `store` knows SQL",
    ),
    (
        "web",
        &["axum", "axum-extra", "askama", "tower-http", "utoipa", "fluent-bundle"],
        "only `web` knows HTTP and pages",
    ),
    ("delivery", &["reqwest", "ureq", "lettre"], "only `delivery` calls out"),
    (
        "secrets",
        &[
            "argon2",
            "bcrypt",
            "scrypt",
            "pbkdf2",
            "chacha20poly1305",
            "aes-gcm",
            "hkdf",
            "p256",
            "webauthn-rs",
        ],
        "only `secrets` holds keys and hashes",
    ),
    ("server", &["clap"], "only `server` has a command line"),
];

/// What rooms without IO cannot use.
const IMPURE: [&str; 6] = ["tokio", "hyper", "rustls", "tempfile", "metrics", "tracing"];
const PURE: [&str; 2] = ["risk", "rules"];

pub(super) fn check(path: &str, text: &str) -> Vec<Remark> {
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(fault) => return vec![(1, format!("this manifest does not parse: {fault}"))],
    };
    let mut remarks = Vec::new();
    if manifest.contains_key("package") && !inherits_lints(&manifest) {
        remarks.push((1, "add `[lints] workspace = true`: every package obeys the same lints".to_owned()));
    }
    let Some(room) = room(path) else {
        return remarks;
    };
    let Some(floor) = floor_of(room) else {
        remarks.push((
            1,
            format!("`{room}` is no room of the house; add it to FLOORS in xtask/src/tidy/manifests.rs"),
        ));
        return remarks;
    };
    for (section, dependencies) in sections(&manifest) {
        for (name, dependency) in dependencies {
            let name = dependency.get("package").and_then(Value::as_str).unwrap_or(name);
            let shipped = section != "dev-dependencies";
            if let Some(advice) = objection(room, floor, name, shipped) {
                remarks.push((line_of(text, name), advice));
            }
        }
    }
    remarks
}

fn objection(room: &str, floor: usize, dependency: &str, shipped: bool) -> Option<String> {
    if let Some(target) = room_called(dependency) {
        return (floor_of(target)? >= floor).then(|| {
            format!(
                "`{room}` may not name `{target}`: arrows only run down; move what is shared to a lower room"
            )
        });
    }
    // Tests may play the other side of the wire: a gateway made with axum, a client made with reqwest.
    if !shipped {
        return None;
    }
    if PURE.contains(&room) && IMPURE.contains(&dependency) {
        return Some(format!(
            "`{room}` is pure and may not name `{dependency}`; pass in what it would fetch"
        ));
    }
    let (home, _, why) = HOMES.iter().find(|(_, crates, _)| crates.contains(&dependency))?;
    (*home != room).then(|| format!("`{dependency}` belongs to `{home}` ({why}); call that room instead"))
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The room behind a dependency's name, as `[workspace.dependencies]` or as its package calls it.
fn room_called(dependency: &str) -> Option<&str> {
    let name = if dependency == "vestibule" { "server" } else { dependency };
    let name = name.strip_prefix("vestibule-").unwrap_or(name);
    floor_of(name).map(|_| name)
}

fn inherits_lints(manifest: &Table) -> bool {
    manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(Value::as_bool) == Some(true)
}

/// Every table of dependencies, those for one target only too.
fn sections(manifest: &Table) -> Vec<(&str, &Table)> {
    const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = std::iter::once(manifest).chain(targets.filter_map(Value::as_table));
    tables
        .flat_map(|table| SECTIONS.map(|section| Some((section, table.get(section)?.as_table()?))))
        .flatten()
        .collect()
}

fn line_of(text: &str, name: &str) -> usize {
    let names_it = |line: &str| line.trim_start().starts_with(name) || line.contains(&format!("\"{name}\""));
    text.lines().position(names_it).map_or(1, |line| line + 1)
}
