//! Texts and e-mails: what happened, when, where, and what to do if it was not you.
//! Deliberately not here: sending (`delivery`) and making links (`flows`).

use askama::Template;

use crate::pages::activity::What;
use crate::pages::times::{moment, span};
use crate::words::{FluentValue, Words};

/// An e-mail, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML that reads well without its styles too; no images, no trackers.
    pub html: String,
}

/// A letter with one button that the person asked for.
#[derive(Debug, Clone)]
pub struct LinkLetter {
    /// The site's name.
    pub site: String,
    /// How to greet; may be empty.
    pub display_name: String,
    /// What the link does.
    pub purpose: Purpose,
    /// The absolute address.
    pub link: String,
    /// How long it works, in seconds.
    pub lasts: u32,
    /// Where it was asked for; `None` when it does not help to say so.
    pub scene: Option<Scene>,
}

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Verifies the address.
    VerifyAddress,
    /// Finishes a sign-in.
    SignIn,
    /// Confirms a change of security settings.
    Confirm,
    /// Lets the person set a new password.
    ResetPassword,
}

/// When and where something happened.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Unix seconds.
    pub at: i64,
    /// "Firefox on Linux"; empty if not known.
    pub browser: String,
    /// "Lisbon, Portugal"; empty if not known.
    pub place: String,
}

/// A letter about something that happened.
#[derive(Debug, Clone)]
pub struct NoticeLetter {
    /// The site's name.
    pub site: String,
    /// How to greet; may be empty.
    pub display_name: String,
    /// What happened.
    pub news: News,
    /// When and where.
    pub scene: Scene,
    /// The absolute address of "This wasn't me".
    pub not_me: String,
}

/// What is worth a notice (DESIGN section 4, Notices).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A sign-in from an unknown browser.
    NewBrowser,
    /// Any change or event of the account that the activity list also has.
    Event(What),
    /// A browser took too many wrong tries, someone has the password.
    Denied,
    /// The owner, or somebody with the password, said that the phone is lost.
    PhoneLost,
    /// A recovery was asked for; seconds until it takes effect.
    RecoveryAsked {
        /// Seconds.
        waits: u32,
    },
    /// A hold began; Unix seconds of its end.
    Hold {
        /// Unix seconds.
        until: i64,
    },
    /// An address was added; the address.
    AddressAdded(String),
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Body<'a> {
    words: Words,
    subject: &'a str,
    greeting: &'a str,
    paragraphs: &'a [String],
    facts: &'a [(String, String)],
    before_button: Option<&'a str>,
    button: &'a str,
    link: &'a str,
    closing: &'a str,
}

/// The text message that carries a code: a sentence for people, and a last line that binds the code to `host`
/// for browsers that fill it in. One segment of GSM 7-bit text in every language for usual site names.
#[must_use]
pub fn code_text(words: Words, site: &str, host: &str, code: &str) -> String {
    let sentence = words.with("sms-code", &[("code", code.into()), ("site", site.into())]);
    format!("{sentence}\n\n@{host} #{code}")
}

/// A text message that tells a phone about a change: one sentence.
#[must_use]
pub fn notice_text(words: Words, site: &str, what: What) -> String {
    let what = what.say(words);
    words.with("sms-notice", &[("what", FluentValue::from(what.as_ref())), ("site", site.into())])
}

/// The letter with a link that the person asked for.
#[must_use]
pub fn link(words: Words, view: &LinkLetter) -> Letter {
    let (subject, lead, button, closing) = match view.purpose {
        Purpose::VerifyAddress => {
            ("mail-verify-subject", "mail-verify-lead", "mail-verify-button", "mail-verify-closing")
        }
        Purpose::SignIn => {
            ("mail-sign-in-subject", "mail-sign-in-lead", "mail-sign-in-button", "mail-sign-in-closing")
        }
        Purpose::Confirm => {
            ("mail-confirm-subject", "mail-confirm-lead", "mail-confirm-button", "mail-confirm-closing")
        }
        Purpose::ResetPassword => {
            ("mail-reset-subject", "mail-reset-lead", "mail-reset-button", "mail-reset-closing")
        }
    };
    let lasts = words.with("mail-link-lasts", &[("time", span(words, view.lasts).into())]);
    let paragraphs = [about_site(words, lead, &view.site), lasts];
    let facts = view.scene.as_ref().map(|scene| facts(words, scene)).unwrap_or_default();
    Draft {
        words,
        subject: about_site(words, subject, &view.site),
        greeting: greeting(words, &view.display_name),
        paragraphs: &paragraphs,
        facts: &facts,
        before_button: None,
        button: &words.text(button),
        link: &view.link,
        closing: &about_site(words, closing, &view.site),
    }
    .letter()
}

