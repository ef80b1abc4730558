//! Client hints, the headers that newer browsers send beside a frozen `User-Agent`. Only the three
//! that come unasked; no full structured-field parser, as a list of quoted names is all they hold.

use super::header::{leading_number, tidy};
use super::{Browser, Device, Os, UserAgent};

/// The client hints of a request, as they came; `None` where a header was absent. See the User-Agent
/// Client Hints specification of the WICG, section 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientHints<'a> {
    /// `Sec-CH-UA`: `"Chromium";v="124", "Google Chrome";v="124", "Not-A.Brand";v="99"`.
    pub brands: Option<&'a [u8]>,
    /// `Sec-CH-UA-Platform`: `"Windows"`.
    pub platform: Option<&'a [u8]>,
    /// `Sec-CH-UA-Mobile`: `?0` or `?1`.
    pub mobile: Option<&'a [u8]>,
}

impl ClientHints<'_> {
    /// What the header said, overridden by what the hints say.
    pub(super) fn applied_to(&self, said: UserAgent) -> UserAgent {
        let os = self.platform.and_then(platform).unwrap_or(said.os);
        let device = match self.mobile.and_then(mobile) {
            _ if matches!(said.device, Device::Bot) => Device::Bot,
            Some(true) => Device::Phone,
            Some(false) => not_a_phone(os).unwrap_or(said.device),
            None if os != said.os => not_a_phone(os).unwrap_or(said.device),
            None => said.device,
        };
        let (browser, major) = match self.brands.and_then(brand) {
            // A header that owns up to being no browser is believed: apps and bots run on engines
            // whose hints name a browser.
            _ if matches!(said.browser, Browser::Bot | Browser::Script | Browser::App) => {
                (said.browser, said.major)
            }
            Some((browser, major)) => (browser, major.or(said.major)),
            None => (said.browser, said.major),
        };
        let device = if browser == Browser::Bot { Device::Bot } else { device };
        UserAgent { browser, major, os, device }
    }
}

/// The most particular brand of the list: every Chromium also names its engine and one brand that
/// means nothing.
fn brand(list: &[u8]) -> Option<(Browser, Option<u16>)> {
    let list = tidy(list);
    let brands = list.split(',').filter_map(|item| {
        let (_, item) = item.split_once('"')?;
        let (name, rest) = item.split_once('"')?;
        let major = rest.trim_start().strip_prefix(";v=\"").and_then(leading_number);
        let (browser, particular) = match name {
            "google chrome" => (Browser::Chrome, true),
            "microsoft edge" => (Browser::Edge, true),
            "opera" | "opera gx" | "operamobile" | "opera mini" => (Browser::Opera, true),
            "samsung internet" => (Browser::SamsungInternet, true),
            "android webview" | "microsoft edge webview2" => (Browser::App, true),
            "headlesschrome" => (Browser::Bot, true),
            "yandex" | "yabrowser" | "vivaldi" | "duckduckgo" | "whale" => (Browser::Other, true),
            "chromium" => (Browser::Chrome, false),
            _ => return None,
        };
        Some((particular, (browser, major)))
    });
    brands.max_by_key(|(particular, _)| *particular).map(|(_, found)| found)
}

fn platform(quoted: &[u8]) -> Option<Os> {
    match tidy(quoted).trim().trim_matches('"') {
        "windows" => Some(Os::Windows),
        "macos" | "mac os x" => Some(Os::MacOs),
        "ios" => Some(Os::Ios),
        "android" => Some(Os::Android),
        "linux" => Some(Os::Linux),
        "chrome os" | "chromium os" => Some(Os::ChromeOs),
        _ => None,
    }
}

fn mobile(flag: &[u8]) -> Option<bool> {
    match flag {
        b"?1" => Some(true),
        b"?0" => Some(false),
        _ => None,
    }
}

/// What runs this system and is no phone.
const fn not_a_phone(os: Os) -> Option<Device> {
    match os {
        Os::Windows | Os::MacOs | Os::Linux | Os::ChromeOs => Some(Device::Desktop),
        Os::Android | Os::IPadOs => Some(Device::Tablet),
        Os::Ios | Os::Other => None,
    }
}
