//! Connecting a phone that prompts are answered on: the code is shown as a picture, the phone shows it back with its key, and this
//! browser says that the phone is its owner's. Trying the phones, and signing one out. Deliberately not here: the phone's side.

use axum::extract::Path;
use axum::response::IntoResponse;
use flows::{Pairing, TestPrompt};
use risk::Device;
use rules::method::MethodKind;

use super::app::{drop_set_up, enabled_page, pending, second_of_two};
use super::news::News;
use super::overview;
use super::person::{Answer, Ended, Person, Pressed, Sent};
use super::wish::Wish;
use super::{PROMPTS, SECURITY};
use crate::pages::Frame;
use crate::pages::enroll::pair_url;
use crate::pages::prompts::{PairPage, PairStage, TestPage};
use crate::prompts::Shown;
use crate::qr;

const WISH: Wish = Wish::Enable(MethodKind::MobilePrompt);

/// Begins to connect a phone, or finds what is begun, and opens its page.
pub(super) async fn begin(person: &mut Person) -> Answer {
    let begun = person.house().begin_pairing(&person.ctx.visitor, &person.session, "").await;
    match person.decided(begun, None).await? {
        Ok(_) => Ok(person.ctx.go(PROMPTS)),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(person, frame).await
        }
    }
}

async fn begun(person: &mut Person) -> Result<Option<Pairing>, Ended> {
    let begun = person.house().pairing(&person.ctx.visitor, &person.session).await;
    Ok(person.decided(begun, None).await?.ok().flatten())
}

fn state_of(begun: Option<&Pairing>) -> String {
    match begun {
        None => "none".to_owned(),
        Some(begun) if begun.code.is_empty() => format!("confirm-{}", begun.method.id),
        Some(begun) => format!("code-{}", begun.method.id),
    }
}

fn page(person: &Person, frame: Frame, begun: Option<&Pairing>) -> PairPage {
    let site = person.house().site();
    let stage = match begun {
        None => PairStage::Begin,
        Some(begun) if begun.code.is_empty() => {
            PairStage::Confirm { id: begun.method.id.to_string(), phone: begun.method.name.clone() }
        }
        Some(begun) => {
            let url = pair_url(&site.url, &begun.code);
            PairStage::Code {
                id: begun.method.id.to_string(),
                qr: qr::svg(&url, &frame.say("pair-qr-label")).unwrap_or_default(),
                url,
                expires: begun.expires.0,
            }
        }
    };
    let stores = [("App Store", &site.app.apple), ("Google Play", &site.app.google)];
    PairPage {
        second_of_two: second_of_two(person),
        state: state_of(begun),
        here: matches!(person.ctx.visitor.user_agent.device, Device::Phone | Device::Tablet),
        stores: stores.into_iter().filter_map(|(store, url)| Some((store, url.clone()?))).collect(),
        stage,
        frame,
    }
}

/// `GET /settings/security/prompts`.
pub(super) async fn show(mut person: Person) -> Answer {
    let begun = begun(&mut person).await?;
    let news = person.news();
    let frame = Frame { notice: news, ..person.frame() };
    Ok(person.page(&page(&person, frame, begun.as_ref())))
}

/// `GET /settings/security/prompts/state`: one word.
pub(super) async fn state(mut person: Person) -> Answer {
    let begun = begun(&mut person).await?;
    Ok(state_of(begun.as_ref()).into_response())
}

/// `POST /settings/security/prompts/{id}`: the phone is theirs.
pub(super) async fn confirm(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let Some(method) = pending(&person, &id, MethodKind::MobilePrompt) else {
        return Ok(person.ctx.go(PROMPTS));
    };
    let confirmed = person.house().confirm_pairing(&person.ctx.visitor, &person.session, method.id).await;
    match person.decided(confirmed, Some(WISH)).await? {
        Ok(enabled) => {
            let name = overview::full_name(&person.frame(), &method);
            Ok(enabled_page(&mut person, enabled, name))
        }
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            let begun = begun(&mut person).await?;
            Ok(person.again(&page(&person, frame, begun.as_ref())))
        }
    }
}

/// `POST /settings/security/prompts/{id}/cancel`: not theirs, or not now.
pub(super) async fn cancel(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    drop_set_up(&mut person, &id, MethodKind::MobilePrompt).await?;
    Ok(person.ctx.go(SECURITY))
}

/// `POST /settings/security/prompts/{id}/sign-out`.
pub(super) async fn sign_out(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    let Ok(id) = id.parse() else { return Ok(person.nothing()) };
    let done = person.house().sign_out_my_phone(&person.ctx.visitor, &person.session, id).await;
    match person.decided(done, None).await? {
        Ok(()) => Ok(person.back(&News::PhoneSignedOut)),
        Err(_) => Ok(person.nothing()),
    }
}

fn test_page(frame: Frame, test: &TestPrompt) -> TestPage {
    let shown = test.stored.as_ref().map(|stored| Shown::of_prompt(stored, test.now));
    TestPage { state: test_state(shown.as_ref()), shown, frame }
}

fn test_state(shown: Option<&Shown>) -> String {
    shown.map_or("none", Shown::name).to_owned()
}

async fn tested(person: &mut Person) -> Result<TestPrompt, Ended> {
    let tested = person.house().tested_phones(&person.ctx.visitor, &person.session).await;
    let none = TestPrompt { stored: None, now: person.me.now };
    Ok(person.decided(tested, None).await?.unwrap_or(none))
}

/// `GET /settings/security/prompts/test`.
pub(super) async fn show_test(mut person: Person) -> Answer {
    let test = tested(&mut person).await?;
    let frame = person.frame();
    Ok(person.page(&test_page(frame, &test)))
}

/// `GET /settings/security/prompts/test/state`: one word.
pub(super) async fn state_of_test(mut person: Person) -> Answer {
    let test = tested(&mut person).await?;
    let shown = test.stored.as_ref().map(|stored| Shown::of_prompt(stored, test.now));
    Ok(test_state(shown.as_ref()).into_response())
}

/// `POST /settings/security/prompts/test`.
pub(super) async fn test(Sent { mut person, fields: Pressed {} }: Sent<Pressed>) -> Answer {
    let asked = person.house().test_phones(&person.ctx.visitor, &person.session).await;
    match person.decided(asked, None).await? {
        Ok(_) => Ok(person.ctx.go(&format!("{PROMPTS}/test"))),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(&mut person, frame).await
        }
    }
}