/// The letter that tells what happened.
#[must_use]
pub fn notice(words: Words, view: &NoticeLetter) -> Letter {
    let told = tell(words, &view.news);
    let subject = words
        .with("mail-notice-subject", &[("what", told.clone().into()), ("site", view.site.as_str().into())]);
    let mut paragraphs =
        vec![words.with("mail-notice-lead", &[("what", told.into()), ("site", view.site.as_str().into())])];
    paragraphs.extend(details(words, &view.news));
    paragraphs.push(words.text("mail-notice-was-you").into_owned());
    Draft {
        words,
        subject,
        greeting: greeting(words, &view.display_name),
        paragraphs: &paragraphs,
        facts: &facts(words, &view.scene),
        before_button: Some(&words.text("mail-notice-not-you")),
        button: &words.text("mail-notice-button"),
        link: &view.not_me,
        closing: &about_site(words, "mail-notice-closing", &view.site),
    }
    .letter()
}

fn tell(words: Words, news: &News) -> String {
    match news {
        News::NewBrowser => words.text("news-new-browser").into_owned(),
        News::Event(what) => what.say(words).into_owned(),
        News::Denied => words.text("news-denied").into_owned(),
        News::PhoneLost => words.text("event-phone-lost").into_owned(),
        News::RecoveryAsked { .. } => words.text("news-recovery").into_owned(),
        News::Hold { .. } => words.text("news-hold").into_owned(),
        News::AddressAdded(address) => words.with("news-address-added", &[("name", address.as_str().into())]),
    }
}

fn details(words: Words, news: &News) -> Option<String> {
    match news {
        News::Denied => Some(words.text("news-denied-detail").into_owned()),
        News::PhoneLost => Some(words.text("news-phone-lost-detail").into_owned()),
        News::Event(What::PasskeyCopied) => Some(words.text("news-passkey-copied-detail").into_owned()),
        News::RecoveryAsked { waits } => {
            Some(words.with("news-recovery-detail", &[("time", span(words, *waits).into())]))
        }
        News::Hold { until } => {
            Some(words.with("news-hold-detail", &[("time", moment(words, *until).into())]))
        }
        News::NewBrowser | News::Event(_) | News::AddressAdded(_) => None,
    }
}

fn about_site(words: Words, key: &str, site: &str) -> String {
    words.with(key, &[("site", site.into())])
}

fn greeting(words: Words, name: &str) -> String {
    if name.is_empty() {
        return words.text("mail-greeting-plain").into_owned();
    }
    words.with("mail-greeting", &[("name", name.into())])
}

fn facts(words: Words, scene: &Scene) -> Vec<(String, String)> {
    let fact = |key: &str, value: String| (words.text(key).into_owned(), value);
    let mut facts = vec![fact("fact-when", moment(words, scene.at))];
    if !scene.place.is_empty() {
        facts.push(fact("fact-where", scene.place.clone()));
    }
    if !scene.browser.is_empty() {
        facts.push(fact("fact-browser", scene.browser.clone()));
    }
    facts
}

struct Draft<'a> {
    words: Words,
    subject: String,
    greeting: String,
    paragraphs: &'a [String],
    facts: &'a [(String, String)],
    before_button: Option<&'a str>,
    button: &'a str,
    link: &'a str,
    closing: &'a str,
}

impl Draft<'_> {
    fn letter(self) -> Letter {
        let mut blocks = vec![self.greeting.clone()];
        blocks.push(self.paragraphs.join("\n\n"));
        if !self.facts.is_empty() {
            let lines: Vec<_> = self.facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            blocks.push(lines.join("\n"));
        }
        blocks.extend(self.before_button.map(str::to_owned));
        blocks.push(format!("{}:\n{}", self.button, self.link));
        blocks.push(self.closing.to_owned());
        let body = Body {
            words: self.words,
            subject: &self.subject,
            greeting: &self.greeting,
            paragraphs: self.paragraphs,
            facts: self.facts,
            before_button: self.before_button,
            button: self.button,
            link: self.link,
            closing: self.closing,
        };
        // Writing into a string cannot fail; if it did, the plain text still says everything.
        let html = body.render().unwrap_or_default();
        Letter { text: blocks.join("\n\n") + "\n", html, subject: self.subject }
    }
}
