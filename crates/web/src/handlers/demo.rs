//! The demo's own pages: whom to sign in as, a window that is their phone, and every message that would have gone out. Their routes
//! do not exist in `serve`.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use rules::phone::PAIRING_FOR;
use serde::Deserialize;
use tokio::time::timeout;

use crate::app::App;
use crate::ctx::Ctx;
use crate::demo::{Demo, Person, Sent};
use crate::edge::form::Form;
use crate::pages::demo::{Channel, DemoPage, DemoPerson, OutboxMessage, OutboxPage, pieces};
use crate::pages::enroll::pair_url;
use crate::pages::outcome::Outcome;

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/demo", get(people))
        .route("/demo/phone", post(phone))
        .route("/demo/outbox", get(outbox))
}

async fn people(ctx: Ctx) -> Response {
    let Some(demo) = &ctx.app.demo else { return ctx.outcome(Outcome::NotFound) };
    let shown = |person: &Person| DemoPerson {
        display_name: person.display_name.clone(),
        user_name: person.user_name.clone(),
        password: person.password.clone(),
        story: ctx.words.text(&person.story).into_owned(),
    };
    let people = demo.people.iter().map(shown).collect();
    ctx.page(StatusCode::OK, &DemoPage { frame: ctx.frame(), people })
}

/// Whose phone a window is to be.
#[derive(Debug, Deserialize)]
struct WhosePhone {
    #[serde(default)]
    person: String,
}

/// Makes a window somebody's phone: the app opens there with a code that nobody has to scan or confirm.
async fn phone(ctx: Ctx, form: Form<WhosePhone>) -> Response {
    if let Err(page) = ctx.check(&form.csrf) {
        return *page;
    }
    let Some(demo) = &ctx.app.demo else { return ctx.outcome(Outcome::NotFound) };
    let Some(person) = demo.person(&form.fields.person) else {
        return ctx.outcome(Outcome::NotFound);
    };
    let name = ctx.words.text("demo-phone");
    match ctx.house().pair_in_demo(&demo.power, &person.user_name, &name).await {
        Ok(Ok(pairing)) => {
            demo.opens(pairing.method.id);
            tokio::spawn(confirm_once_shown(ctx.app.clone(), person.user_name.clone()));
            // Without the site's address in front: the window stays at the one that it was opened under.
            ctx.go(&pair_url("", &pairing.code))
        }
        Ok(Err(_)) => ctx.outcome(Outcome::NotFound),
        Err(fault) => ctx.fault(&fault),
    }
}

/// Confirms the phone in its owner's place as soon as it has shown its code, if it ever does.
async fn confirm_once_shown(app: App, person: String) {
    let Some(demo) = &app.demo else { return };
    let Ok(Some(mut waiting)) = app.house.demo_waiting(&demo.power, &person).await else { return };
    let confirmed = async {
        while let Ok(Ok(false)) = app.house.confirm_in_demo(&demo.power, &person).await {
            waiting.moved().await;
        }
    };
    // Nobody opened the app in time: the code is dead by now.
    let _given_up = timeout(Duration::from_secs(PAIRING_FOR.unsigned_abs()), confirmed).await;
}

async fn outbox(ctx: Ctx) -> Response {
    let sent = ctx.app.demo.as_ref().map(Demo::sent).unwrap_or_default();
    let card = |sent: Sent| OutboxMessage {
        at: sent.at,
        channel: if sent.text_message { Channel::Text } else { Channel::Mail },
        to: sent.to,
        subject: sent.subject.unwrap_or_default(),
        body: pieces(&sent.body),
    };
    let messages = sent.into_iter().map(card).collect();
    ctx.page(StatusCode::OK, &OutboxPage { frame: ctx.frame(), messages })
}

#[cfg(test)]
#[path = "demo_tests.rs"]
mod tests;
