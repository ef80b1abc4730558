//! What a browser says it is: family, major version, system and kind of device. Our own small reader,
//! as reduced user agents carry no more. Words for people are not here, and neither is trust: anyone
//! can send anything.

mod header;
mod hints;

use serde::{Deserialize, Serialize};

pub use hints::ClientHints;

/// What the `User-Agent` header and the client hints say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserAgent {
    /// The family of the browser.
    pub browser: Browser,
    /// Its major version, if it told one that makes sense.
    pub major: Option<u16>,
    /// The system it runs on.
    pub os: Os,
    /// The kind of device.
    pub device: Device,
}

/// A family of browsers, or of other programs that speak HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Browser {
    /// Google Chrome, Chromium, and those that do not tell themselves apart from it.
    Chrome,
    /// Microsoft Edge, old and new.
    Edge,
    /// Mozilla Firefox.
    Firefox,
    /// Apple Safari.
    Safari,
    /// Opera.
    Opera,
    /// Samsung Internet.
    SamsungInternet,
    /// Microsoft Internet Explorer.
    InternetExplorer,
    /// A web view inside another app, or an app itself.
    App,
    /// A command-line client or a program's HTTP library.
    Script,
    /// A crawler, a link preview, a headless browser.
    Bot,
    /// A browser of another family, or nothing that could be read.
    Other,
}

/// A family of operating systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Os {
    /// Microsoft Windows on computers.
    Windows,
    /// Apple macOS. An iPad in Safari's usual desktop mode looks exactly like one.
    #[serde(rename = "macos")]
    MacOs,
    /// Apple iOS.
    Ios,
    /// Apple iPadOS, and iPads of the years before it had that name.
    #[serde(rename = "ipados")]
    IPadOs,
    /// Android.
    Android,
    /// Linux on computers.
    Linux,
    /// ChromeOS.
    #[serde(rename = "chromeos")]
    ChromeOs,
    /// Another system, or nothing that could be read.
    Other,
}

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A computer.
    Desktop,
    /// A phone.
    Phone,
    /// A tablet.
    Tablet,
    /// No person's device.
    Bot,
    /// A television, a console, or nothing that could be read.
    Unknown,
}

/// The parts of a sentence such as "Firefox on Windows", for a translator to put into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Description {
    /// "Firefox on Windows".
    BrowserOnSystem(Browser, Os),
    /// "Firefox".
    OnlyBrowser(Browser),
    /// "A browser on Windows".
    OnlySystem(Os),
    /// "An unknown browser".
    Nothing,
}

impl UserAgent {
    /// Reads the header (empty if there was none) and the client hints, which override it. Any bytes
    /// are taken; at most the first kibibyte of each is looked at.
    pub fn read(header: &[u8], hints: &ClientHints<'_>) -> UserAgent {
        hints.applied_to(header::read(header))
    }

    /// What to tell people.
    pub const fn describe(self) -> Description {
        match (self.browser, self.os) {
            (Browser::Other, Os::Other) => Description::Nothing,
            (Browser::Other, os) => Description::OnlySystem(os),
            (browser, Os::Other) => Description::OnlyBrowser(browser),
            (browser, os) => Description::BrowserOnSystem(browser, os),
        }
    }
}

impl Browser {
    /// The stable code, the same as in JSON; a key for translators.
    pub const fn code(self) -> &'static str {
        match self {
            Browser::Chrome => "chrome",
            Browser::Edge => "edge",
            Browser::Firefox => "firefox",
            Browser::Safari => "safari",
            Browser::Opera => "opera",
            Browser::SamsungInternet => "samsung_internet",
            Browser::InternetExplorer => "internet_explorer",
            Browser::App => "app",
            Browser::Script => "script",
            Browser::Bot => "bot",
            Browser::Other => "other",
        }
    }
}

impl Os {
    /// The stable code, the same as in JSON; a key for translators.
    pub const fn code(self) -> &'static str {
        match self {
            Os::Windows => "windows",
            Os::MacOs => "macos",
            Os::Ios => "ios",
            Os::IPadOs => "ipados",
            Os::Android => "android",
            Os::Linux => "linux",
            Os::ChromeOs => "chromeos",
            Os::Other => "other",
        }
    }
}

impl Device {
    /// The stable code, the same as in JSON; a key for translators.
    pub const fn code(self) -> &'static str {
        match self {
            Device::Desktop => "desktop",
            Device::Phone => "phone",
            Device::Tablet => "tablet",
            Device::Bot => "bot",
            Device::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
#[path = "user_agent_tests.rs"]
mod tests;
