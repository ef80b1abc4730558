//! Removing a method or an address: first a page that says what will be left, or why it cannot go. Deliberately not here:
//! the rule of the last way in.

use axum::extract::Path;
use flows::{Outcome, Refused};
use rules::account::Email;
use rules::fresh::Action;
use rules::id::{EmailId, MethodId};
use rules::method::{Method, MethodKind};
use rules::my_account::NotChanged;

use super::news::News;
use super::person::{Answer, Ended, Person, Pressed, Sent};
use super::wish::Wish;
use super::{confirm, overview};
use crate::pages::changes::{RemovePage, Removed, Verdict};
use crate::pages::{Frame, Kind};

/// The method of this id, if it is theirs; one that is being set up is cancelled, not removed.
fn mine(person: &Person, id: &str) -> Option<Method> {
    let id: MethodId = id.parse().ok()?;
    person.me.methods.iter().find(|method| method.id == id && overview::stands(method)).cloned()
}

fn method_page(frame: Frame, method: &Method, verdict: Verdict) -> RemovePage {
    let name = overview::full_name(&frame, method);
    let what = Removed::Method { kind: method.kind().into(), name };
    RemovePage { frame, id: method.id.to_string(), what, verdict }
}

fn others(person: &Person, frame: &Frame, id: MethodId) -> Vec<String> {
    let methods = person.me.methods.iter();
    let others = methods.filter(|m| m.id != id && m.is_active() && m.kind().is_level_2());
    others.map(|method| overview::full_name(frame, method)).collect()
}

fn verdict(person: &Person, frame: &Frame, id: MethodId, why: NotChanged) -> Option<Verdict> {
    match why {
        NotChanged::LastWayIn => {
            let texts = person.house().settings().text_messages.then_some(Kind::TextMessage);
            let passkeys = person.house().settings().passkeys.then_some(Kind::Passkey);
            let instead = [passkeys, Some(Kind::AuthenticatorApp), texts].into_iter().flatten().collect();
            Some(Verdict::LastWayIn { instead })
        }
        NotChanged::QuestionNeeded => Some(Verdict::OthersDepend { others: others(person, frame, id) }),
        NotChanged::LastEmail => Some(Verdict::LastAddress),
        _ => None,
    }
}

/// The end of the hold that keeps everything in place, if there is one now.
async fn held(person: &mut Person) -> Result<Option<Verdict>, Ended> {
    let found = person.house().missing_for(&person.ctx.visitor, &person.session, Action::Remove).await;
    let missing = person.decided(found, None).await?.ok().flatten();
    Ok(missing.and_then(|missing| missing.hold_until).map(|until| Verdict::Held { until: until.0 }))
}

/// `GET /settings/security/methods/{id}/remove`.
pub(super) async fn show_method(mut person: Person, Path(id): Path<String>) -> Answer {
    let Some(method) = mine(&person, &id) else { return Ok(person.nothing()) };
    let removable: Outcome<MethodKind> =
        person.house().removable(&person.ctx.visitor, &person.session, method.id).await;
    let frame = person.frame();
    if let Err(refused) = person.decided(removable, None).await? {
        return refused_method(&mut person, &method, &refused).await;
    }
    if let Some(held) = held(&mut person).await? {
        return Ok(person.page(&method_page(frame, &method, held)));
    }
    confirm::before(&mut person, Wish::Remove(method.id)).await?;
    let stays = others(&person, &frame, method.id);
    Ok(person.page(&method_page(frame, &method, Verdict::Allowed { stays })))
}

async fn refused_method(person: &mut Person, method: &Method, refused: &Refused) -> Answer {
    let frame = person.frame();
    let why = match refused {
        Refused::NotChanged(why) => verdict(person, &frame, method.id, *why),
        _ => None,
    };
    match why {
        Some(verdict) => Ok(person.again(&method_page(frame, method, verdict))),
        None => {
            let frame = person.wrong(refused, "");
            overview::again(person, frame).await
        }
    }
}

/// `POST /settings/security/methods/{id}/remove`.
pub(super) async fn method(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let Some(method) = mine(&person, &id) else { return Ok(person.nothing()) };
    let removed = person.house().remove_method(&person.ctx.visitor, &person.session, method.id).await;
    match person.decided(removed, Some(Wish::Remove(method.id))).await? {
        Ok(()) => {
            let name = overview::full_name(&person.frame(), &method);
            Ok(person.back(&News::Removed(name)))
        }
        Err(refused) => refused_method(&mut person, &method, &refused).await,
    }
}

async fn my_address(person: &Person, id: &str) -> Result<Option<(Email, String, bool)>, Ended> {
    let Ok(id) = id.parse::<EmailId>() else { return Ok(None) };
    let addresses = person.whole(person.house().my_addresses(&person.me).await)?;
    let verified = addresses.iter().filter(|(email, _)| email.verified_at.is_some()).count();
    let found = addresses.into_iter().find(|(email, _)| email.id == id);
    Ok(found.map(|(email, address)| {
        let last = email.verified_at.is_some() && verified == 1;
        (email, address, last)
    }))
}

fn address_page(person: &Person, email: &Email, address: String, verdict: Verdict) -> RemovePage {
    let what = Removed::Address { address, told: person.house().settings().mail };
    RemovePage { frame: person.frame(), id: email.id.to_string(), what, verdict }
}

/// `GET /settings/security/email/{id}/remove`.
pub(super) async fn show_address(mut person: Person, Path(id): Path<String>) -> Answer {
    let Some((email, address, last)) = my_address(&person, &id).await? else { return Ok(person.nothing()) };
    if last {
        return Ok(person.again(&address_page(&person, &email, address, Verdict::LastAddress)));
    }
    if let Some(held) = held(&mut person).await? {
        return Ok(person.page(&address_page(&person, &email, address, held)));
    }
    confirm::before(&mut person, Wish::RemoveEmail(email.id)).await?;
    let verdict = Verdict::Allowed { stays: Vec::new() };
    Ok(person.page(&address_page(&person, &email, address, verdict)))
}

/// `POST /settings/security/email/{id}/remove`.
pub(super) async fn address(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let Some((email, address, _)) = my_address(&person, &id).await? else { return Ok(person.nothing()) };
    let removed = person.house().remove_email(&person.ctx.visitor, &person.session, email.id).await;
    match person.decided(removed, Some(Wish::RemoveEmail(email.id))).await? {
        Ok(()) => Ok(person.back(&News::AddressRemoved(address))),
        Err(Refused::NotChanged(NotChanged::LastEmail)) => {
            Ok(person.again(&address_page(&person, &email, address, Verdict::LastAddress)))
        }
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(&mut person, frame).await
        }
    }
}
