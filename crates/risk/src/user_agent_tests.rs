//! Real user agents of many years and makes, and hostile ones.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{Browser, ClientHints, Description, Device, Os, UserAgent};

const WINDOWS_CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 \
     (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";
const LINUX_CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 \
     (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";

fn read(header: &str) -> UserAgent {
    UserAgent::read(header.as_bytes(), &ClientHints::default())
}

fn read_with(header: &str, brands: &str, platform: &str, mobile: &str) -> UserAgent {
    let hints = ClientHints {
        brands: Some(brands.as_bytes()),
        platform: Some(platform.as_bytes()),
        mobile: Some(mobile.as_bytes()),
    };
    UserAgent::read(header.as_bytes(), &hints)
}

#[test]
fn real_user_agents_are_read_as_what_they_are() {
    let rows = include_str!("user_agent/samples.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in rows {
        let (expected, header) = row.rsplit_once('\t').unwrap();
        let seen = read(header);
        let major = seen.major.filter(|major| *major > 0).map_or("-".into(), |m| m.to_string());
        let found = [seen.browser.code(), &major, seen.os.code(), seen.device.code()].join("\t");
        count += 1;
        if found != expected {
            wrong.push(format!("{header}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(count > 140, "only {count} samples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_read_can_be_put_into_words() {
    for (header, expected) in [
        (WINDOWS_CHROME, Description::BrowserOnSystem(Browser::Chrome, Os::Windows)),
        ("curl/8.5.0", Description::OnlyBrowser(Browser::Script)),
        ("SomethingNew/1 (Windows NT 12.0)", Description::OnlySystem(Os::Windows)),
        ("", Description::Nothing),
    ] {
        assert_eq!(read(header).describe(), expected);
    }
}

#[test]
fn the_codes_are_the_same_in_json() {
    for row in include_str!("user_agent/samples.tsv").lines().filter(|row| !row.starts_with('#')) {
        let seen = read(row);
        let json = serde_json::to_value(seen).unwrap();
        assert_eq!(json["browser"], seen.browser.code());
        assert_eq!(json["os"], seen.os.code());
        assert_eq!(json["device"], seen.device.code());
        assert_eq!(serde_json::from_value::<UserAgent>(json).unwrap(), seen);
    }
}

#[test]
fn client_hints_tell_apart_what_the_header_does_not() {
    for (brands, browser, major) in [
        (r#""Chromium";v="124", "Google Chrome";v="124", "Not-A.Brand";v="99""#, Browser::Chrome, 124),
        (r#""Not;A=Brand";v="8", "Chromium";v="125", "Microsoft Edge";v="126""#, Browser::Edge, 126),
        (r#""Opera";v="109", "Not:A-Brand";v="8", "Chromium";v="123""#, Browser::Opera, 109),
        (r#""Samsung Internet";v="24.0", "Chromium";v="117""#, Browser::SamsungInternet, 24),
        (r#""Chromium";v="124", "Brave";v="124", "Not-A.Brand";v="99""#, Browser::Chrome, 124),
        (r#""Android WebView";v="123", "Not:A-Brand";v="8", "Chromium";v="123""#, Browser::App, 123),
        (r#""YaBrowser";v="24.4", "Chromium";v="122""#, Browser::Other, 24),
    ] {
        let seen = read_with(WINDOWS_CHROME, brands, r#""Windows""#, "?0");
        assert_eq!((seen.browser, seen.major), (browser, Some(major)), "{brands}");
        assert_eq!((seen.os, seen.device), (Os::Windows, Device::Desktop));
    }
}

#[test]
fn a_phone_that_asks_for_desktop_pages_is_seen_by_its_hints() {
    let brands = r#""Chromium";v="124", "Google Chrome";v="124""#;
    let phone = read_with(LINUX_CHROME, brands, r#""Android""#, "?1");
    assert_eq!((phone.os, phone.device), (Os::Android, Device::Phone));
    let tablet = read_with(LINUX_CHROME, brands, r#""Android""#, "?0");
    assert_eq!((tablet.os, tablet.device), (Os::Android, Device::Tablet));
    let chromebook = read_with(LINUX_CHROME, brands, r#""Chrome OS""#, "?0");
    assert_eq!((chromebook.os, chromebook.device), (Os::ChromeOs, Device::Desktop));
}

#[test]
fn one_hint_alone_overrides_only_what_it_says() {
    let hints = ClientHints { platform: Some(br#""Android""#), ..ClientHints::default() };
    let seen = UserAgent::read(LINUX_CHROME.as_bytes(), &hints);
    assert_eq!((seen.browser, seen.major), (Browser::Chrome, Some(124)));
    assert_eq!((seen.os, seen.device), (Os::Android, Device::Tablet));
}

#[test]
fn hints_without_a_header_are_enough() {
    let seen = read_with("", r#""Google Chrome";v="124""#, r#""macOS""#, "?0");
    assert_eq!(seen.describe(), Description::BrowserOnSystem(Browser::Chrome, Os::MacOs));
    assert_eq!(seen.device, Device::Desktop);
}

#[test]
fn hints_that_make_no_sense_change_nothing() {
    let plain = read(WINDOWS_CHROME);
    for nonsense in ["", "?", "\"", "\"\"", ",,,", "\"a", "\"Unknown\"", "?2", "\"Not A;Brand\";v=\"99\""] {
        assert_eq!(read_with(WINDOWS_CHROME, nonsense, nonsense, nonsense), plain, "{nonsense:?}");
    }
}

#[test]
fn a_bot_stays_a_bot_whatever_it_hints() {
    let bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    let seen = read_with(bot, r#""Google Chrome";v="124""#, r#""Windows""#, "?0");
    assert_eq!((seen.browser, seen.device), (Browser::Bot, Device::Bot));
    let headless = read_with(LINUX_CHROME, r#""HeadlessChrome";v="124""#, r#""Linux""#, "?0");
    assert_eq!((headless.browser, headless.device), (Browser::Bot, Device::Bot));
}

#[test]
fn hostile_headers_are_read_without_harm() {
    let nothing = read("");
    for hostile in ["A".repeat(10_240), "(".repeat(10_240), " ".repeat(10_240), "\0".repeat(10_240)] {
        assert_eq!(read(&hostile), nothing);
    }
    assert_eq!(read("Firefox/99999999999999999999").major, None);
    assert_eq!(read("Firefox/").major, None);
    assert_eq!(read("Fire\u{0}fox/125 Wind\r\nows"), nothing);
    assert_eq!(read("Мозилла/5.0 (Окна) Лиса/125 🦊"), nothing);
    assert_eq!(UserAgent::read(&[0xff; 4096], &ClientHints::default()), nothing);
}

#[test]
fn what_follows_the_first_kibibyte_is_not_looked_at() {
    let late = format!("{}Firefox/125.0 (Windows NT 10.0)", "; ".repeat(512));
    assert_eq!(read(&late), read(""));
}

#[test]
fn capitals_make_no_difference() {
    assert_eq!(read(&WINDOWS_CHROME.to_uppercase()), read(WINDOWS_CHROME));
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_at_all_can_be_read(
        header: Vec<u8>, brands: Vec<u8>, platform: Vec<u8>, mobile: Vec<u8>,
    ) {
        let hints = ClientHints {
            brands: Some(&brands),
            platform: Some(&platform),
            mobile: Some(&mobile),
        };
        let seen = UserAgent::read(&header, &hints);
        let json = serde_json::to_string(&seen).unwrap();
        prop_assert_eq!(serde_json::from_str::<UserAgent>(&json).unwrap(), seen);
    }

    #[test]
    fn shuffled_words_of_real_headers_can_be_read(words in prop::collection::vec(
        prop::sample::select(vec![
            "Chrome/", "Firefox/125", "Version/", "bot", "Opera/9.80", "Android", "iPad", ";", "(",
            " ", "Trident/7.0", "rv:", "é", "99999", "\u{7f}", "Mobile", "cubot",
        ]), 0..40,
    )) {
        let seen = read(&words.concat());
        prop_assert!(seen.device == Device::Bot || seen.browser != Browser::Bot);
    }
}
