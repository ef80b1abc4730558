//! What the last step brought, carried to the next page in a note and said there once. Deliberately not here: the words.

use secrets::digest::{from_base64url, to_base64url};

use super::person::Person;
use crate::edge::cookies::Note;
use crate::pages::Notice;

/// Longest name that travels, in bytes: the note is a cookie of at most 128 characters.
const LONGEST: usize = 80;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// A method was enabled; its name.
    Added(String),
    /// A method was removed; its name.
    Removed(String),
    /// A method has this name now.
    Renamed(String),
    /// The question was saved.
    Question,
    /// A new password is in force.
    Password,
    /// When to verify was saved.
    When,
    /// The preferred method was saved.
    Preferred,
    /// The language was saved.
    Language,
    /// A code is on its way.
    CodeSent,
    /// A link is on its way to this address.
    LinkSent(String),
    /// An address was removed.
    AddressRemoved(String),
    /// A browser is not known any more.
    Forgotten,
    /// One session ended.
    Ended,
    /// All other sessions ended.
    EndedOthers,
    /// A phone was signed out of the app.
    PhoneSignedOut,
    /// Browsers that are not known may try again.
    TriesAllowed,
}

impl News {
    /// The note's text.
    pub(super) fn to_text(&self) -> String {
        let (code, name) = match self {
            Self::Added(name) => ("added", Some(name)),
            Self::Removed(name) => ("removed", Some(name)),
            Self::Renamed(name) => ("renamed", Some(name)),
            Self::Question => ("question", None),
            Self::Password => ("password", None),
            Self::When => ("when", None),
            Self::Preferred => ("preferred", None),
            Self::Language => ("language", None),
            Self::CodeSent => ("code_sent", None),
            Self::LinkSent(address) => ("link_sent", Some(address)),
            Self::AddressRemoved(address) => ("address_removed", Some(address)),
            Self::Forgotten => ("forgotten", None),
            Self::Ended => ("ended", None),
            Self::EndedOthers => ("ended_others", None),
            Self::PhoneSignedOut => ("phone_signed_out", None),
            Self::TriesAllowed => ("tries_allowed", None),
        };
        match name {
            Some(name) => format!("{code}-{}", to_base64url(short(name).as_bytes())),
            None => code.to_owned(),
        }
    }

    fn parse(text: &str) -> Option<Notice> {
        let (code, name) = text.split_once('-').unwrap_or((text, ""));
        let name = || String::from_utf8(from_base64url(name)?).ok();
        Some(match code {
            "added" => Notice::MethodAdded(name()?),
            "removed" => Notice::MethodRemoved(name()?),
            "renamed" => Notice::MethodRenamed(name()?),
            "question" => Notice::QuestionSaved,
            "password" => Notice::PasswordChanged,
            "when" => Notice::WhenSaved,
            "preferred" => Notice::PreferredSaved,
            "language" => Notice::LanguageSaved,
            "code_sent" => Notice::CodeSent,
            "link_sent" => Notice::LinkSent(name()?),
            "address_removed" => Notice::AddressRemoved(name()?),
            "forgotten" => Notice::BrowserForgotten,
            "ended" => Notice::SessionEnded,
            "ended_others" => Notice::OthersSignedOut,
            "phone_signed_out" => Notice::PhoneSignedOut,
            "tries_allowed" => Notice::TriesAllowed,
            _ => return None,
        })
    }
}

fn short(name: &str) -> &str {
    let end = (0..=LONGEST.min(name.len())).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    &name[..end]
}

impl Person {
    /// What the last step brought, to be said on this page and on no other.
    pub(super) fn news(&mut self) -> Option<Notice> {
        let text = self.ctx.cookies.news.take()?;
        self.ctx.leave(Note::News, None);
        News::parse(&text)
    }
}
