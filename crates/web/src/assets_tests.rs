//! Assets are found by their hashed path only.

use super::{all, find, url};

#[test]
fn an_asset_is_found_under_the_path_that_pages_link_to() {
    for asset in all() {
        let found = find(url(asset.name)).unwrap();
        assert_eq!(found.bytes, asset.bytes, "{}", asset.name);
        assert_ne!(
            asset.content_type, "application/octet-stream",
            "{}",
            asset.name
        );
    }
}

#[test]
fn a_path_with_another_hash_is_not_found() {
    assert!(find("/assets/vestibule.css").is_none());
    assert!(find("/assets/vestibule.000000000000.css").is_none());
    assert!(find(url("js/none.js")).is_none());
}

#[test]
fn scripts_are_small_and_type_checked_and_never_write_markup() {
    for asset in all().iter().filter(|asset| asset.name.ends_with(".js")) {
        let source = std::str::from_utf8(asset.bytes).unwrap();
        assert!(source.starts_with("// @ts-check\n"), "{}", asset.name);
        assert!(source.lines().count() < 80, "{}", asset.name);
        for sink in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(!source.contains(sink), "{} uses {sink}", asset.name);
        }
    }
}

#[test]
fn the_style_sheet_knows_no_left_or_right_and_no_other_origin() {
    let css = std::str::from_utf8(find(url("vestibule.css")).unwrap().bytes).unwrap();
    for word in [
        "-left", "-right", " left:", " right:", "url(", "@import", "http:", "https:",
    ] {
        assert!(!css.contains(word), "{word}");
    }
}
