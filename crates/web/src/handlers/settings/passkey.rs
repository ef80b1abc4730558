//! Setting up a passkey: the browser makes it for what the page asks, within five minutes; a set-up that took longer begins
//! anew. Deliberately not here: the ceremony.

use axum::extract::Path;
use flows::PasskeySetUp;
use rules::id::MethodId;
use rules::method::MethodKind;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::app::{drop_set_up, enabled_page, name_trouble, pending, second_of_two};
use super::person::{Answer, Ended, Person, Pressed, Sent};
use super::wish::Wish;
use super::{SECURITY, confirm, overview};
use crate::edge::cookies::Note;
use crate::pages::enroll::PasskeyPage;
use crate::pages::{Frame, Kind, Trouble};

const WISH: Wish = Wish::Enable(MethodKind::Passkey);

/// Begins a set-up, or finds the unfinished one, and opens its page.
pub(super) async fn begin(person: &mut Person) -> Answer {
    let count = person.me.methods.iter().filter(|m| m.is_active() && m.kind() == MethodKind::Passkey).count();
    let name = Kind::Passkey.name(person.frame().words);
    let name = if count == 0 { name.into_owned() } else { format!("{name} {}", count + 1) };
    let begun = set_up(person, &name).await?;
    Ok(person.ctx.go(&format!("{SECURITY}/passkey/{}", begun.method.id)))
}

/// What the set-up asks: begun, or found again by the flows, for a person who is fresh enough.
async fn set_up(person: &mut Person, name: &str) -> Result<PasskeySetUp, Ended> {
    let begun = person.house().begin_passkey(&person.ctx.visitor, &person.session, name).await;
    match person.decided(begun, Some(WISH)).await? {
        Ok(begun) => Ok(begun),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            Err(overview::again(person, frame).await?.into())
        }
    }
}

fn page(person: &Person, frame: Frame, begun: PasskeySetUp, name: String) -> PasskeyPage {
    PasskeyPage {
        second_of_two: second_of_two(person),
        id: begun.method.id.to_string(),
        options: begun.options,
        name,
        frame,
    }
}

/// `GET /settings/security/passkey/{id}`.
pub(super) async fn show(mut person: Person, Path(id): Path<String>) -> Answer {
    let Some(method) = pending(&person, &id, MethodKind::Passkey) else { return Ok(person.nothing()) };
    confirm::before(&mut person, WISH).await?;
    let begun = set_up(&mut person, &method.name).await?;
    Ok(person.page(&page(&person, person.frame(), begun, method.name)))
}

/// What the browser made, and its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Made {
    name: String,
    credential: Zeroizing<String>,
}

/// `POST /settings/security/passkey/{id}`.
pub(super) async fn confirm(Path(id): Path<String>, Sent { mut person, fields }: Sent<Made>) -> Answer {
    let Some(method) = pending(&person, &id, MethodKind::Passkey) else {
        return late(person, &id, fields.name).await;
    };
    let name = fields.name.trim().to_owned();
    let mut frame = person.frame();
    if let Some(trouble) = name_trouble(&name) {
        frame = frame.with_problem("name", trouble);
    } else {
        let (house, visitor) = (person.house(), &person.ctx.visitor);
        let made =
            house.confirm_passkey(visitor, &person.session, method.id, &fields.credential, Some(&name)).await;
        match person.decided(made, Some(WISH)).await? {
            Ok(enabled) => return Ok(enabled_page(&mut person, enabled, name)),
            Err(refused) => frame = person.wrong(&refused, ""),
        }
    }
    let begun = set_up(&mut person, &method.name).await?;
    Ok(person.again(&page(&person, frame, begun, fields.name)))
}

/// A set-up whose time was over, or that was finished before.
async fn late(mut person: Person, id: &str, name: String) -> Answer {
    let id: Option<MethodId> = id.parse().ok();
    if person.me.methods.iter().any(|method| method.is_active() && Some(method.id) == id) {
        return Ok(person.nothing());
    }
    confirm::before(&mut person, WISH).await?;
    let begun = set_up(&mut person, &name).await?;
    let frame = person.frame().with_problem("", Trouble::PasskeyLate);
    Ok(person.again(&page(&person, frame, begun, name)))
}

/// `POST /settings/security/passkey-later`: no more word of it in this browser for a while.
pub(super) async fn later(Sent { mut person, fields: Pressed {} }: Sent<Pressed>) -> Answer {
    person.ctx.leave(Note::Later, Some(MethodKind::Passkey.name()));
    Ok(person.ctx.go(SECURITY))
}

/// `POST /settings/security/passkey/{id}/cancel`.
pub(super) async fn cancel(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    drop_set_up(&mut person, &id, MethodKind::Passkey).await?;
    Ok(person.ctx.go(SECURITY))
}
