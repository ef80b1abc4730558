//! Stories of texts on the air.

use super::*;

#[test]
fn a_plain_code_text_fits_the_gsm_alphabet() {
    assert_eq!(alphabet("Your code is 123456.\n\n@id.example #123456"), Alphabet::Gsm7);
    assert_eq!(alphabet("Préparé für Ümit: 5 € [x]"), Alphabet::Gsm7);
}

#[test]
fn letters_beyond_it_need_ucs2() {
    for text in ["á", "ç", "Привет", "“quoted”", "😀", "\t"] {
        assert_eq!(alphabet(text), Alphabet::Ucs2, "{text:?}");
    }
}

#[test]
fn the_alphabet_has_its_127_characters_and_the_table_its_10() {
    assert_eq!(BASIC.chars().count(), 127);
    assert_eq!(EXTENSION.chars().count(), 10);
}

#[test]
fn long_texts_are_billed_in_parts() {
    assert_eq!(parts(""), 1);
    assert_eq!(parts(&"a".repeat(160)), 1);
    assert_eq!(parts(&"a".repeat(161)), 2);
    assert_eq!(parts(&"a".repeat(306)), 2);
    assert_eq!(parts(&"a".repeat(307)), 3);
    assert_eq!(parts(&"€".repeat(80)), 1);
    assert_eq!(parts(&"€".repeat(81)), 2);
    assert_eq!(parts(&"я".repeat(70)), 1);
    assert_eq!(parts(&"я".repeat(71)), 2);
    assert_eq!(parts(&"😀".repeat(36)), 2);
}
