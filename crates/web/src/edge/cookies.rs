//! Our cookies: read strictly, kept small, set so that no script, other host or insecure page gets at them.
//! Deliberately not here: what the tokens in them are worth (`secrets`, `flows`).

use axum::http::{HeaderMap, HeaderValue, header};
use url::Url;

/// Sign-ins that may be under way in one browser, such as in several tabs.
pub const MAX_SIGN_INS: usize = 3;

/// Accounts that one browser may be known for (DESIGN section 4).
pub const MAX_BROWSERS: usize = 5;

/// The longest token that is read, in characters; ours have at most 113.
const MAX_TOKEN: usize = 128;

/// More `Cookie` bytes than ours can take beside those of a whole site; longer headers are not read.
const MAX_HEADER: usize = 16 * 1024;

/// For how long a browser keeps the tokens of known browsers, in seconds: 400 days, the most that browsers allow.
/// The server's own 180 days decide (DESIGN section 4).
const BROWSERS_FOR: i64 = 400 * 24 * 3600;

/// What our cookies are called on this site, which follows from how it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CookieNames {
    secure: bool,
}

impl CookieNames {
    /// `__Host-` names with `Secure`: no other host and no insecure page can read or plant them.
    #[must_use]
    pub const fn secure() -> Self {
        Self { secure: true }
    }

    /// Plain names without `Secure`. Only for `http` on this machine: Chromium and Firefox take secure cookies from
    /// `localhost` and `127.0.0.1`, Safari and most programs do not.
    #[must_use]
    pub const fn insecure() -> Self {
        Self { secure: false }
    }

    /// Those that fit the public URL of the site. Config refuses `http` for anything but this machine.
    #[must_use]
    pub fn for_site(url: &Url) -> Self {
        Self { secure: url.scheme() != "http" }
    }

