//! What every page has around its own content: language, site name, token, notice, problems.
//! Deliberately not here: the content.

use std::borrow::{Borrow, Cow};

use crate::pages::kinds::Kind;
use crate::pages::times::{When, span};
use crate::pages::trouble::{Problem, Trouble};
use crate::words::{FluentValue, Words};

/// The common part of every page. Make one per response.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The reader's language.
    pub words: Words,
    /// The name of the site that the person signs in to.
    pub site: String,
    /// The token of every form's hidden field `csrf`.
    pub csrf: String,
    /// Unix seconds; "five minutes ago" is counted from here.
    pub now: i64,
    /// Good or neutral news from the last step, shown once.
    pub notice: Option<Notice>,
    /// What was wrong with the form as it was sent.
    pub problems: Vec<Problem>,
    /// Shows the strip with links to the demo's pages.
    pub demo: bool,
}

/// One sentence of news at the top of a page, read out as a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// This browser is signed out.
    SignedOut,
    /// All other sessions ended.
    OthersSignedOut,
    /// A phone was signed out of the app.
    PhoneSignedOut,
    /// One session ended.
    SessionEnded,
    /// A browser is no longer known.
    BrowserForgotten,
    /// A method was switched on; its name.
    MethodAdded(String),
    /// A method was removed; its name.
    MethodRemoved(String),
    /// A method has a new name.
    MethodRenamed(String),
    /// The new password is in force.
    PasswordChanged,
    /// When to verify was saved.
    WhenSaved,
    /// The preferred method was saved.
    PreferredSaved,
    /// The language was saved.
    LanguageSaved,
    /// Tries are allowed again where they rested.
    TriesAllowed,
    /// The security question was saved.
    QuestionSaved,
    /// A text message with a code is on its way.
    CodeSent,
    /// A mailed link is on its way; the masked address.
    LinkSent(String),
    /// An address was removed; the address.
    AddressRemoved(String),
    /// The sign-in that this browser had begun is gone.
    TookTooLong,
    /// The wanted method does not work now, so another one opened.
    MovedOn(Kind),
    /// The address of the mailed link was opened, go on.
    LinkOpened,
    /// The mailed link was not opened yet.
    LinkNotOpenedYet,
    /// Sign in again with the new password.
    PasswordReset,
    /// Changes need a fresh sign-in first.
    SignInFirst,
}

impl Frame {
    /// A frame without news or problems.
    #[must_use]
    pub fn new(words: Words, site: impl Into<String>, csrf: impl Into<String>, now: i64) -> Self {
        Self {
            words,
            site: site.into(),
            csrf: csrf.into(),
            now,
            notice: None,
            problems: Vec::new(),
            demo: false,
        }
    }

    /// The same frame with news.
    #[must_use]
    pub fn with_notice(mut self, notice: Notice) -> Self {
        self.notice = Some(notice);
        self
    }

    /// The same frame with one more problem. `field` is the form field's name, or `""` for the whole form.
    #[must_use]
    pub fn with_problem(mut self, field: &'static str, trouble: Trouble) -> Self {
        self.problems.push(Problem { field, trouble });
        self
    }

    /// The reader's language, for templates, which lend fields rather than copy them.
    #[must_use]
    pub fn words(&self) -> Words {
        self.words
    }

