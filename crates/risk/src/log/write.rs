//! An invented year written as the RBA data set is, with the columns that it lacks behind its own. People,
//! places and devices are invented; the addresses and network owners are those kept for documentation and
//! private use (RFC 9637, RFC 6996), so that nobody real is in such a log.

use std::fmt::{self, Display};

use super::date;
use crate::generate::{Actor, Attempt, Device, Poisoning, SignIn, Spot};
use crate::{Browser, NetworkKind, Os, TokenEvidence};

/// How many days the invented year has.
pub const DAYS_OF_A_YEAR: u32 = 365;

/// The first line.
#[derive(Clone, Copy, Debug)]
pub struct Heading;

impl Display for Heading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "index,Login Timestamp,User ID,Round-Trip Time [ms],IP Address,Country,Region,City,ASN,\
             User Agent String,Browser Name and Version,OS Name and Version,Device Type,Login Successful,\
             Is Attack IP,Is Account Takeover,Latitude,Longitude,Network Kind,Browser Token,Known Browser,\
             Groups,Methods,Second Step,Actor",
        )
    }
}

/// Real codes, so that readers are tried on them; what happens there is invented. Namibia's looks like
/// "not available" to careless readers.
const COUNTRIES: [&str; 64] = [
    "PT", "ES", "FR", "DE", "GB", "US", "BR", "NL", "IT", "PL", "NA", "SE", "NO", "DK", "FI", "IE", "BE",
    "CH", "AT", "CZ", "RO", "GR", "TR", "UA", "HU", "BG", "HR", "RS", "SK", "SI", "LT", "LV", "EE", "IS",
    "LU", "MT", "CY", "CA", "MX", "AR", "CL", "CO", "PE", "UY", "ZA", "NG", "KE", "EG", "MA", "TN", "IN",
    "CN", "JP", "KR", "TW", "HK", "SG", "MY", "TH", "VN", "ID", "PH", "AU", "NZ",
];

/// One sign-in as a line. What became of its second step is left open: that depends on a policy.
pub fn line(index: u64, sign_in: &SignIn) -> String {
    written(index, sign_in, "")
}

/// One sign-in of a poisoner as a line.
pub fn poisoning_line(index: u64, poisoning: &Poisoning) -> String {
    written(index, &poisoning.sign_in, if poisoning.fails { "failed" } else { "" })
}

fn written(index: u64, sign_in: &SignIn, second_step: &str) -> String {
    let known = sign_in.token == TokenEvidence::Known;
    let browser = if known { token(sign_in.person, sign_in.device) } else { String::new() };
    let evidence = match sign_in.token {
        TokenEvidence::Known => "known",
        TokenEvidence::Absent => "absent",
        TokenEvidence::NothingToShow => "nothing_to_show",
    };
    let thief = if sign_in.actor == Actor::Owner { "False" } else { "True" };
    let place = place(&sign_in.spot, sign_in.person);
    format!(
        "{index},{},{},,{place},{},True,{thief},{thief},{},{},{browser},{evidence},{},{},{second_step},{}",
        moment(sign_in.at),
        user(sign_in.person),
        device(sign_in.device),
        position(&sign_in.spot),
        kind(sign_in.spot.kind),
        group(sign_in.person),
        methods(sign_in.person),
        sign_in.actor.name(),
    )
}

/// One attempt of a drill as a line: made from a network of this attacker's, with a script's user agent.
pub fn attempt_line(index: u64, attempt: &Attempt, from: &Spot, drill: &str) -> String {
    let right = if attempt.right { "True" } else { "False" };
    let spot = Spot { network: 0x00ff_0000 | (attempt.address & 0xffff), ..*from };
    format!(
        "{index},{},{},,{},{},{right},True,{right},{},hosting,,absent,{},{},,{drill}",
        moment(attempt.at),
        user(attempt.person),
        place(&spot, 0),
        "\"python-requests/2.32.3\",Python Requests 2.32.3,Other,unknown",
        position(&spot),
        group(attempt.person),
        methods(attempt.person),
    )
}

fn moment(at: i64) -> String {
    let (year, month, day) = date(at.div_euclid(86_400));
    let of_day = at.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.000")
}

fn user(person: u32) -> String {
    format!("person-{person:06}")
}

/// One in ten is a client; the others are freelancers.
fn group(person: u32) -> &'static str {
    if person % 10 == 3 { "client" } else { "freelancer" }
}

fn methods(person: u32) -> &'static str {
    match person % 20 {
        0 | 10 => "",
        1..=3 => "text_message",
        4..=9 => "authenticator_app;recovery_code",
        11..=12 => "security_question",
        _ => "text_message;authenticator_app",
    }
}

fn place(spot: &Spot, person: u32) -> String {
    let (high, low) = (spot.network >> 16 & 0xfff, spot.network & 0xffff);
    let country = COUNTRIES.get(usize::from(spot.country)).copied().unwrap_or_default();
    format!("3fff:{high:x}:{low:x}::{:x},{country},-,-,{}", 1 + person % 0xffff, 64_512 + spot.owner)
}

fn position(spot: &Spot) -> String {
    format!("{},{}", f64::from(spot.position.north) / 4.0, f64::from(spot.position.east) / 4.0)
}

fn kind(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Ordinary => "ordinary",
        NetworkKind::Hosting => "hosting",
        NetworkKind::Tor => "tor",
    }
}

/// A browser stays the same when it is updated.
fn token(person: u32, device: Device) -> String {
    format!("{person:x}-{}-{}-{}", device.os.code(), device.browser.code(), device.model)
}

/// User agent, browser, system and kind of device, each as a column.
fn device(device: Device) -> String {
    let Device { os, browser, version, model } = device;
    let (system, name, kind) = match os {
        Os::MacOs => ("Macintosh; Intel Mac OS X 10_15_7".to_owned(), "Mac OS X", "desktop"),
        Os::Linux => ("X11; Linux x86_64".to_owned(), "Linux", "desktop"),
        Os::Ios => ("iPhone; CPU iPhone OS 18_0 like Mac OS X".to_owned(), "iOS", "mobile"),
        Os::Android => (format!("Linux; Android 14; Model {model}"), "Android", "mobile"),
        _ => ("Windows NT 10.0; Win64; x64".to_owned(), "Windows", "desktop"),
    };
    let mobile = if kind == "mobile" { " Mobile" } else { "" };
    let chrome =
        format!("AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0{mobile} Safari/537.36");
    let webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
    let rest = match (browser, os) {
        (Browser::Firefox, _) => {
            let agent = format!("Mozilla/5.0 ({system}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0");
            return format!("\"{agent}\",Firefox {version},{name},{kind}");
        }
        (Browser::Chrome, Os::Ios) => format!("{webkit} CriOS/{version}.0{mobile}/15E148 Safari/604.1"),
        (Browser::Safari, Os::Ios) => format!("{webkit} Version/{version}.0{mobile}/15E148 Safari/604.1"),
        (Browser::Safari, _) => format!("{webkit} Version/{version}.0 Safari/605.1.15"),
        (Browser::Edge, _) => format!("{chrome} Edg/{version}.0.0.0"),
        (Browser::SamsungInternet, _) => {
            let ancestor = "Chrome/120.0.0.0";
            let agent = "AppleWebKit/537.36 (KHTML, like Gecko)";
            format!("{agent} SamsungBrowser/{version}.0 {ancestor}{mobile} Safari/537.36")
        }
        _ => chrome,
    };
    format!("\"Mozilla/5.0 ({system}) {rest}\",{} {version},{name},{kind}", browser.code())
}
