//! Stories of names that look like others, and of honest names that must not be refused for it.

use super::*;

#[test]
fn a_name_whose_characters_are_not_all_seen_is_no_user_name() {
    for name in [
        "bob\u{200b}",
        "b\u{ad}ob",
        "bo\u{34f}b",
        "bob\u{2060}",
        "bob\u{fe0f}",
        "bob\u{e0061}",
        "bo\u{3164}b",
    ] {
        assert!(!is_plain(name), "{}: it is not seen", name.escape_unicode());
    }
    for name in ["bob\u{202e}", "bob\u{2066}", "bob\u{200f}", "bob\u{61c}"] {
        assert!(!is_plain(name), "{}: it turns text about", name.escape_unicode());
    }
    for name in ["bob\u{e000}", "bob\u{f0000}", "bob\u{378}", "bob\u{2028}", "bob\u{7}", "bob\u{ffff}"] {
        assert!(!is_plain(name), "{}: nobody knows what it looks like", name.escape_unicode());
    }
    for name in ["bob", "zoë", "zoe\u{308}", "мария", "李小龙", "أحمد", "o'brien+2"] {
        assert!(is_plain(name), "{name}");
    }
}

#[test]
fn letters_of_two_scripts_make_no_user_name() {
    // A Cyrillic a, o, i; a Greek omicron; an Armenian letter.
    for name in ["\u{430}na", "b\u{43e}b", "adm\u{456}n", "b\u{3bf}b", "\u{578}ina"] {
        assert!(!is_one_script(name), "{}", name.escape_unicode());
    }
    for name in [
        "ana",
        "ana.7-b_c",
        "łukasz",
        "анна.7",
        "νίκος",
        "田中さくら",
        "김철수",
        "タナカー",
        "नरेन्द्र",
        "2026",
        "",
    ] {
        assert!(is_one_script(name), "{name}");
    }
}

#[test]
fn a_name_to_be_greeted_by_may_join_its_letters_and_hold_pictures() {
    for name in
        ["Ana Duarte", "علی\u{200c}رضا", "क्\u{200d}ष", "Ana ❤\u{fe0f}", "👩\u{200d}🚀 Ana", "O’Neill, Jr."]
    {
        assert!(is_greeting(name), "{name}");
    }
    for name in [
        "Ana\u{202e}nimda",
        "An\u{200d}a",
        "Ana\u{200b}",
        "\u{200d}Ana",
        "Ana\u{200c}",
        "A\u{fe0f}na",
        "Ana\u{e000}",
    ] {
        assert!(!is_greeting(name), "{}", name.escape_unicode());
    }
}

#[test]
fn whoever_chooses_a_name_uses_letters_digits_dots_dashes_and_underscores() {
    for name in ["ana.duarte-7_b", "zoe\u{308}", "мария", "李小龙", "नरेन्द्र"] {
        assert!(is_chosen(name), "{name}");
    }
    for name in ["ana duarte", "ana+7", "ana/../b", "ana<b>", "ana❤", "a@b", "a\u{2010}b"] {
        assert!(!is_chosen(name), "{name}");
    }
}