    fn prefix(self) -> &'static str {
        if self.secure { "__Host-" } else { "" }
    }

    /// Reads our cookies. One that is malformed, too long or there twice counts as absent.
    #[must_use]
    pub fn read(self, headers: &HeaderMap) -> Cookies {
        let one = |name| self.value(headers, name).filter(|value| is_token(value)).map(str::to_owned);
        Cookies {
            session: one(SESSION),
            sign_ins: self.value(headers, SIGN_IN).and_then(sign_ins).unwrap_or_default(),
            browsers: self.value(headers, BROWSERS).and_then(browsers).unwrap_or_default(),
            before_session: one(PRE),
            opened: one(OPENED),
            phone: one(PHONE),
            wish: one(Note::Wish.name()),
            news: one(Note::News.name()),
            return_to: one(Note::ReturnTo.name()),
            later: one(Note::Later.name()),
        }
    }

    fn value<'a>(self, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
        let lines = headers.get_all(header::COOKIE);
        if lines.iter().map(HeaderValue::len).sum::<usize>() > MAX_HEADER {
            return None;
        }
        let pairs = lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
        let mut values = pairs.filter_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key.trim_start().strip_prefix(self.prefix())? == name).then(|| value.trim_end())
        });
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }

    /// Keeps a session, for so many seconds, or until the browser closes (`None`: a shared computer).
    #[must_use]
    pub fn set_session(self, token: &str, seconds: Option<i64>) -> Option<HeaderValue> {
        is_token(token).then(|| self.line(SESSION, token, seconds))?
    }

    /// Ends the session in this browser.
    #[must_use]
    pub fn clear_session(self) -> Option<HeaderValue> {
        self.line(SESSION, "", Some(0))
    }

    /// Keeps the sign-ins under way until the browser closes; none clears the cookie. The first
    /// [`MAX_SIGN_INS`] are kept.
    #[must_use]
    pub fn set_sign_ins(self, sign_ins: &[SignInCookie]) -> Option<HeaderValue> {
        let entries: Vec<_> = sign_ins.iter().take(MAX_SIGN_INS).map(SignInCookie::to_text).collect();
        self.list(SIGN_IN, &entries, None, sign_ins_fit(sign_ins))
    }

    /// Keeps the tokens that this browser is known by; none clears the cookie. The first [`MAX_BROWSERS`] are kept.
    #[must_use]
    pub fn set_browsers(self, tokens: &[String]) -> Option<HeaderValue> {
        let kept: Vec<_> = tokens.iter().take(MAX_BROWSERS).cloned().collect();
        self.list(BROWSERS, &kept, Some(BROWSERS_FOR), kept.iter().all(|token| is_token(token)))
    }

    /// Keeps the id that forms are bound to while there is no session, until the browser closes.
    #[must_use]
    pub fn set_before_session(self, id: &str) -> Option<HeaderValue> {
        is_token(id).then(|| self.line(PRE, id, None))?
    }

    /// Keeps what this browser proved by a mailed link before it signs in, for as long as that proves anything.
    #[must_use]
    pub fn set_opened(self, text: &str) -> Option<HeaderValue> {
        is_token(text).then(|| self.line(OPENED, text, Some(OPENED_FOR)))?
    }

    /// Forgets that.
    #[must_use]
    pub fn clear_opened(self) -> Option<HeaderValue> {
        self.line(OPENED, "", Some(0))
    }

    /// Keeps which phone this browser is, so that its own sign-ins are not asked of itself.
    #[must_use]
    pub fn set_phone(self, id: &str) -> Option<HeaderValue> {
        is_token(id).then(|| self.line(PHONE, id, Some(BROWSERS_FOR)))?
    }

    /// Keeps a note for a later page, for its time at most; none clears it.
    #[must_use]
    pub fn set_note(self, note: Note, text: Option<&str>) -> Option<HeaderValue> {
        match text {
            Some(text) => is_token(text).then(|| self.line(note.name(), text, Some(note.kept_for())))?,
            None => self.line(note.name(), "", Some(0)),
        }
    }

    fn list(self, name: &str, entries: &[String], seconds: Option<i64>, fits: bool) -> Option<HeaderValue> {
        match entries {
            _ if !fits => None,
            [] => self.line(name, "", Some(0)),
            entries => self.line(name, &entries.join("~"), seconds),
        }
    }

    fn line(self, name: &str, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
        let prefix = self.prefix();
        let secure = if self.secure { "; Secure" } else { "" };
        let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let line = format!("{prefix}{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        HeaderValue::try_from(line).ok()
    }
}

const SESSION: &str = "session";
const SIGN_IN: &str = "signin";
const BROWSERS: &str = "browsers";
const PRE: &str = "pre";
const OPENED: &str = "opened";
const PHONE: &str = "phone";

/// For how long an opened link is kept, in seconds; the server's own hour decides (DESIGN section 4).
const OPENED_FOR: i64 = 3600;

/// For how long a note is kept, in seconds.
const NOTES_FOR: i64 = 3600;

/// For how long "not now" is respected, in seconds.
const LATER_FOR: i64 = 90 * 24 * 3600;

/// What one page leaves for a later one. It carries no power: what it names is checked as if it had been typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// What the person wanted to do when they were asked to prove who they are.
    Wish,
    /// What the last step brought, for the next page to say once.
    News,
    /// Where to go once signed in.
    ReturnTo,
    /// What the person does not want to be offered for now.
    Later,
}

impl Note {
    const fn name(self) -> &'static str {
        match self {
            Self::Wish => "wish",
            Self::News => "news",
            Self::ReturnTo => "return",
            Self::Later => "later",
        }
    }

    const fn kept_for(self) -> i64 {
        match self {
            Self::Later => LATER_FOR,
            Self::Wish | Self::News | Self::ReturnTo => NOTES_FOR,
        }
    }
}

