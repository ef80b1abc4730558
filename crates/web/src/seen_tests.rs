//! What a request says about the browser it comes from.

use risk::{ClientHints, UserAgent};

use super::*;

const FIREFOX: &[u8] = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn read(header: &[u8]) -> UserAgent {
    UserAgent::read(header, &ClientHints::default())
}

#[test]
fn a_browser_is_named_with_its_system_in_the_readers_language() {
    assert_eq!(browser(Words::for_languages("en"), read(FIREFOX)), "Firefox on Linux");
    assert_eq!(browser(Words::for_languages("es"), read(FIREFOX)), "Firefox en Linux");
}

#[test]
fn nothing_is_said_of_a_browser_that_says_nothing() {
    assert_eq!(browser(Words::for_languages("en"), read(b"")), "");
    let english = Words::for_languages("en");
    assert_eq!(place(english, None), "");
    assert_eq!(place(english, "PT".parse().ok()), "Portugal");
    assert_eq!(place(english, "QZ".parse().ok()), "QZ");
}
