//! The demo's own pages: whom to sign in as, and every message that would have gone out. Their routes do not exist in `serve`.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::ctx::Ctx;
use crate::demo::{Demo, Person, Sent};
use crate::pages::demo::{Channel, DemoPage, DemoPerson, OutboxMessage, OutboxPage, pieces};
use crate::pages::outcome::Outcome;

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/demo", get(people)).route("/demo/outbox", get(outbox))
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
