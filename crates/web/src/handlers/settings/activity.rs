//! What happened on the account, page by page. Deliberately not here: addresses, which only auditors see.

use rules::event::{Event, EventKind};
use rules::id::{EventId, SignInId};
use rules::time::Time;
use serde::Deserialize;

use super::person::{Answer, Person};
use crate::handlers::Lenient;
use crate::pages::Frame;
use crate::pages::activity::{self, ActivityPage, What};
use crate::words::Words;
use crate::{reasons, seen};

/// Events on one page.
const ON_A_PAGE: usize = 50;

/// Where an older page begins; anything else begins with the newest.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Older {
    before: Option<String>,
}

impl Older {
    fn mark(&self) -> Option<(Time, EventId)> {
        mark(self.before.as_deref()?)
    }
}

/// The last event of the page before, as pages name it.
pub(crate) fn mark(text: &str) -> Option<(Time, EventId)> {
    let (at, id) = text.split_once('-')?;
    Some((Time(at.parse().ok()?), id.parse().ok()?))
}

/// `GET /activity`.
pub(super) async fn show(person: Person, Lenient(older): Lenient<Older>) -> Answer {
    let wanted = i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX);
    let found = person.house().my_events(&person.me, older.mark(), wanted).await;
    let events = person.whole(found)?;
    let shown = &events[..events.len().min(ON_A_PAGE)];
    let more = events.len() > ON_A_PAGE;
    let last = shown.last().filter(|_| more);
    let frame: Frame = person.frame();
    let page = ActivityPage {
        display_name: person.me.account.display_name.clone(),
        events: telling(shown).map(|event| line(frame.words, event)).collect(),
        older: last.map(|event| format!("/activity?before={}-{}", event.at.0, event.id)),
        frame,
    };
    Ok(person.page(&page))
}

/// One line of the list.
pub(super) fn line(words: Words, event: &Event) -> activity::Event {
    let from = Some(&event.from).filter(|_| is_from_here(&event.what));
    activity::Event {
        at: event.at.0,
        what: what(&event.what),
        why: reasons::sentences(why(&event.what), words),
        browser: from.map(|from| seen::browser(words, from.user_agent)).unwrap_or_default(),
        place: from.map(|from| seen::place(words, from.country)).unwrap_or_default(),
    }
}

/// Whether it was done by whoever was at the account, or tried to be: where an administrator sits is nobody else's business.
pub(crate) const fn is_from_here(what: &EventKind) -> bool {
    !matches!(what, EventKind::AdministratorLooked { .. })
}

/// Why a second step was asked, where that is told.
fn why(what: &EventKind) -> &[risk::Reason] {
    match what {
        EventKind::SignedIn { reasons, .. } | EventKind::SecondStepAsked { reasons, .. } => reasons,
        _ => &[],
    }
}

/// The events that say something of their own: of a sign-in that was completed, that its second step was asked is told
/// with its end, unless it tells of others too.
pub(super) fn telling(events: &[Event]) -> impl Iterator<Item = &Event> {
    let completed: Vec<SignInId> = events.iter().filter_map(|event| completes(&event.what)).collect();
    events.iter().filter(move |event| match &event.what {
        EventKind::SecondStepAsked { sign_in, also, .. } => *also > 0 || !completed.contains(sign_in),
        _ => true,
    })
}

fn completes(what: &EventKind) -> Option<SignInId> {
    match what {
        EventKind::SignedIn { sign_in, .. } => *sign_in,
        _ => None,
    }
}

/// What happened, as its owner is told.
pub(crate) fn what(kind: &EventKind) -> What {
    match kind {
        EventKind::AccountCreated => What::SignedUp,
        EventKind::WrongPassword => What::WrongPassword,
        EventKind::PasswordResting => What::PasswordResting,
        EventKind::SignedIn { method: Some(method), .. } => What::SignedInWith((*method).into()),
        EventKind::SignedIn { method: None, .. } => What::SignedIn,
        EventKind::Challenged { method, .. } => What::Asked((*method).into()),
        EventKind::WrongAnswer { method } => What::WrongProof((*method).into()),
        EventKind::MethodResting { method } => What::Resting((*method).into()),
        EventKind::SignInRefused { also: 0, .. } => What::Refused,
        EventKind::SignInRefused { also, .. } => What::RefusedAgain(*also),
        EventKind::SecondStepAsked { also: 0, .. } => What::SecondStepAsked,
        EventKind::SecondStepAsked { also, .. } => What::SecondStepAskedAgain(*also),
        EventKind::SteppedUp { method: Some(method), .. } => What::SteppedUpWith((*method).into()),
        EventKind::SteppedUp { method: None, .. } => What::SteppedUp,
        EventKind::SignedOut | EventKind::SessionsEnded { count: 1 } => What::SignedOut,
        EventKind::SessionsEnded { .. } => What::OthersSignedOut,
        EventKind::BrowserForgotten => What::BrowserForgotten,
        EventKind::BrowserTokenReused => What::BrowserCopied,
        EventKind::PromptApproved => What::PromptApproved,
        EventKind::PromptDenied => What::PromptDenied,
        EventKind::PromptCancelled => What::PromptCancelled,
        EventKind::PhoneSignedOut => What::PhoneSignedOut,
        EventKind::PasskeyCopied => What::PasskeyCopied,
        EventKind::MethodAdded { method } => What::MethodAdded((*method).into()),
        EventKind::MethodRemoved { method } => What::MethodRemoved((*method).into()),
        EventKind::MethodRenamed { method } => What::MethodChanged((*method).into()),
        EventKind::MethodSuspended { method } => What::MethodSuspended((*method).into()),
        EventKind::MethodReactivated { method } => What::MethodReactivated((*method).into()),
        EventKind::RecoveryCodesReplaced => What::CodesReplaced,
        EventKind::VerifyChanged { .. } => What::WhenChanged,
        EventKind::PreferredChanged => What::PreferredChanged,
        EventKind::PasswordChanged => What::PasswordChanged,
        EventKind::PasswordReset => What::PasswordReset,
        EventKind::PasswordResetAsked => What::ResetAsked,
        EventKind::EmailAdded => What::AddressAdded,
        EventKind::EmailVerified => What::AddressVerified,
        EventKind::EmailRemoved => What::AddressRemoved,
        EventKind::NotMe => What::NotMe,
        EventKind::Suspended => What::PhoneLost,
        EventKind::TriesAllowedAgain { .. } => What::TriesAllowed,
        EventKind::Locked => What::Locked,
        EventKind::Unlocked => What::Unlocked,
        EventKind::AdministratorLooked { .. } => What::AdministratorLooked,
        EventKind::AdministratorMade => What::AdministratorMade,
        EventKind::AdministratorUnmade => What::AdministratorUnmade,
        EventKind::TextMessageRefused { .. } => What::TextRefused,
    }
}
