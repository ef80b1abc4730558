//! What counts as a country, and how a place is written down.

use super::{CountryCode, NotACountry, Place};

#[test]
fn two_upper_case_letters_name_a_country() {
    for text in ["ES", "NO", "NA", "GB", "XK"] {
        let code: CountryCode = text.parse().unwrap();
        assert_eq!(code.to_string(), text);
    }
}

#[test]
fn anything_else_does_not() {
    for text in ["", "E", "es", "Es", "ESP", "E1", "T1", "É", "ÉS", "--", "  ", "null", "XX", "ZZ"] {
        assert_eq!(text.parse::<CountryCode>(), Err(NotACountry), "{text:?}");
    }
}

#[test]
fn namibia_is_written_and_read_as_a_country_like_any_other() {
    let namibia = Place::Country("NA".parse().unwrap());
    let json = serde_json::to_string(&namibia).unwrap();
    assert_eq!(json, r#"{"country":"NA"}"#);
    assert_eq!(serde_json::from_str::<Place>(&json).unwrap(), namibia);
}

#[test]
fn a_place_without_a_country_is_a_plain_word() {
    for (place, json) in [
        (Place::NotConfigured, r#""not_configured""#),
        (Place::Private, r#""private""#),
        (Place::Missing, r#""missing""#),
    ] {
        assert_eq!(serde_json::to_string(&place).unwrap(), json);
        assert_eq!(serde_json::from_str::<Place>(json).unwrap(), place);
    }
}

#[test]
fn stored_nonsense_is_not_read_as_a_country() {
    for json in [r#"{"country":"es"}"#, r#"{"country":null}"#, r#"{"country":"ZZ"}"#] {
        assert!(serde_json::from_str::<Place>(json).is_err(), "{json}");
    }
}
