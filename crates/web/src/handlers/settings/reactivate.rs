//! Having a suspended method back: the code of its app, or one sent to its phone. Deliberately not here: reporting a phone
//! lost, and what makes a code right.

use axum::extract::Path;
use rules::id::MethodId;
use rules::method::{Method, MethodData};
use rules::reactivation::can_be_proved;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::news::News;
use super::person::{Answer, Person, Pressed, Sent};
use super::wish::Wish;
use super::{app, confirm, overview};
use crate::edge::cookies::Note;
use crate::pages::Frame;
use crate::pages::reactivate::{AskedAgain, ReactivatePage};

/// Digits of a code sent by text message.
const DIGITS: u8 = 6;

/// The method of this id, if it is theirs and can be had back.
fn mine(person: &Person, id: &str) -> Option<Method> {
    let id: MethodId = id.parse().ok()?;
    let found = person.me.methods.iter().find(|method| method.id == id);
    found.filter(|method| can_be_proved(method, person.house().settings())).cloned()
}

fn page(person: &Person, frame: Frame, method: &Method) -> ReactivatePage {
    let now = person.me.now;
    let wait = |at: rules::time::Time| u32::try_from(at.left(now).max(0)).unwrap_or(u32::MAX);
    let proof = match &method.data {
        MethodData::AuthenticatorApp(app) => AskedAgain::App { digits: app.digits },
        MethodData::TextMessage { proof: Some(code), .. } if now < code.expires => {
            AskedAgain::Code { expires: code.expires.0, resend_in: code.resend_at.map(wait) }
        }
        _ => AskedAgain::Number,
    };
    let name = overview::full_name(&frame, method);
    ReactivatePage { frame, id: method.id.to_string(), name, proof }
}

/// `GET /settings/security/methods/{id}/reactivate`.
pub(super) async fn show(mut person: Person, Path(id): Path<String>) -> Answer {
    let Some(method) = mine(&person, &id) else { return Ok(person.nothing()) };
    confirm::before(&mut person, Wish::Reactivate(method.id)).await?;
    let news = person.news();
    let frame = Frame { notice: news, ..person.frame() };
    Ok(person.page(&page(&person, frame, &method)))
}

/// `POST /settings/security/methods/{id}/reactivate/code`: a code to the phone, or the same one again.
pub(super) async fn send(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let Some(method) = mine(&person, &id) else { return Ok(person.nothing()) };
    let wish = Wish::Reactivate(method.id);
    let sent = person.house().text_suspended(&person.ctx.visitor, &person.session, method.id).await;
    match person.decided(sent, Some(wish)).await? {
        Ok(_) => {
            person.ctx.leave(Note::News, Some(&News::CodeSent.to_text()));
            Ok(person.ctx.go(&wish.page()))
        }
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            Ok(person.again(&page(&person, frame, &method)))
        }
    }
}

/// A code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    code: Zeroizing<String>,
}

/// `POST /settings/security/methods/{id}/reactivate`.
pub(super) async fn prove(Path(id): Path<String>, Sent { mut person, fields }: Sent<Given>) -> Answer {
    let Some(method) = mine(&person, &id) else { return Ok(person.nothing()) };
    let digits = match &method.data {
        MethodData::AuthenticatorApp(app) => app.digits,
        _ => DIGITS,
    };
    if let Some(trouble) = app::code_trouble(&fields.code, digits) {
        let frame = person.frame().with_problem("code", trouble);
        return Ok(person.again(&page(&person, frame, &method)));
    }
    let proved =
        person.house().reactivate(&person.ctx.visitor, &person.session, method.id, &fields.code).await;
    match person.decided(proved, Some(Wish::Reactivate(method.id))).await? {
        Ok(()) => {
            let name = overview::full_name(&person.frame(), &method);
            Ok(person.back(&News::Added(name)))
        }
        Err(refused) => {
            let asked = page(&person, person.frame(), &method);
            let field = if matches!(asked.proof, AskedAgain::Number) { "" } else { "code" };
            let frame = person.wrong(&refused, field);
            Ok(person.again(&ReactivatePage { frame, ..asked }))
        }
    }
}

#[cfg(test)]
#[path = "reactivate_tests.rs"]
mod tests;