    /// The words for `key`.
    #[must_use]
    pub fn say(&self, key: &str) -> Cow<'static, str> {
        self.words.text(key)
    }

    /// The words for `key` with its number `$n`.
    #[must_use]
    pub fn count(&self, key: &str, n: impl Borrow<u32>) -> String {
        self.words.with(key, &[("n", FluentValue::from(*n.borrow()))])
    }

    /// Digits one by one, so that a screen reader reads no amount.
    #[must_use]
    pub fn spelled(&self, digits: &str) -> String {
        digits.chars().map(String::from).collect::<Vec<_>>().join(" ")
    }

    /// The words for `key` with its span `$time`, given in seconds.
    #[must_use]
    pub fn lasting(&self, key: &str, seconds: impl Borrow<u32>) -> String {
        self.words.with(key, &[("time", span(self.words, *seconds.borrow()).into())])
    }

    /// The words for `key` with its text `$name`.
    #[must_use]
    pub fn about(&self, key: &str, name: impl AsRef<str>) -> String {
        self.words.with(key, &[("name", FluentValue::from(name.as_ref()))])
    }

    /// The words for `key` with the site's name as `$site`.
    #[must_use]
    pub fn here(&self, key: &str) -> String {
        self.words.with(key, &[("site", FluentValue::from(self.site.as_str()))])
    }

    /// A `<time>` element: how long ago, or how long until.
    #[must_use]
    pub fn when(&self, at: &i64) -> When {
        When::near(self.words, *at, self.now)
    }

    /// A `<time>` element: the day and time.
    #[must_use]
    pub fn moment(&self, at: &i64) -> When {
        When::exact(self.words, *at)
    }

    /// The problem of one field, in words.
    #[must_use]
    pub fn trouble(&self, field: &str) -> Option<String> {
        let problem = self.problems.iter().find(|problem| problem.field == field)?;
        Some(problem.trouble.say(self.words))
    }

    /// Whether this field is all that is wrong: then it takes the focus, and the summary above it is not shown.
    #[must_use]
    pub fn is_all_that_is_wrong(&self, field: &str) -> bool {
        matches!(self.problems.as_slice(), [only] if only.field == field)
    }

    /// Whether one thing is wrong that stands beside a field, which takes the focus.
    #[must_use]
    pub fn one_field_is_wrong(&self) -> bool {
        matches!(self.problems.as_slice(), [only] if !only.field.is_empty())
    }

    /// The ids for a field's `aria-describedby`: its problem, then its hint.
    #[must_use]
    pub fn described_by(&self, field: &str, hint: &str) -> String {
        let wrong = self.trouble(field).map(|_| format!("{field}-wrong"));
        let hint = (!hint.is_empty()).then(|| format!("{field}-hint"));
        wrong.into_iter().chain(hint).collect::<Vec<_>>().join(" ")
    }

    /// The news in words.
    #[must_use]
    pub fn news(&self) -> Option<String> {
        let notice = self.notice.as_ref()?;
        Some(match notice {
            Notice::SignedOut => self.say("notice-signed-out").into_owned(),
            Notice::PhoneSignedOut => self.say("notice-phone-signed-out").into_owned(),
            Notice::OthersSignedOut => self.say("notice-others-signed-out").into_owned(),
            Notice::SessionEnded => self.say("notice-session-ended").into_owned(),
            Notice::BrowserForgotten => self.say("notice-browser-forgotten").into_owned(),
            Notice::MethodAdded(name) => self.about("notice-method-added", name),
            Notice::MethodRemoved(name) => self.about("notice-method-removed", name),
            Notice::MethodRenamed(name) => self.about("notice-method-renamed", name),
            Notice::PasswordChanged => self.say("notice-password-changed").into_owned(),
            Notice::WhenSaved => self.say("notice-when-saved").into_owned(),
            Notice::PreferredSaved => self.say("notice-preferred-saved").into_owned(),
            Notice::LanguageSaved => self.say("notice-language-saved").into_owned(),
            Notice::TriesAllowed => self.say("notice-tries-allowed").into_owned(),
            Notice::QuestionSaved => self.say("notice-question-saved").into_owned(),
            Notice::CodeSent => self.say("notice-code-sent").into_owned(),
            Notice::LinkSent(address) => self.about("notice-link-sent", address),
            Notice::AddressRemoved(address) => self.about("notice-address-removed", address),
            Notice::MovedOn(kind) => self.about("notice-moved-on", kind.name(self.words)),
            Notice::LinkOpened => self.say("notice-link-opened").into_owned(),
            Notice::LinkNotOpenedYet => self.say("notice-link-not-opened").into_owned(),
            Notice::PasswordReset => self.say("notice-password-reset").into_owned(),
            Notice::TookTooLong => self.say("notice-took-too-long").into_owned(),
            Notice::SignInFirst => self.say("notice-sign-in-first").into_owned(),
        })
    }
}
