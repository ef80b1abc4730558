//! Addresses, known browsers and sessions: adding, sending a link again, forgetting, ending. Deliberately not here: opening
//! mailed links, which `by_mail` does.

use axum::extract::Path;
use rules::id::{BrowserId, EmailId, SessionId};
use serde::Deserialize;

use super::news::News;
use super::person::{Answer, Person, Pressed, Sent};
use super::wish::Wish;
use super::{confirm, overview, refusals};
use crate::pages::changes::AddEmailPage;
use crate::pages::{Frame, Trouble};

/// `GET /settings/security/email/add`.
pub(super) async fn show_add(mut person: Person) -> Answer {
    if !person.house().settings().mail {
        return overview::refused(&mut person, Trouble::NotOffered).await;
    }
    confirm::before(&mut person, Wish::AddEmail).await?;
    Ok(person.page(&AddEmailPage { frame: person.frame(), email: String::new() }))
}

/// The new address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAddress {
    email: String,
}

/// `POST /settings/security/email/add`.
pub(super) async fn add(Sent { mut person, fields }: Sent<NewAddress>) -> Answer {
    let again = |person: &Person, frame: Frame, email| person.again(&AddEmailPage { frame, email });
    let typed = flows::normal_name(&fields.email);
    if typed.is_empty() {
        let frame = person.frame().with_problem("email", Trouble::Empty);
        return Ok(again(&person, frame, fields.email));
    }
    let addresses = person.whole(person.house().my_addresses(&person.me).await)?;
    if addresses.iter().any(|(_, address)| flows::normal_name(address) == typed) {
        let frame = person.frame().with_problem("email", Trouble::EmailListed);
        return Ok(again(&person, frame, fields.email));
    }
    let added = person.house().add_email(&person.ctx.visitor, &person.session, &fields.email).await;
    match person.decided(added, Some(Wish::AddEmail)).await? {
        Ok(()) => Ok(person.back(&News::LinkSent(fields.email.trim().to_owned()))),
        Err(refused) => {
            let frame = person.wrong(&refused, "email");
            Ok(again(&person, frame, fields.email))
        }
    }
}

/// `POST /settings/security/email/{id}/resend`.
pub(super) async fn resend(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let id: Option<EmailId> = id.parse().ok();
    let found = id.and_then(|id| person.me.emails.iter().find(|email| email.id == id));
    let Some((id, hint)) = found.map(|email| (email.id, email.hint.clone())) else {
        return Ok(person.nothing());
    };
    let sent = person.house().resend_email(&person.ctx.visitor, &person.session, id).await;
    match person.decided(sent, None).await? {
        Ok(()) => Ok(person.back(&News::LinkSent(hint))),
        Err(flows::Refused::Wait { until }) => {
            let seconds = refusals::seconds(until, person.house().now());
            overview::refused(&mut person, Trouble::ResendTooEarly { seconds }).await
        }
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(&mut person, frame).await
        }
    }
}

/// `POST /settings/security/browsers/{id}/forget`.
pub(super) async fn forget(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let browsers = person.whole(person.house().my_browsers(&person.me).await)?;
    let id: Option<BrowserId> = id.parse().ok();
    let Some(id) = id.filter(|id| browsers.iter().any(|browser| browser.id == *id)) else {
        return Ok(person.nothing());
    };
    let forgotten = person.house().forget_browser(&person.ctx.visitor, &person.session, id).await;
    // No rule keeps a browser known, and "not signed in" has its own page.
    let _forgotten = person.decided(forgotten, None).await?;
    Ok(person.back(&News::Forgotten))
}

/// `POST /settings/security/sessions/{id}/end`.
pub(super) async fn end(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let sessions = person.whole(person.house().my_sessions(&person.me).await)?;
    let id: Option<SessionId> = id.parse().ok();
    let Some(id) = id.filter(|id| sessions.iter().any(|stored| stored.session.id == *id)) else {
        return Ok(person.nothing());
    };
    let ended = person.house().end_session(&person.ctx.visitor, &person.session, Some(id)).await;
    // No rule keeps a session alive, and "not signed in" has its own page.
    let _ended = person.decided(ended, None).await?;
    if id == person.me.session.session.id {
        person.ctx.forget_session();
        return Ok(person.ctx.go("/signin"));
    }
    Ok(person.back(&News::Ended))
}

/// `POST /settings/security/sessions/end-others`.
pub(super) async fn end_others(Sent { mut person, fields: Pressed {} }: Sent<Pressed>) -> Answer {
    let ended = person.house().end_other_sessions(&person.ctx.visitor, &person.session).await;
    // As for one session.
    let _ended = person.decided(ended, None).await?;
    Ok(person.back(&News::EndedOthers))
}
