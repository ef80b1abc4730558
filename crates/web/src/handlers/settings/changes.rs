//! Small changes: begin to enable a method, when to verify, which method first, its name, tries that may be made again.
//! Deliberately not here: removals, the password, addresses and browsers.

use axum::extract::Path;
use rules::id::MethodId;
use rules::method::{Method, MethodKind};
use rules::settings::VerifyWhen;
use rules::tries::Door;
use serde::Deserialize;

use super::news::News;
use super::person::{Answer, Person, Sent};
use super::wish::{self, Wish};
use super::{app, confirm, overview};
use crate::pages::changes::RenamePage;
use crate::pages::{Frame, Trouble};

/// The pressed button.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enable {
    kind: Option<String>,
}

/// `POST /settings/security/enable`.
pub(super) async fn enable(Sent { mut person, fields }: Sent<Enable>) -> Answer {
    let settings = person.house().settings();
    let wish = match fields.kind.as_deref().map(MethodKind::named) {
        None => Err(Trouble::NothingChosen),
        Some(None) => Err(Trouble::NotOffered),
        Some(Some(kind)) if !settings.offers(kind) => Err(Trouble::NotOffered),
        Some(Some(MethodKind::SecurityQuestion)) => Ok(Wish::Question(None)),
        Some(Some(kind)) => Ok(Wish::Enable(kind)),
    };
    match wish {
        Ok(wish) => confirm::begin(&mut person, wish).await,
        Err(trouble) => overview::refused(&mut person, trouble).await,
    }
}

/// When to verify.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    verify: Option<String>,
}

/// `POST /settings/security/when`.
pub(super) async fn when(Sent { mut person, fields }: Sent<When>) -> Answer {
    let when = match fields.verify.as_deref() {
        Some("when_risky") => VerifyWhen::WhenRisky,
        Some("every_sign_in") => VerifyWhen::EverySignIn,
        _ => return overview::refused(&mut person, Trouble::NothingChosen).await,
    };
    set_verify(&mut person, when).await
}

/// Asks only when a sign-in looks risky.
pub(super) async fn loosen(person: &mut Person) -> Answer {
    set_verify(person, VerifyWhen::WhenRisky).await
}

async fn set_verify(person: &mut Person, when: VerifyWhen) -> Answer {
    let set = person.house().set_verify(&person.ctx.visitor, &person.session, when).await;
    match person.decided(set, Some(Wish::Loosen)).await? {
        Ok(()) => Ok(person.back(&News::When)),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(person, frame).await
        }
    }
}

/// The method to ask for first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct First {
    method: Option<String>,
}

/// `POST /settings/security/preferred`.
pub(super) async fn preferred(Sent { mut person, fields }: Sent<First>) -> Answer {
    let Some(chosen) = fields.method else {
        return overview::refused(&mut person, Trouble::NothingChosen).await;
    };
    let Ok(id) = chosen.parse() else { return Ok(person.nothing()) };
    let set = person.house().prefer(&person.ctx.visitor, &person.session, Some(id)).await;
    match person.decided(set, None).await? {
        Ok(()) => Ok(person.back(&News::Preferred)),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(&mut person, frame).await
        }
    }
}

/// The language of pages, letters and texts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Language {
    language: Option<String>,
}

/// `POST /settings/security/language`.
pub(super) async fn language(Sent { mut person, fields }: Sent<Language>) -> Answer {
    let offered = &person.house().site().languages;
    let Some(tag) = fields.language.filter(|tag| offered.contains(tag)) else {
        return overview::refused(&mut person, Trouble::NothingChosen).await;
    };
    let set = person.house().speak(&person.ctx.visitor, &person.session, &tag).await;
    match person.decided(set, None).await? {
        Ok(()) => Ok(person.back(&News::Language)),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(&mut person, frame).await
        }
    }
}

/// The door that may be tried again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resting {
    door: String,
}

/// `POST /settings/security/allow-tries`.
pub(super) async fn allow_tries(Sent { mut person, fields }: Sent<Resting>) -> Answer {
    match wish::door(&fields.door) {
        Some(door) => confirm::begin(&mut person, Wish::AllowTries(door)).await,
        None => Ok(person.nothing()),
    }
}

/// Lets a door be tried again by browsers that are not known.
pub(super) async fn allow(person: &mut Person, door: Door) -> Answer {
    let allowed = person.house().allow_tries(&person.ctx.visitor, &person.session, door).await;
    match person.decided(allowed, Some(Wish::AllowTries(door))).await? {
        Ok(()) => Ok(person.back(&News::TriesAllowed)),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(person, frame).await
        }
    }
}

/// The method of this id that its owner may name.
fn nameable(person: &Person, id: &str) -> Option<Method> {
    let id: MethodId = id.parse().ok()?;
    let found = person.me.methods.iter().find(|method| method.id == id);
    found.filter(|method| overview::stands(method) && overview::may_rename(method.kind())).cloned()
}

fn rename_page(frame: Frame, method: &Method, name: String) -> RenamePage {
    RenamePage { frame, id: method.id.to_string(), kind: method.kind().into(), name }
}

/// `GET /settings/security/methods/{id}/rename`.
pub(super) async fn name(person: Person, Path(id): Path<String>) -> Answer {
    let Some(method) = nameable(&person, &id) else { return Ok(person.nothing()) };
    Ok(person.page(&rename_page(person.frame(), &method, method.name.clone())))
}

/// The new name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Name {
    name: String,
}

/// `POST /settings/security/methods/{id}/rename`.
pub(super) async fn rename(Path(id): Path<String>, Sent { mut person, fields }: Sent<Name>) -> Answer {
    let Some(method) = nameable(&person, &id) else { return Ok(person.nothing()) };
    let name = fields.name.trim();
    if let Some(trouble) = app::name_trouble(name) {
        let frame = person.frame().with_problem("name", trouble);
        return Ok(person.again(&rename_page(frame, &method, fields.name)));
    }
    let renamed = person.house().rename(&person.ctx.visitor, &person.session, method.id, name).await;
    match person.decided(renamed, None).await? {
        Ok(()) => Ok(person.back(&News::Renamed(name.to_owned()))),
        Err(refused) => {
            let frame = person.wrong(&refused, "name");
            Ok(person.again(&rename_page(frame, &method, fields.name)))
        }
    }
}
