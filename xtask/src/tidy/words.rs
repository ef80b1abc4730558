//! Words that no tracked file may hold: places on somebody's machine, hosts of package registries, loose ends.

use super::Remark;

/// Folders that exist on one machine only.
const PLACES: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/t", "mp/")];

/// Hosts of package registries: which mirror is used is the builder's affair.
const HOSTS: [&str; 7] = [
    concat!("registry.npm", "js.org"),
    concat!("registry.yarn", "pkg.com"),
    concat!("index.cra", "tes.io"),
    concat!("static.cra", "tes.io"),
    concat!("py", "pi.org"),
    concat!("files.python", "hosted.org"),
    concat!("deb.deb", "ian.org"),
];

/// Loose ends; an issue number in brackets behind one makes it a promise.
const LOOSE_ENDS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// The only source of packages that a lock file may name: Cargo's own name for its default.
const SOURCE: &str = concat!("registry+https://github.com/rust-lang/cra", "tes.io-index");

pub(super) fn check(path: &str, text: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let prose = path.ends_with(".md");
    for (number, line) in (1..).zip(text.lines()) {
        for place in PLACES.iter().filter(|place| names_place(line, place)) {
            remarks.push((
                number,
                format!("`{place}` is a place on one machine; use a relative or temporary path"),
            ));
        }
        for host in HOSTS.iter().filter(|host| line.contains(**host)) {
            remarks.push((
                number,
                format!("`{host}` is a package registry's host; which mirror is used stays open"),
            ));
        }
        for word in LOOSE_ENDS.iter().filter(|word| !prose && is_loose(line, word)) {
            remarks.push((number, format!("a bare {word}: do it now, or write {word}(#issue)")));
        }
        if path.ends_with("Cargo.lock") && line.starts_with("source = ") && !line.contains(SOURCE) {
            remarks.push((
                number,
                "a package from elsewhere; use a release from the default registry".to_owned(),
            ));
        }
        if path.ends_with("package-lock.json") && line.trim_start().starts_with("\"resolved\"") {
            let advice =
                "the lock names a host; make it anew with `npm install --omit-lockfile-registry-resolved`";
            remarks.push((number, advice.to_owned()));
        }
    }
    remarks
}

/// Whether the line holds the place as the beginning of a path, and not in the middle of one or of an address.
fn names_place(line: &str, place: &str) -> bool {
    let before = |at: usize| line[..at].chars().next_back();
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | ')' | '*');
    line.match_indices(place).any(|(at, _)| !before(at).is_some_and(inside))
}

fn is_loose(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
        let rest = &line[at + word.len()..];
        !line[..at].ends_with(part_of_word) && !rest.starts_with(part_of_word) && !rest.starts_with("(#")
    })
}
