//! Setting up text messages: the number, then the code that proves it. The number is shown masked from the start.
//! Deliberately not here: whether a number is taken, and when a code is sent again.

use axum::extract::Path;
use rules::id::MethodId;
use rules::method::{Method, MethodData, MethodKind};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::news::News;
use super::person::{Answer, Person, Pressed, Sent};
use super::wish::Wish;
use super::{SECURITY, app, confirm, overview};
use crate::edge::cookies::Note;
use crate::pages::enroll::{PhonePage, PhoneStage};
use crate::pages::{Frame, Trouble};

/// Digits of a code sent by text message.
const DIGITS: u8 = 6;

const WISH: Wish = Wish::Enable(MethodKind::TextMessage);

fn number_page(person: &Person, frame: Frame, typed: String) -> PhonePage {
    let example = frame.say("phone-example").into_owned();
    PhonePage {
        second_of_two: app::second_of_two(person),
        stage: PhoneStage::Number { typed, example },
        frame,
    }
}

fn code_page(person: &Person, frame: Frame, method: &Method) -> PhonePage {
    let (number, proof) = match &method.data {
        MethodData::TextMessage { hint, proof } => (hint.clone(), proof.as_ref()),
        _ => (String::new(), None),
    };
    let now = person.me.now;
    let wait = |at: rules::time::Time| u32::try_from(at.left(now).max(0)).unwrap_or(u32::MAX);
    let stage = PhoneStage::Code {
        id: method.id.to_string(),
        number,
        expires: proof.map_or(now.0, |code| code.expires.0),
        resend_in: proof.and_then(|code| code.resend_at).map(wait),
    };
    PhonePage { second_of_two: app::second_of_two(person), stage, frame }
}

/// `GET /settings/security/text-message`.
pub(super) async fn ask(mut person: Person) -> Answer {
    if !person.house().settings().text_messages {
        return overview::refused(&mut person, Trouble::NotOffered).await;
    }
    confirm::before(&mut person, WISH).await?;
    Ok(person.page(&number_page(&person, person.frame(), String::new())))
}

/// The number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Number {
    phone: String,
}

/// `POST /settings/security/text-message`.
pub(super) async fn begin(Sent { mut person, fields }: Sent<Number>) -> Answer {
    if fields.phone.trim().is_empty() {
        let frame = person.frame().with_problem("phone", Trouble::Empty);
        return Ok(person.again(&number_page(&person, frame, fields.phone)));
    }
    let begun = person.house().begin_phone(&person.ctx.visitor, &person.session, &fields.phone).await;
    match person.decided(begun, Some(WISH)).await? {
        Ok(begun) => {
            let id = begun.method.id;
            Ok(code_sent(&mut person, id))
        }
        Err(refused) => {
            let frame = person.wrong(&refused, "phone");
            Ok(person.again(&number_page(&person, frame, fields.phone)))
        }
    }
}

fn code_sent(person: &mut Person, id: MethodId) -> axum::response::Response {
    person.ctx.leave(Note::News, Some(&News::CodeSent.to_text()));
    person.ctx.go(&format!("{SECURITY}/text-message/{id}"))
}

/// `GET /settings/security/text-message/{id}`.
pub(super) async fn show(mut person: Person, Path(id): Path<String>) -> Answer {
    let Some(method) = app::pending(&person, &id, MethodKind::TextMessage) else {
        return Ok(person.nothing());
    };
    let news = person.news();
    let frame = Frame { notice: news, ..person.frame() };
    Ok(person.page(&code_page(&person, frame, &method)))
}

/// The code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstCode {
    code: Zeroizing<String>,
}

/// `POST /settings/security/text-message/{id}`.
pub(super) async fn confirm(Path(id): Path<String>, Sent { mut person, fields }: Sent<FirstCode>) -> Answer {
    let Some(method) = app::pending(&person, &id, MethodKind::TextMessage) else {
        return Ok(person.nothing());
    };
    if let Some(trouble) = app::code_trouble(&fields.code, DIGITS) {
        let frame = person.frame().with_problem("code", trouble);
        return Ok(person.again(&code_page(&person, frame, &method)));
    }
    let confirmed =
        person.house().confirm_phone(&person.ctx.visitor, &person.session, method.id, &fields.code).await;
    match person.decided(confirmed, Some(WISH)).await? {
        Ok(enabled) => {
            let name = overview::full_name(&person.frame(), &method);
            Ok(app::enabled_page(&mut person, enabled, name))
        }
        Err(refused) => {
            let frame = person.wrong(&refused, "code");
            Ok(person.again(&code_page(&person, frame, &method)))
        }
    }
}

/// `POST /settings/security/text-message/{id}/resend`.
pub(super) async fn resend(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let Some(method) = app::pending(&person, &id, MethodKind::TextMessage) else {
        return Ok(person.nothing());
    };
    let sent = person.house().resend_phone(&person.ctx.visitor, &person.session, method.id).await;
    match person.decided(sent, None).await? {
        Ok(_) => Ok(code_sent(&mut person, method.id)),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            Ok(person.again(&code_page(&person, frame, &method)))
        }
    }
}

/// `POST /settings/security/text-message/{id}/cancel`: another number.
pub(super) async fn cancel(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    app::drop_set_up(&mut person, &id, MethodKind::TextMessage).await?;
    Ok(person.ctx.go(&format!("{SECURITY}/text-message")))
}
