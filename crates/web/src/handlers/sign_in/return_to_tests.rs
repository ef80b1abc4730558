//! Where a sign-in may lead to: this site only.

use super::*;

fn checked(typed: &str) -> Option<String> {
    on_this_site(typed, &"https://id.example.org".parse().unwrap())
}

#[test]
fn pages_of_this_site_are_returned_to() {
    assert_eq!(checked("/catalogue?page=2").as_deref(), Some("/catalogue?page=2"));
    assert_eq!(checked("/a/../b").as_deref(), Some("/b"));
    assert_eq!(checked("/").as_deref(), Some("/"));
}

#[test]
fn other_sites_are_not_however_they_are_written() {
    let elsewhere = [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/.//evil.example",
        "/x/..//evil.example",
        "/\tevil",
        "/ /evil.example",
        "/\u{2f}/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/caf\u{e9}",
    ];
    for typed in elsewhere {
        assert_eq!(checked(typed), None, "{typed:?}");
    }
    assert_eq!(checked(&format!("/{}", "a".repeat(200))), None);
}
