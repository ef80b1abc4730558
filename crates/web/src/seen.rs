//! What was seen of a visitor, in words: "Firefox on Linux", and the country. Deliberately not here: how it was read (`risk`).

use std::borrow::Cow;

use risk::{Browser, CountryCode, Description, Os, UserAgent};

use crate::words::Words;

/// The browser and its system; empty if nothing is known.
#[must_use]
pub(crate) fn browser(words: Words, agent: UserAgent) -> String {
    let on = |browser: &str, os: Os| {
        words.with("seen-browser-on", &[("browser", browser.into()), ("system", system(os).into())])
    };
    match agent.describe() {
        Description::BrowserOnSystem(browser, os) => on(&name(words, browser), os),
        Description::OnlyBrowser(browser) => name(words, browser),
        Description::OnlySystem(os) => on(&words.text("seen-browser"), os),
        Description::Nothing => String::new(),
    }
}

/// The country by its two letters (ISO 3166-1), for programs; empty if not known.
#[must_use]
pub(crate) fn country_code(country: Option<CountryCode>) -> String {
    country.map(|country| country.to_string()).unwrap_or_default()
}

/// The country by its name, or its two letters where it has none here; empty if not known.
#[must_use]
pub(crate) fn place(words: Words, country: Option<CountryCode>) -> String {
    let Some(country) = country else { return String::new() };
    words.known(&format!("country-{country}")).map_or_else(|| country.to_string(), Cow::into_owned)
}

/// A browser by its own name.
#[must_use]
pub(crate) fn name(words: Words, browser: Browser) -> String {
    let proper = match browser {
        Browser::Chrome => "Chrome",
        Browser::Edge => "Edge",
        Browser::Firefox => "Firefox",
        Browser::Safari => "Safari",
        Browser::Opera => "Opera",
        Browser::SamsungInternet => "Samsung Internet",
        Browser::InternetExplorer => "Internet Explorer",
        Browser::App => return words.text("seen-app").into_owned(),
        Browser::Script | Browser::Bot => return words.text("seen-program").into_owned(),
        Browser::Other => return words.text("seen-browser").into_owned(),
    };
    proper.to_owned()
}

/// A system by its own name; empty for one that we do not know.
#[must_use]
pub(crate) fn system(os: Os) -> &'static str {
    match os {
        Os::Windows => "Windows",
        Os::MacOs => "macOS",
        Os::Ios => "iOS",
        Os::IPadOs => "iPadOS",
        Os::Android => "Android",
        Os::Linux => "Linux",
        Os::ChromeOs => "ChromeOS",
        Os::Other => "",
    }
}

#[cfg(test)]
#[path = "seen_tests.rs"]
mod tests;
