//! `/me/activity`: what happened on the account, newest first. Deliberately not here: network addresses, which people are
//! never shown.

use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use rules::event::{Event, EventKind};
use rules::id::EventId;
use rules::method::MethodKind;
use rules::time::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::moment::Moment;
use super::refusals::fault;
use super::step::{Why, full};
use crate::app::App;
use crate::audit::code;
use crate::edge::problem::Problem;
use crate::handlers::settings::is_from_here;
use crate::seen;
use crate::words::Words;

/// Entries of one answer.
const PAGE: i64 = 50;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/me/activity", get(list))
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventOut {
    /// Its opaque identifier.
    pub(super) id: String,
    /// When.
    pub(super) at: Moment,
    /// What, such as `signed_in` or `method_added`.
    pub(super) what: String,
    /// The kind of method that it was about.
    pub(super) method: Option<&'static str>,
    /// Why a second step was asked.
    pub(super) reasons: Vec<Why>,
    /// Such as "Firefox on Linux"; empty if not known.
    pub(super) browser: String,
    /// The country's two letters; empty if not known.
    pub(super) country: String,
}

impl EventOut {
    fn of(event: &Event, words: Words) -> Self {
        let (method, reasons) = about(&event.what);
        let from = Some(&event.from).filter(|_| is_from_here(&event.what));
        Self {
            id: event.id.to_string(),
            at: event.at.into(),
            what: code(&event.what),
            method: method.map(MethodKind::name),
            reasons: reasons.iter().map(|reason| full(reason, words)).collect(),
            browser: from.map(|from| seen::browser(words, from.user_agent)).unwrap_or_default(),
            country: from.map(|from| seen::country_code(from.country)).unwrap_or_default(),
        }
    }
}

fn about(what: &EventKind) -> (Option<MethodKind>, &[risk::Reason]) {
    match what {
        EventKind::SignedIn { method, reasons, .. } => (*method, reasons),
        EventKind::SecondStepAsked { reasons, .. } => (None, reasons),
        EventKind::Challenged { method, reasons } => (Some(*method), reasons),
        EventKind::SteppedUp { method, .. } => (*method, &[]),
        EventKind::WrongAnswer { method }
        | EventKind::MethodResting { method }
        | EventKind::MethodAdded { method }
        | EventKind::MethodRemoved { method }
        | EventKind::MethodRenamed { method }
        | EventKind::MethodSuspended { method }
        | EventKind::MethodReactivated { method } => (Some(*method), &[]),
        _ => (None, &[]),
    }
}

/// One page of what happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Activity {
    /// Newest first.
    pub(super) events: Vec<EventOut>,
    /// What to send as `before` for older ones; absent: there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

/// Where to go on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Older {
    /// `next` of the page before.
    #[serde(default)]
    before: Option<String>,
}

/// What happened on the account, newest first.
#[utoipa::path(
    get, path = "/api/v1/me/activity", tag = "me", 
    params(("before" = Option<String>, Query, description = "`next` of the page before.")),
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "Up to 50 events.", body = Activity),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 422, description = "`before` is not one of ours.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn list(
    caller: Caller,
    page: Result<Query<Older>, QueryRejection>,
) -> Result<Response, Problem> {
    let wrong = || Problem::field("/before", "not a place in this list");
    let Query(page) = page.map_err(|_| wrong())?;
    let before = page.before.map(|text| place(&text).ok_or_else(wrong)).transpose()?;
    let (_, me) = caller.me().await?;
    let house = caller.ctx.house();
    let events = house.my_events(&me, before, PAGE).await.map_err(|failed| fault(&failed, &caller.ctx))?;
    let full_page = i64::try_from(events.len()).is_ok_and(|n| n == PAGE);
    let next = events.last().filter(|_| full_page).map(|last| format!("{}.{}", last.at.0, last.id));
    let events = events.iter().map(|event| EventOut::of(event, caller.ctx.words)).collect();
    Ok(caller.answer(StatusCode::OK, Activity { events, next }))
}

pub(super) fn place(text: &str) -> Option<(Time, EventId)> {
    let (at, id) = text.split_once('.')?;
    Some((Time(at.parse().ok()?), id.parse().ok()?))
}
