//! A signed-in person's addresses: adding one, verifying it by a link, removing it, and the mailed link that is a proof before
//! the first strong method. Deliberately not here: what pressing such a link does (`by_link`).

use super::{MOST_EMAILS, NotChanged};
use crate::account::{Email, StoredEmail};
use crate::change::{Change, Write};
use crate::decision::{About, mail, new_link, notify, record, send_link};
use crate::enrollment::MyFacts;
use crate::event::{EventKind, Origin};
use crate::facts::Draw;
use crate::fresh::FreshPerson;
use crate::id::EmailId;
use crate::link::LinkPurpose;
use crate::message::{LinkKind, Notice, Says};
use crate::settings::Settings;
use crate::time::Time;

/// Adds an address, which counts only after its own mailed link.
///
/// # Errors
/// `TooMany`.
pub fn add_email(
    person: &FreshPerson,
    facts: &MyFacts,
    email: Email,
    sealed: String,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotChanged> {
    if facts.account.emails.len() >= MOST_EMAILS {
        return Err(NotChanged::TooMany);
    }
    let account = person.account();
    let from = &facts.caller.origin;
    let stored = StoredEmail { email: email.clone(), sealed: sealed.clone(), version: 1 };
    let mut change = vec![Write::NewEmail { account, email, sealed }];
    change.extend(verify_link(facts, &stored, settings, now, draw));
    change.push(record(account, EventKind::EmailAdded, from, now, draw));
    let about = About { email: Some(stored.email.id), ..facts.about() };
    change.extend(notify(&facts.account, Notice::EmailAdded, about, from, now, draw));
    Ok(change)
}

/// Mails the link that verifies one address.
#[must_use]
pub fn verify_link(
    facts: &MyFacts,
    email: &StoredEmail,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let account = facts.account.id();
    let token = draw.token(account);
    let expires = now.plus(settings.link_for);
    let purpose = LinkPurpose::VerifyEmail { email: email.email.id };
    let from = Origin { address: String::new(), ..facts.caller.origin.clone() };
    let link = new_link(&facts.account.stored.account, purpose, &token.hash, expires, draw);
    let says = Says::Link { link: LinkKind::VerifyEmail, token: token.text, from };
    vec![link, mail(&facts.account, email, says, now, expires, draw)]
}

/// Mails the link that is one of the proofs before the first strong method.
#[must_use]
pub fn confirm_link(facts: &MyFacts, settings: &Settings, now: Time, draw: &mut Draw<'_>) -> Change {
    let purpose = LinkPurpose::ConfirmStep { session: facts.session.session.id };
    let from = &facts.caller.origin;
    send_link(&facts.account, LinkKind::ConfirmStep, purpose, from, settings.link_for, now, draw)
}

/// Removes an address.
///
/// # Errors
/// `Gone`, `LastEmail`.
pub fn remove_email(
    person: &FreshPerson,
    facts: &MyFacts,
    id: EmailId,
    name: Option<String>,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotChanged> {
    let stored = facts.account.emails.iter().find(|e| e.email.id == id).ok_or(NotChanged::Gone)?;
    let last = facts.account.verified_emails().all(|e| e.email.id == id);
    if last && stored.email.verified_at.is_some() {
        return Err(NotChanged::LastEmail);
    }
    let account = person.account();
    let from = &facts.caller.origin;
    let mut change = vec![
        Write::DropEmail { account, email: id, name, based_on: stored.version },
        record(account, EventKind::EmailRemoved, from, now, draw),
    ];
    change.extend(notify(&facts.account, Notice::EmailRemoved, facts.about(), from, now, draw));
    Ok(change)
}
