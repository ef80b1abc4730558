//! Stories of phone numbers as people type them.

use super::*;

fn country(letters: &str) -> Country {
    Country::try_from(letters.to_owned()).unwrap()
}

#[test]
fn a_number_is_read_as_people_type_it() {
    for (typed, home, e164) in [
        ("0170 1234567", "DE", "+491701234567"),
        ("+49 (0)170 / 123 45 67", "US", "+491701234567"),
        ("07400 123456", "GB", "+447400123456"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("612 34 56 78", "ES", "+34612345678"),
    ] {
        let number = parse(typed, Some(&country(home)));
        assert_eq!(number.as_ref().map(Number::e164), Ok(e164), "{typed}");
    }
}

#[test]
fn a_number_knows_its_country() {
    for (typed, letters) in
        [("+491701234567", "DE"), ("+12025550143", "US"), ("+14165550123", "CA"), ("+77012345678", "KZ")]
    {
        assert_eq!(parse(typed, None).unwrap().country().as_str(), letters);
    }
}

#[test]
fn without_a_home_country_a_number_begins_with_plus() {
    assert_eq!(parse("0170 1234567", None), Err(NumberRefusal::NotANumber));
}

#[test]
fn numbers_that_take_no_texts_are_refused_for_a_reason() {
    for (typed, refusal) in [
        ("", NumberRefusal::NotANumber),
        ("call me", NumberRefusal::NotANumber),
        ("+491701234567 ext. 5", NumberRefusal::NotANumber),
        ("+49 30 123456", NumberRefusal::NotMobile),
        ("+49 900 1 123456", NumberRefusal::Premium),
        ("+1 900 555 0143", NumberRefusal::Premium),
        ("+44 7012 345678", NumberRefusal::Premium),
        ("+49 800 1234567", NumberRefusal::TollFree),
        ("+44 56 1234 5678", NumberRefusal::Voip),
        ("+49 1", NumberRefusal::NotANumber),
        ("+1 202 055 0143", NumberRefusal::NotInUse),
    ] {
        assert_eq!(parse(typed, None), Err(refusal), "{typed}");
    }
    assert_eq!(parse(&"1".repeat(1000), None), Err(NumberRefusal::NotANumber));
}

#[test]
fn a_masked_number_keeps_the_country_and_two_digits() {
    assert_eq!(mask("+491701234567"), "+49 ••• ••67");
    assert_eq!(mask("+12025550143"), "+1 ••• ••43");
    assert_eq!(mask("+358401234567"), "+358 ••• ••67");
    assert_eq!(mask("+989121234567"), "+98 ••• ••67");
    assert_eq!(mask("not a number"), "•••");
    assert_eq!(mask(""), "•••");
}

#[test]
fn masking_agrees_with_the_metadata_about_country_codes() {
    let database = &phonenumber::metadata::DATABASE;
    for metadata in database.iter() {
        let code = metadata.country_code().to_string();
        let digits = format!("{code}555555555");
        assert_eq!(calling_code_length(&digits), code.len(), "calling code {code}");
    }
}

#[test]
fn debug_output_never_shows_a_whole_number() {
    let number = parse("+491701234567", None).unwrap();
    assert!(!format!("{number:?}").contains("1701234567"));
}

#[test]
fn neighbours_share_a_prefix() {
    assert_eq!(prefix("+491701234567"), "+4917012");
    assert_eq!(prefix("+491701234567"), prefix("+491701299999"));
    assert_eq!(prefix("+1234"), "+1234");
}

#[test]
fn only_real_countries_stand_in_the_config() {
    assert_eq!(country("de").as_str(), "DE");
    for letters in ["", "D", "DEU", "1A", "ZZ"] {
        assert_eq!(Country::try_from(letters.to_owned()), Err(BadCountry), "{letters}");
    }
}
