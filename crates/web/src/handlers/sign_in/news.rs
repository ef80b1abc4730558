//! What a step of the sign-in brought, carried over a redirect in a note and said once. Deliberately not here: the words.

use flows::Told;
use rules::method::MethodKind;

use crate::ctx::Ctx;
use crate::edge::cookies::Note;
use crate::pages::{Frame, Kind, Notice};

/// What there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// This browser is signed out.
    SignedOut,
    /// A code is on its way.
    CodeSent,
    /// A link is on its way.
    LinkSent,
    /// The sign-in that this browser had begun is gone.
    TookTooLong,
    /// The wanted method does not work now; this one opened.
    MovedOn(MethodKind),
}

impl News {
    /// Leaves it for the next page.
    pub(super) fn leave(self, ctx: &mut Ctx) {
        let text = match self {
            Self::SignedOut => "signed_out".to_owned(),
            Self::CodeSent => "code_sent_again".to_owned(),
            Self::LinkSent => "link_sent_again".to_owned(),
            Self::TookTooLong => "took_too_long".to_owned(),
            Self::MovedOn(kind) => format!("moved_on-{}", kind.name()),
        };
        ctx.leave(Note::News, Some(&text));
    }

    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "signed_out" => Self::SignedOut,
            "code_sent_again" => Self::CodeSent,
            "link_sent_again" => Self::LinkSent,
            "took_too_long" => Self::TookTooLong,
            moved => Self::MovedOn(MethodKind::named(moved.strip_prefix("moved_on-")?)?),
        })
    }

    /// What was left, taken back.
    fn take(ctx: &mut Ctx) -> Option<Self> {
        let news = Self::parse(ctx.cookies.news.as_deref()?)?;
        ctx.cookies.news = None;
        ctx.leave(Note::News, None);
        Some(news)
    }
}

/// A frame that says what the last step brought; `told`: the sign-in that the page is about, if it is about one.
pub(super) fn frame(ctx: &mut Ctx, told: Option<&Told>) -> Frame {
    let notice = News::take(ctx).map(|news| match news {
        News::SignedOut => Notice::SignedOut,
        News::CodeSent => Notice::CodeSent,
        News::LinkSent => Notice::LinkSent(told.map(addresses).unwrap_or_default()),
        News::TookTooLong => Notice::TookTooLong,
        News::MovedOn(kind) => Notice::MovedOn(Kind::from(kind)),
    });
    Frame { notice, ..ctx.frame() }
}

/// The verified addresses as they may be shown before the second step.
pub(super) fn addresses(told: &Told) -> String {
    let hints: Vec<_> = told.emails.iter().map(|email| email.hint.as_str()).collect();
    hints.join(", ")
}
