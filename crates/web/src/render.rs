//! Messages of the outbox in the words of their readers: a letter for a mailbox, one sentence for a phone.
//! Deliberately not here: sending (`delivery`), and what is worth a message (`rules`).

use flows::{Letter, Rendered, Site};
use rules::event::Origin;
use rules::message::{LinkKind, Message, Notice, Recipient, Says};
use rules::method::MethodKind;
use rules::time::Time;

use crate::pages::Kind;
use crate::pages::activity::What;
use crate::pages::mail::{self, LinkLetter, News, NoticeLetter, Purpose, Scene};
use crate::seen;
use crate::words::Words;

/// Puts one message into words, in its reader's language; English where none was chosen.
#[must_use]
pub fn render(message: &Message, site: &Site) -> Rendered {
    let words = Words::among(&site.languages, message.locale.as_deref().unwrap_or_default());
    match (&message.to, &message.says) {
        // A push message holds nothing, whatever it is about.
        (Recipient::App { .. }, _) | (_, Says::Prompt { .. }) => Rendered::Nothing,
        (_, Says::Code { code }) => Rendered::Text(mail::code_text(words, &site.name, &site.host, code)),
        (Recipient::Email { .. }, Says::Link { link, token, from }) => {
            letter(mail::link(words, &link_letter(words, message, site, *link, token, from)))
        }
        (Recipient::Email { .. }, Says::Notice { notice, token, from }) => {
            let view = NoticeLetter {
                site: site.name.clone(),
                display_name: String::new(),
                news: news(*notice),
                scene: scene(words, message.at, from),
                not_me: format!("{}/links/not-me?token={token}", site.url),
            };
            letter(mail::notice(words, &view))
        }
        (Recipient::Phone { .. }, Says::Notice { notice, .. }) => {
            Rendered::Text(mail::notice_text(words, &site.name, what(*notice)))
        }
        // Links are never sent to phones; should one be, the phone is told where to look, not the link.
        (Recipient::Phone { .. }, Says::Link { .. }) => {
            Rendered::Text(mail::notice_text(words, &site.name, What::SignedIn))
        }
    }
}

fn letter(letter: mail::Letter) -> Rendered {
    let mail::Letter { subject, text, html } = letter;
    Rendered::Letter(Letter { subject, text, html })
}

fn link_letter(
    words: Words,
    message: &Message,
    site: &Site,
    kind: LinkKind,
    token: &str,
    from: &Origin,
) -> LinkLetter {
    let (purpose, path) = match kind {
        LinkKind::VerifyEmail => (Purpose::VerifyAddress, "/links/address"),
        LinkKind::ConfirmStep => (Purpose::Confirm, "/links/confirm"),
        LinkKind::ConfirmSignIn => (Purpose::SignIn, "/links/sign-in"),
        LinkKind::ResetPassword | LinkKind::FirstAdministrator => (Purpose::ResetPassword, "/reset/new"),
    };
    LinkLetter {
        site: site.name.clone(),
        display_name: String::new(),
        purpose,
        link: format!("{}{path}?token={token}", site.url),
        lasts: u32::try_from(message.expires.since(message.at)).unwrap_or(0),
        scene: Some(scene(words, message.at, from)),
    }
}

fn scene(words: Words, at: Time, from: &Origin) -> Scene {
    Scene {
        at: at.0,
        browser: seen::browser(words, from.user_agent),
        place: seen::place(words, from.country),
    }
}

fn news(notice: Notice) -> News {
    match notice {
        Notice::NewBrowser => News::NewBrowser,
        Notice::SecondStepFailing => News::Denied,
        Notice::Suspended => News::PhoneLost,
        event => News::Event(what(event)),
    }
}

/// A notice as the activity list tells it.
pub(crate) fn what(notice: Notice) -> What {
    match notice {
        Notice::NewBrowser => What::BrowserKnown,
        Notice::MethodAdded(kind) => What::MethodAdded(Kind::from(kind)),
        Notice::MethodRemoved(kind) => What::MethodRemoved(Kind::from(kind)),
        Notice::MethodReactivated(kind) => What::MethodReactivated(Kind::from(kind)),
        Notice::RecoveryCodesReplaced => What::MethodChanged(Kind::RecoveryCode),
        Notice::RecoveryCodeUsed => What::SignedInWith(Kind::RecoveryCode),
        Notice::PasswordChanged => What::PasswordChanged,
        Notice::PasswordReset => What::PasswordReset,
        Notice::SecondStepFailing => What::Refused,
        Notice::PromptDenied => What::PromptDenied,
        Notice::PasskeyCopied => What::PasskeyCopied,
        Notice::VerifyLoosened => What::WhenChanged,
        Notice::EmailAdded => What::AddressAdded,
        Notice::EmailRemoved => What::AddressRemoved,
        Notice::Suspended => What::PhoneLost,
        Notice::Hold => What::HoldBegan,
    }
}

impl From<MethodKind> for Kind {
    fn from(kind: MethodKind) -> Self {
        match kind {
            MethodKind::SecurityQuestion => Self::SecurityQuestion,
            MethodKind::TextMessage => Self::TextMessage,
            MethodKind::AuthenticatorApp => Self::AuthenticatorApp,
            MethodKind::Passkey => Self::Passkey,
            MethodKind::MobilePrompt => Self::MobilePrompt,
            MethodKind::RecoveryCode => Self::RecoveryCode,
        }
    }
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
