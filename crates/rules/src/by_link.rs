//! What pressing a mailed link's button does: verify an address, prove a step, reset a password, say "not me". A link never
//! signs anybody in.

use crate::account::{Account, Email};
use crate::change::{Change, Write};
use crate::decision::{About, notify, record, send_link};
use crate::event::{EventKind, Origin};
use crate::facts::{AccountFacts, Draw};
use crate::id::{EmailId, MethodId, RowToken, SessionId};
use crate::link::{Link, LinkPurpose, StoredLink};
use crate::message::{LinkKind, Notice};
use crate::method::{Method, MethodKind, MethodState, StoredMethod};
use crate::phone;
use crate::session::{Session, StoredSession};
use crate::settings::Settings;
use crate::time::Time;
use crate::tries::{Door, Scope};
use crate::weighed::Taught;

/// Why a link does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadLink {
    /// It is not one of ours, or of another kind.
    Unknown,
    /// Its time is over.
    Expired,
    /// It was used.
    Used,
    /// It must be opened in the browser that asked for it.
    OtherBrowser,
}

/// Whether a link of this account still works.
///
/// # Errors
/// Why not.
pub fn living<'a>(link: &'a StoredLink, facts: &AccountFacts, now: Time) -> Result<&'a Link, DeadLink> {
    let outdated = link.link.generation.is_some_and(|made_in| made_in != facts.stored.account.generation);
    let about = email_of(&link.link);
    let gone = about.is_some_and(|email| facts.emails.iter().all(|stored| stored.email.id != email));
    if link.link.used {
        Err(DeadLink::Used)
    } else if gone {
        Err(DeadLink::Unknown)
    } else if now >= link.link.expires || outdated {
        Err(DeadLink::Expired)
    } else {
        Ok(&link.link)
    }
}

/// The write that uses a link up; a second one conflicts.
#[must_use]
pub fn use_up(link: &StoredLink, facts: &AccountFacts, draw: &mut Draw<'_>) -> Write {
    Write::UseLink {
        account: facts.id(),
        link: Link { used: true, ..link.link.clone() },
        based_on: link.token,
        token: RowToken::from_bytes(draw.bytes()),
    }
}

/// A session of the browser that pressed the button proves the link for an hour; only that browser's.
fn proves(session: Option<&StoredSession>, facts: &AccountFacts, now: Time) -> Option<Write> {
    let stored = session?;
    let mut risen: Session = stored.session.clone();
    risen.proofs.link_at = Some(now);
    Some(Write::SaveSession {
        account: facts.id(),
        session: risen,
        hash: None,
        based_on: stored.version,
        now,
    })
}

