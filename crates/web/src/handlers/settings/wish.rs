//! What a person set out to do, remembered while they prove who they are. It is a note in a cookie that names one of a few
//! journeys and carries no power: the flows ask for proof again when the change is made.

use rules::fresh::Action;
use rules::id::{EmailId, MethodId};
use rules::method::MethodKind;
use rules::tries::Door;

use super::person::Person;
use super::{CONFIRM, SECURITY};

/// A journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Set the security question, then enable a method of this kind.
    Question(Option<MethodKind>),
    /// Enable a method of this kind.
    Enable(MethodKind),
    /// Change the password.
    Password,
    /// Add an address.
    AddEmail,
    /// Have a suspended method count again.
    Reactivate(MethodId),
    /// Remove a method.
    Remove(MethodId),
    /// Remove an address.
    RemoveEmail(EmailId),
    /// Be asked only when a sign-in looks risky.
    Loosen,
    /// Let browsers that are not known try a door again.
    AllowTries(Door),
}

impl Wish {
    /// What it takes a proof for.
    pub(super) const fn action(self) -> Action {
        match self {
            Self::Question(_) => Action::AddQuestion,
            Self::Enable(_) => Action::AddMethod,
            Self::Reactivate(_) => Action::Reactivate,
            Self::Password => Action::ChangePassword,
            Self::AddEmail => Action::AddEmail,
            Self::Remove(_) | Self::RemoveEmail(_) => Action::Remove,
            Self::Loosen | Self::AllowTries(_) => Action::Loosen,
        }
    }

    /// Whether a recovery code is too little for it.
    pub(super) const fn removes(self) -> bool {
        matches!(self.action(), Action::Remove | Action::Loosen)
    }

    /// The page where it goes on; one that needs a press of a button goes on at the confirmation.
    pub(super) fn page(self) -> String {
        match self {
            Self::Question(None) | Self::Enable(MethodKind::SecurityQuestion) => {
                format!("{SECURITY}/question")
            }
            Self::Question(Some(kind)) => format!("{SECURITY}/question?then={}", kind.name()),
            Self::Enable(MethodKind::TextMessage) => format!("{SECURITY}/text-message"),
            Self::Enable(MethodKind::RecoveryCode) => format!("{SECURITY}/recovery-codes"),
            Self::Enable(MethodKind::AuthenticatorApp | MethodKind::Passkey | MethodKind::MobilePrompt) => {
                CONFIRM.to_owned()
            }
            Self::Password => format!("{SECURITY}/password"),
            Self::AddEmail => format!("{SECURITY}/email/add"),
            Self::Reactivate(id) => format!("{SECURITY}/methods/{id}/reactivate"),
            Self::Remove(id) => format!("{SECURITY}/methods/{id}/remove"),
            Self::RemoveEmail(id) => format!("{SECURITY}/email/{id}/remove"),
            Self::Loosen | Self::AllowTries(_) => SECURITY.to_owned(),
        }
    }

    /// The note's text.
    pub(super) fn to_text(self) -> String {
        match self {
            Self::Question(None) => "question".to_owned(),
            Self::Question(Some(kind)) => format!("question-{}", kind.name()),
            Self::Enable(kind) => format!("enable-{}", kind.name()),
            Self::Password => "password".to_owned(),
            Self::AddEmail => "add_email".to_owned(),
            Self::Reactivate(id) => format!("reactivate-{id}"),
            Self::Remove(id) => format!("remove-{id}"),
            Self::RemoveEmail(id) => format!("remove_email-{id}"),
            Self::Loosen => "loosen".to_owned(),
            Self::AllowTries(door) => format!("allow_tries-{}", door.name()),
        }
    }

    /// The journey of a note; none: it names none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (verb, what) = text.split_once('-').unwrap_or((text, ""));
        Some(match verb {
            "question" if what.is_empty() => Self::Question(None),
            "question" => Self::Question(Some(MethodKind::named(what)?)),
            "enable" => Self::Enable(MethodKind::named(what)?),
            "password" => Self::Password,
            "add_email" => Self::AddEmail,
            "reactivate" => Self::Reactivate(what.parse().ok()?),
            "remove" => Self::Remove(what.parse().ok()?),
            "remove_email" => Self::RemoveEmail(what.parse().ok()?),
            "loosen" => Self::Loosen,
            "allow_tries" => Self::AllowTries(door(what)?),
            _ => return None,
        })
    }
}

/// The door of this name.
pub(super) fn door(name: &str) -> Option<Door> {
    Door::ALL.into_iter().find(|door| door.name() == name)
}

impl Person {
    /// What they set out to do.
    pub(super) fn wish(&self) -> Option<Wish> {
        Wish::parse(self.ctx.cookies.wish.as_deref()?)
    }
}
