//! The companion app's page: every screen of the app and every word that it says, of which its scripts show one screen at a
//! time. The same for everybody, so that a phone may keep it. Deliberately not here: anything about an account.

use askama::Template;
use risk::{Browser, Os};

use crate::pages::{Frame, Kind};
use crate::seen;

/// `GET /app/`. Without scripts it says that the app needs them.
#[derive(Debug, Template)]
#[template(path = "companion.html")]
pub struct CompanionPage {
    /// Around the page. It has no forms, so its token is empty.
    pub frame: Frame,
}

const BROWSERS: [Browser; 11] = [
    Browser::Chrome,
    Browser::Edge,
    Browser::Firefox,
    Browser::Safari,
    Browser::Opera,
    Browser::SamsungInternet,
    Browser::InternetExplorer,
    Browser::App,
    Browser::Script,
    Browser::Bot,
    Browser::Other,
];

const SYSTEMS: [Os; 8] =
    [Os::Windows, Os::MacOs, Os::Ios, Os::IPadOs, Os::Android, Os::Linux, Os::ChromeOs, Os::Other];

const KINDS: [Kind; 6] = [
    Kind::SecurityQuestion,
    Kind::TextMessage,
    Kind::AuthenticatorApp,
    Kind::MobilePrompt,
    Kind::Passkey,
    Kind::RecoveryCode,
];

impl CompanionPage {
    /// Words that the scripts choose among, by name.
    fn words(&self) -> Vec<(String, String)> {
        let words = self.frame.words;
        let marks = [("browser", "#".into()), ("system", "%".into())];
        let browsers = BROWSERS.map(|one| (format!("browser-{}", one.code()), seen::name(words, one)));
        let systems = SYSTEMS.map(|one| (format!("system-{}", one.code()), seen::system(one).to_owned()));
        let kinds = KINDS.map(|one| (format!("kind-{}", one.value()), one.name(words).into_owned()));
        let plain = NAMED.map(|(name, key)| (name.to_owned(), words.text(key).into_owned()));
        let pair = ("browser-on".to_owned(), words.with("seen-browser-on", &marks));
        [pair].into_iter().chain(browsers).chain(systems).chain(kinds).chain(plain).collect()
    }
}

/// What the scripts call a text, and its key.
const NAMED: [(&str, &str); 25] = [
    ("unknown", "companion-fact-unknown"),
    ("my-phone", "companion-pair-my-phone"),
    ("no-name", "companion-pair-no-name"),
    ("pair-old", "companion-pair-old"),
    ("pair-other", "companion-pair-other"),
    ("paste-wrong", "companion-paste-wrong"),
    ("scan-closed", "companion-scan-closed"),
    ("scan-other", "companion-scan-other"),
    ("verify-when_risky", "when-risky"),
    ("verify-every_sign_in", "when-always"),
    ("recent-approved", "companion-recent-approved"),
    ("recent-denied", "companion-recent-denied"),
    ("recent-cancelled", "companion-recent-cancelled"),
    ("recent-wrong_number", "companion-recent-wrong-number"),
    ("ask-sign_in", "companion-ask-sign-in"),
    ("ask-step_up", "companion-ask-step-up"),
    ("ask-test", "companion-ask-test"),
    ("digits", "companion-number-hint"),
    ("said-prompt", "companion-waits"),
    ("said-hurry", "companion-said-hurry"),
    ("push-failed", "companion-push-failed"),
    ("no-connection", "companion-no-connection"),
    ("busy", "companion-busy"),
    ("trouble", "companion-trouble"),
    ("notification", "companion-notification"),
];