/// Verifies an address, which becomes a name to sign in with. `name`: its hash. `session`: the account's own, if this
/// browser has one.
///
/// # Errors
/// Why the link does nothing.
pub fn verify_email(
    link: &StoredLink,
    facts: &AccountFacts,
    name: String,
    session: Option<&StoredSession>,
    from: &Origin,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, DeadLink> {
    let LinkPurpose::VerifyEmail { email } = living(link, facts, now)?.purpose else {
        return Err(DeadLink::Unknown);
    };
    let stored = facts.emails.iter().find(|e| e.email.id == email).ok_or(DeadLink::Unknown)?;
    let mut change = vec![use_up(link, facts, draw)];
    if stored.email.verified_at.is_none() {
        let verified = Email { verified_at: Some(now), ..stored.email.clone() };
        change.push(Write::SaveEmail { account: facts.id(), email: verified, based_on: stored.version });
        change.push(Write::NameEmail { account: facts.id(), email, name });
        change.push(record(facts.id(), EventKind::EmailVerified, from, now, draw));
    }
    change.extend(proves(session, facts, now));
    Ok(change)
}

/// Whether whoever opens this link before they sign in has proved as much as by a mailed link in their session: an address
/// verified at sign-up (DESIGN section 4); where the site sends no mail, the link that the operator handed over. A mailed
/// link that sets a password proves no more than that password (promise 10).
#[must_use]
pub const fn proves_before_sign_in(purpose: &LinkPurpose, settings: &Settings) -> bool {
    match purpose {
        LinkPurpose::VerifyEmail { .. } => true,
        LinkPurpose::FirstAdministrator => !settings.mail,
        _ => false,
    }
}

/// The address that a link verifies.
#[must_use]
pub fn email_of(link: &Link) -> Option<EmailId> {
    match link.purpose {
        LinkPurpose::VerifyEmail { email } => Some(email),
        _ => None,
    }
}

/// Proves the step that the session asked for, in the browser that holds that session.
///
/// # Errors
/// Why the link does nothing.
pub fn confirm_step(
    link: &StoredLink,
    facts: &AccountFacts,
    session: Option<&StoredSession>,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, DeadLink> {
    let LinkPurpose::ConfirmStep { session: asked } = living(link, facts, now)?.purpose else {
        return Err(DeadLink::Unknown);
    };
    let write = session
        .filter(|s| s.session.id == asked)
        .and_then(|s| proves(Some(s), facts, now))
        .ok_or(DeadLink::OtherBrowser)?;
    Ok(vec![use_up(link, facts, draw), write])
}

/// Mails a link that lets a new password be set; the caller says the same whether or not the account exists.
#[must_use]
pub fn ask_reset(
    facts: &AccountFacts,
    from: &Origin,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let kind = LinkKind::ResetPassword;
    let mut change = send_link(facts, kind, LinkPurpose::ResetPassword, from, settings.reset_for, now, draw);
    change.push(record(facts.id(), EventKind::PasswordResetAsked, from, now, draw));
    change
}

/// The account with a new generation of sessions: whatever stands, or is being made at this instant, is over.
fn next_generation(facts: &AccountFacts) -> Account {
    let account = facts.stored.account.clone();
    Account { generation: account.generation + 1, ..account }
}

/// Sets a new password by a mailed link. It signs nobody in, ends everything that stands, and skips no second step.
///
/// # Errors
/// Why the link does nothing.
pub fn reset_password(
    link: &StoredLink,
    facts: &AccountFacts,
    hash: String,
    from: &Origin,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, DeadLink> {
    let by_mail = match living(link, facts, now)?.purpose {
        LinkPurpose::ResetPassword => true,
        LinkPurpose::FirstAdministrator => false,
        _ => return Err(DeadLink::Unknown),
    };
    let id = facts.id();
    let (what, notice) = if by_mail {
        (EventKind::PasswordReset, Notice::PasswordReset)
    } else {
        (EventKind::PasswordChanged, Notice::PasswordChanged)
    };
    let account = Account { password_set_at: now, password_set_by_mail: by_mail, ..next_generation(facts) };
    let mut change = vec![
        use_up(link, facts, draw),
        Write::SaveAccount { account, password: Some(hash), based_on: facts.stored.version },
        Write::EndSessions { account: id, except: None },
        Write::ForgetBrowsers { account: id, except: None },
        Write::Forget { account: id, scope: Scope::Strangers, door: Door::Password },
        Write::Forget { account: id, scope: Scope::Known, door: Door::Password },
        record(id, what, from, now, draw),
    ];
    change.extend(phone::all_signed_out(facts, now));
    change.extend(notify(facts, notice, About::default(), from, now, draw));
    Ok(change)
}

/// "This wasn't me": ends every session and suspends what was added; an address that was added goes again, with the name
/// (`name`: its hash) that it had become. It restores nothing, sets no password, signs nobody in.
///
/// # Errors
/// Why the link does nothing.
pub fn not_me(
    link: &StoredLink,
    facts: &AccountFacts,
    name: Option<String>,
    from: &Origin,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, DeadLink> {
    let LinkPurpose::NotMe { notice, method, browser, email, ref taught } = living(link, facts, now)?.purpose
    else {
        return Err(DeadLink::Unknown);
    };
    let id = facts.id();
    let ended = Write::SaveAccount {
        account: Account { denied_at: Some(now), ..next_generation(facts) },
        password: None,
        based_on: facts.stored.version,
    };
    let mut change = vec![use_up(link, facts, draw), ended, Write::EndSessions { account: id, except: None }];
    change.extend(browser.map(|browser| Write::ForgetBrowser { account: id, browser }));
    change.extend(taught.as_deref().and_then(|taught| unlearn(facts, taught)));
    for stored in added(facts, notice, method) {
        let suspended = Method { state: MethodState::Suspended { since: now }, ..stored.method.clone() };
        change.push(Write::SaveMethod {
            account: id,
            method: suspended,
            secret: None,
            based_on: stored.version,
        });
        change.push(record(id, EventKind::MethodSuspended { method: stored.method.kind() }, from, now, draw));
    }
    if let Some(stored) = email.and_then(|e| facts.emails.iter().find(|s| s.email.id == e)) {
        change.push(Write::DropEmail { account: id, email: stored.email.id, name, based_on: stored.version });
        change.push(record(id, EventKind::EmailRemoved, from, now, draw));
    }
    change.push(record(id, EventKind::NotMe, from, now, draw));
    Ok(change)
}

/// The account's history and profile without what a sign-in taught that was not its owner's.
fn unlearn(facts: &AccountFacts, taught: &Taught) -> Option<Write> {
    // One that cannot be read begins anew: whoever comes next is asked for the denial anyway.
    let profile = facts.profile.clone().unwrap_or_default();
    Some(Write::SaveHistory {
        account: facts.id(),
        history: facts.history.unlearn(taught.lesson.at(), taught.country)?,
        profile: Box::new(profile.unlearn(&taught.lesson)),
        based_on: facts.history_version,
    })
}

/// What a notice's method stands for: itself, and, where it was added, the recovery codes that were made with it or since,
/// which have no notice of their own and would let the same somebody in again.
pub fn added(
    facts: &AccountFacts,
    notice: Notice,
    method: Option<MethodId>,
) -> impl Iterator<Item = &StoredMethod> {
    let had_before = matches!(notice, Notice::MethodReactivated(_) | Notice::PasskeyCopied);
    let since = method
        .filter(|_| !had_before)
        .and_then(|id| facts.methods.iter().find(|stored| stored.method.id == id))
        .map(|stored| stored.method.added_at);
    facts.methods.iter().filter(move |stored| {
        let pending = matches!(stored.method.state, MethodState::Pending { .. });
        let with_it = stored.method.kind() == MethodKind::RecoveryCode
            && since.is_some_and(|since| stored.method.added_at >= since);
        !pending && (Some(stored.method.id) == method || with_it)
    })
}

/// The session that a sign-in's or a step's link belongs to, for the page that shows its button.
#[must_use]
pub fn session_of(link: &Link) -> Option<SessionId> {
    match link.purpose {
        LinkPurpose::ConfirmStep { session } => Some(session),
        _ => None,
    }
}

#[cfg(test)]
#[path = "by_link_tests.rs"]
mod tests;
