//! Assets are found by their hashed path only.

use super::{all, find, url};

#[test]
fn an_asset_is_found_under_the_path_that_pages_link_to() {
    for asset in all() {
        let found = find(url(asset.name)).unwrap();
        assert_eq!(found.bytes, asset.bytes, "{}", asset.name);
        assert_ne!(asset.content_type, "application/octet-stream", "{}", asset.name);
    }
}

#[test]
fn a_path_with_another_hash_is_not_found() {
    assert!(find("/assets/vestibule.css").is_none());
    assert!(find("/assets/vestibule.000000000000.css").is_none());
    assert!(find(url("js/none.js")).is_none());
}

/// The scripts of the pages and of the companion app.
fn scripts() -> impl Iterator<Item = (&'static str, &'static str)> {
    let worker = ("app/worker.js", super::APP_WORKER);
    let assets = all().iter().map(|asset| (asset.name, asset.bytes));
    let scripts = assets.chain([worker]).filter(|(name, _)| name.ends_with(".js"));
    scripts.map(|(name, bytes)| (name, std::str::from_utf8(bytes).unwrap()))
}

#[test]
fn scripts_are_small_and_type_checked_and_never_write_markup() {
    for (name, source) in scripts() {
        assert!(source.starts_with("// @ts-check\n"), "{name}");
        // The app's scripts are no comfort on a page that works without them, so each may do a little more.
        let most = if name.starts_with("app/") { 110 } else { 80 };
        assert!(source.lines().count() < most, "{name}");
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!source.contains(sink), "{name} uses {sink}");
        }
    }
}

#[test]
fn style_sheets_know_no_left_or_right_and_no_other_origin() {
    for name in ["vestibule.css", "app/app.css"] {
        let css = std::str::from_utf8(find(url(name)).unwrap().bytes).unwrap();
        for word in ["-left", "-right", " left:", " right:", "url(", "@import", "http:", "https:"] {
            assert!(!css.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn every_file_of_the_companion_app_is_embedded_and_its_scripts_find_each_other() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../app");
    for file in std::fs::read_dir(folder).unwrap() {
        let name = format!("app/{}", file.unwrap().file_name().to_string_lossy());
        assert!(name == "app/worker.js" || find(url(&name)).is_some(), "{name}");
    }
    for (name, source) in scripts().filter(|(name, _)| name.starts_with("app/")) {
        for path in source.split(" from \"./").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(find(url(&format!("app/{path}"))).is_some(), "{name} imports {path}");
        }
    }
}

#[test]
fn the_companion_app_calls_only_this_site_and_names_what_its_page_has() {
    let frame = crate::pages::Frame::new(crate::words::Words::for_languages("en"), "Pine Library", "", 0);
    let page = crate::pages::companion::CompanionPage { frame }.to_string();
    let calls = [
        ("fill(\"", "data-fill"),
        ("reveal(\"", "data-if"),
        ("show(\"", "data-screen"),
        ("trouble(\"", "data-screen"),
        ("word(\"", "data-word"),
        (" on(\"", "data-do"),
        ("field(\"", "id"),
    ];
    for (name, source) in scripts().filter(|(name, _)| name.starts_with("app/")) {
        assert!(!source.contains("http:") && !source.contains("https:"), "{name}");
        for (call, mark) in calls {
            let source = source.replace('\n', " ");
            let named = source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            for text in named.filter(|text| !text.is_empty()) {
                assert!(page.contains(&format!("{mark}=\"{text}\"")), "{name}: {call}{text}");
            }
        }
    }
}

/// The colours of one block of the style sheet by name.
fn colours(block: &str) -> std::collections::HashMap<&str, &str> {
    let lines = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    lines.filter(|(_, hex)| hex.len() == 6).collect()
}

/// Relative luminance (WCAG 2.2).
fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let part = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

#[test]
fn every_colour_can_be_read_by_day_and_by_night() {
    let css = std::str::from_utf8(find(url("vestibule.css")).unwrap().bytes).unwrap();
    let blocks: Vec<_> = css.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let colours = colours(block);
        let contrast = |a: &str, b: &str| {
            let (a, b) = (luminance(colours[a]), luminance(colours[b]));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        for ground in ["wall", "room", "accent-wash", "care", "bad-wash", "glow"] {
            assert!(contrast("ink", ground) >= 7.0, "ink on {ground}: {}", contrast("ink", ground));
        }
        for (text, ground) in [
            ("soft", "wall"),
            ("soft", "room"),
            ("soft", "accent-wash"),
            ("soft", "glow"),
            ("accent", "room"),
            ("accent", "wall"),
            ("accent", "accent-wash"),
            ("accent", "glow"),
            ("on-accent", "accent"),
            ("on-accent", "accent-deep"),
            ("on-accent", "bad"),
            ("bad", "room"),
            ("bad", "bad-wash"),
        ] {
            assert!(contrast(text, ground) >= 4.5, "{text} on {ground}: {}", contrast(text, ground));
        }
        for ground in ["room", "wall"] {
            assert!(contrast("edge", ground) >= 3.0, "edge on {ground}: {}", contrast("edge", ground));
        }
    }
}
