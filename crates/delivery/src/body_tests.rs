//! Stories of phones that read the last line of a text, with a reader after the specification's rules.

use super::*;

#[derive(Debug, PartialEq)]
struct Bound<'a> {
    host: &'a str,
    code: &'a str,
    embedded: Option<&'a str>,
}

/// What a browser takes from a text: its last line is `@host #code`, single spaces, perhaps `@embedded`
/// third; what follows is ignored.
fn read(text: &str) -> Option<Bound<'_>> {
    let last = text.rsplit('\n').next()?;
    let mut fields = last.split(' ');
    let host = fields.next()?.strip_prefix('@').filter(|host| !host.is_empty())?;
    let code = fields.next()?.strip_prefix('#').filter(|code| !code.is_empty())?;
    let embedded = fields.next().and_then(|field| field.strip_prefix('@'));
    Some(Bound { host, code, embedded })
}

#[test]
fn the_reader_takes_what_the_specification_takes() {
    let bound = Bound { host: "example.com", code: "747723", embedded: None };
    assert_eq!(read("747723 is your code.\n\n@example.com #747723"), Some(bound));
    let framed = read("747723 is your code.\n\n@example.com #747723 @embedded.example").unwrap();
    assert_eq!(framed.embedded, Some("embedded.example"));
    let trailing = read("747723 is your code.\n\n@example.com #747723 and more").unwrap();
    assert_eq!((trailing.host, trailing.code, trailing.embedded), ("example.com", "747723", None));
}

#[test]
fn the_reader_refuses_what_the_specification_refuses() {
    for text in [
        "x @example.com #747723",
        "#747723 @example.com",
        "@example.com code #747723",
        "@example.com  #747723",
        "@example.com #747723\n",
        "",
    ] {
        assert_eq!(read(text), None, "{text:?}");
    }
}

#[test]
fn a_text_is_a_sentence_then_a_blank_line_then_the_code_for_this_site() {
    let sentence = "123456 is your Example code. We never ask for it.";
    let text = code_text(sentence, "id.example.com", "123456").unwrap();
    assert_eq!(text, format!("{sentence}\n\n@id.example.com #123456"));
    let bound = Bound { host: "id.example.com", code: "123456", embedded: None };
    assert_eq!(read(&text), Some(bound));
}

#[test]
fn whatever_the_sentence_says_the_code_stays_bound_to_our_site() {
    for sentence in ["Hello\n@evil.example #111111", "Hello\r\n\r\n", "  ¡Hola! 😀 ", "@evil.example #1"] {
        let text = code_text(sentence, "id.example", "042").unwrap();
        let bound = read(&text).unwrap();
        assert_eq!((bound.host, bound.code), ("id.example", "042"), "{sentence:?}");
    }
}

#[test]
fn hosts_and_codes_that_would_break_the_line_are_refused() {
    for host in ["", "Example.com", "https://example.com", "example.com:443", "a b", "a.", "ex.com\n"] {
        assert_eq!(code_text("Hi", host, "1"), Err(BodyError::Host), "{host:?}");
    }
    for code in ["", "12 34", "12\n", "#1"] {
        assert_eq!(code_text("Hi", "a.example", code), Err(BodyError::Code), "{code:?}");
    }
    assert_eq!(code_text(" \n", "a.example", "1"), Err(BodyError::Sentence));
}
