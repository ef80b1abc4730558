//! Every language has every word, no word is idle, and people get the language they ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;

use super::{ENGLISH, LANGUAGES, SPANISH, Words};

/// The keys of each message with the names of the values it takes.
fn keys(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for file in files {
        FluentResource::try_new((*file).to_owned()).expect("the file parses");
        let mut key = String::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                key = name.to_owned();
                let before = keys.insert(key.clone(), BTreeSet::new());
                assert!(before.is_none(), "{key} is written twice");
            }
            let values =
                line.split('$').skip(1).map(|rest| rest.split([' ', '}']).next().unwrap_or("").to_owned());
            keys.entry(key.clone()).or_default().extend(values);
        }
    }
    keys.remove("");
    keys
}

fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("templates")];
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !["_tests.rs", "testing.rs"].iter().any(|end| path.to_string_lossy().ends_with(end)) {
                text.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    text
}

#[test]
fn every_language_has_the_same_words_with_the_same_values() {
    assert_eq!(keys(&ENGLISH), keys(&SPANISH));
}

#[test]
fn no_word_is_idle() {
    let sources = sources();
    // A country's letters come from outside.
    let named = |key: &String| key.starts_with("country-") || sources.contains(&format!("\"{key}\""));
    let idle: Vec<_> = keys(&ENGLISH).into_keys().filter(|key| !named(key)).collect();
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn every_word_that_a_template_asks_for_exists() {
    let known = keys(&ENGLISH);
    let sources = sources();
    for call in [".say(\"", ".count(\"", ".about(\"", ".here(\"", ".lasting(\"", ".text(\"", ".with(\""] {
        for rest in sources.split(call).skip(1) {
            let key = rest.split('"').next().unwrap();
            assert!(known.contains_key(key), "{call}{key}");
        }
    }
}

#[test]
fn every_word_that_a_match_chooses_exists() {
    let known = keys(&ENGLISH);
    let families = [
        "kind-",
        "act-",
        "reason-",
        "why-",
        "event-",
        "error-",
        "card-",
        "advice-",
        "locked-",
        "news-",
        "question-",
    ];
    let sources = sources();
    let literals = sources.split('"').skip(1);
    let chosen = literals.filter(|text| families.iter().any(|family| text.starts_with(family)));
    let chosen: Vec<_> =
        chosen.filter(|text| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')).collect();
    assert!(chosen.len() > 80);
    // A code of `edge::problem`, not a word.
    for key in chosen.into_iter().filter(|key| *key != "question-first") {
        assert!(known.contains_key(key) || key.ends_with('-') || key.ends_with("-wrong"), "{key}");
    }
}

#[test]
fn a_missing_word_shows_itself() {
    assert_eq!(Words::for_languages("en").text("no-such-word"), "⟦no-such-word⟧");
    assert!(Words::for_languages("en").with("tries-left", &[]).starts_with('⟦'));
}

#[test]
fn people_get_the_language_they_like_best_of_those_we_speak() {
    let tag = |wanted| Words::for_languages(wanted).tag();
    assert_eq!(tag("es-MX,es;q=0.9,en;q=0.8"), "es");
    assert_eq!(tag("de, fr;q=0.9, es;q=0.5, en;q=0.4"), "es");
    assert_eq!(tag("en;q=0.2, es;q=0.7"), "es");
    assert_eq!(tag("es;q=0, en"), "en");
    assert_eq!(tag("es_ES"), "es");
    assert_eq!(tag(""), "en");
    assert_eq!(tag("*;;q=,"), "en");
    for language in LANGUAGES {
        assert_eq!(tag(language), language);
    }
}

#[test]
fn one_try_and_two_tries_read_as_people_say_them() {
    let say = |language: &str, n: u32| Words::for_languages(language).with("tries-left", &[("n", n.into())]);
    assert_eq!(say("en", 1), "1 try is left.");
    assert_eq!(say("en", 2), "2 tries are left.");
    assert_eq!(say("es", 1), "Queda 1 intento.");
    assert_eq!(say("es", 0), "No quedan intentos.");
}

#[test]
fn the_mirrored_language_reads_from_right_to_left() {
    let words = Words::mirrored();
    assert_eq!((words.tag(), words.direction()), ("ar-XB", "rtl"));
    assert_eq!(words.text("save"), "\u{202e}Save\u{202c}");
}

#[test]
fn a_site_speaks_the_languages_it_offers_and_else_its_first() {
    let site = ["es".to_owned()];
    assert_eq!(Words::among(&site, "en-GB,es;q=0.3").tag(), "es");
    assert_eq!(Words::among(&site, "en").tag(), "es");
    let both = ["es".to_owned(), "en".to_owned()];
    assert_eq!(Words::among(&both, "fr,en;q=0.5").tag(), "en");
    assert_eq!(Words::among(&both, "fr").tag(), "es");
    assert_eq!(Words::among(&[] as &[String], "fr").tag(), "en");
}