/// What our cookies of a request say. None of it proves anything yet. `Debug` shows no tokens.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cookies {
    /// The session's token.
    pub session: Option<String>,
    /// Sign-ins under way, the newest first.
    pub sign_ins: Vec<SignInCookie>,
    /// Tokens that this browser is known by, the newest first.
    pub browsers: Vec<String>,
    /// What forms are bound to while there is no session.
    pub before_session: Option<String>,
    /// What this browser kept of a mailed link that it opened without a session.
    pub opened: Option<String>,
    /// The phone that this browser is, for prompts.
    pub phone: Option<String>,
    /// What the person wants to do once they have proved who they are.
    pub wish: Option<String>,
    /// What the last step brought.
    pub news: Option<String>,
    /// Where to go once signed in.
    pub return_to: Option<String>,
    /// What the person does not want to be offered for now.
    pub later: Option<String>,
}

impl Cookies {
    /// What forms of this browser are bound to (see [`super::csrf`]): the session, or the id from before it.
    #[must_use]
    pub fn form_binding(&self) -> Option<&str> {
        self.session.as_deref().or(self.before_session.as_deref())
    }

    /// The secret of a sign-in, if it is under way in this browser.
    #[must_use]
    pub fn sign_in_secret(&self, id: &str) -> Option<&str> {
        self.sign_ins.iter().find(|entry| entry.id == id).map(|entry| entry.secret.as_str())
    }

    /// The sign-ins with this one as the newest; the oldest falls out when there are too many.
    #[must_use]
    pub fn with_sign_in(&self, newest: SignInCookie) -> Vec<SignInCookie> {
        let others = self.sign_ins.iter().filter(|entry| entry.id != newest.id).cloned();
        let mut entries: Vec<_> = others.take(MAX_SIGN_INS - 1).collect();
        entries.insert(0, newest);
        entries
    }

    /// The sign-ins without this one, once it has ended.
    #[must_use]
    pub fn without_sign_in(&self, id: &str) -> Vec<SignInCookie> {
        self.sign_ins.iter().filter(|entry| entry.id != id).cloned().collect()
    }

    /// The browser tokens with `newest` first and without `replaced`, the value that it was rotated from.
    #[must_use]
    pub fn with_browser(&self, newest: String, replaced: Option<&str>) -> Vec<String> {
        let others = self
            .browsers
            .iter()
            .filter(|token| Some(token.as_str()) != replaced && **token != newest)
            .cloned();
        let mut tokens: Vec<_> = others.take(MAX_BROWSERS - 1).collect();
        tokens.insert(0, newest);
        tokens
    }
}

impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cookies")
            .field("session", &self.session.is_some())
            .field("sign_ins", &self.sign_ins.len())
            .field("browsers", &self.browsers.len())
            .finish_non_exhaustive()
    }
}

/// A sign-in under way in this browser. `Debug` shows the id alone.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInCookie {
    /// The public id of the sign-in.
    pub id: String,
    /// Its secret.
    pub secret: String,
}

impl SignInCookie {
    fn to_text(&self) -> String {
        format!("{}.{}", self.id, self.secret)
    }
}

impl std::fmt::Debug for SignInCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInCookie").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Base64url characters, which need no quoting in a cookie, and not too many.
fn is_token(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(plain)
}

fn sign_ins_fit(sign_ins: &[SignInCookie]) -> bool {
    sign_ins.iter().all(|entry| is_token(&entry.id) && is_token(&entry.secret))
}

fn sign_ins(value: &str) -> Option<Vec<SignInCookie>> {
    let entries: Vec<_> = value.split('~').map(sign_in).collect::<Option<_>>()?;
    (entries.len() <= MAX_SIGN_INS).then_some(entries)
}

fn sign_in(entry: &str) -> Option<SignInCookie> {
    let (id, secret) = entry.split_once('.')?;
    let read = SignInCookie { id: id.to_owned(), secret: secret.to_owned() };
    (is_token(id) && is_token(secret)).then_some(read)
}

fn browsers(value: &str) -> Option<Vec<String>> {
    let tokens: Vec<_> = value.split('~').map(str::to_owned).collect();
    (tokens.len() <= MAX_BROWSERS && tokens.iter().all(|token| is_token(token))).then_some(tokens)
}

#[cfg(test)]
#[path = "cookies_tests.rs"]
mod tests;
