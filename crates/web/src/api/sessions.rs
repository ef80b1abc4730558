//! `/me/sessions` and `/me/browsers`: where the person is signed in, and the browsers that are known.
//! Deliberately not here: beginning a session (`sign_ins`).

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{delete, get};
use rules::browser::KnownBrowser;
use rules::id::{BrowserId, SessionId};
use rules::session::StoredSession;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::moment::Moment;
use super::refusals::fault;
use super::sign_ins::Id;
use crate::app::App;
use crate::edge::problem::{Problem, ProblemKind};
use crate::seen;
use crate::words::Words;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me/sessions", get(sessions).delete(end_others))
        .route("/me/sessions/{id}", delete(end))
        .route("/me/browsers", get(browsers).delete(forget_all))
        .route("/me/browsers/{id}", delete(forget))
}

/// One session.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionOut {
    /// Its opaque identifier.
    pub(super) id: String,
    /// Whether it is the one that asks.
    pub(super) current: bool,
    /// The level reached: 1 or 2.
    pub(super) acr: u8,
    /// When it began.
    pub(super) since: Moment,
    /// When it was last seen, within a few minutes.
    pub(super) last_seen: Moment,
    /// When it ends whatever happens.
    pub(super) expires_at: Moment,
    /// Such as "Firefox on Linux"; empty if not known.
    pub(super) browser: String,
    /// The country's two letters; empty if not known.
    pub(super) country: String,
}

impl SessionOut {
    fn of(stored: &StoredSession, current: SessionId, words: Words) -> Self {
        let session = &stored.session;
        Self {
            id: session.id.to_string(),
            current: session.id == current,
            acr: session.level,
            since: session.since.into(),
            last_seen: stored.last_seen.into(),
            expires_at: session.expires.into(),
            browser: seen::browser(words, session.user_agent),
            country: seen::country_code(session.country),
        }
    }
}

/// All live sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionList {
    /// The sessions.
    pub(super) sessions: Vec<SessionOut>,
}

/// Where the person is signed in.
#[utoipa::path(
    get, path = "/api/v1/me/sessions", tag = "sessions", security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "The sessions.", body = SessionList),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn sessions(caller: Caller) -> Result<Response, Problem> {
    let (_, me) = caller.me().await?;
    let all = caller.ctx.house().my_sessions(&me).await.map_err(|failed| fault(&failed, &caller.ctx))?;
    let current = me.session.session.id;
    let sessions = all.iter().map(|s| SessionOut::of(s, current, caller.ctx.words)).collect();
    Ok(caller.answer(StatusCode::OK, SessionList { sessions }))
}

/// Ends every session but this one.
#[utoipa::path(
    delete, path = "/api/v1/me/sessions", tag = "sessions",
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "The others are over."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn end_others(caller: Caller) -> Result<Response, Problem> {
    let session = caller.session()?;
    caller.came(caller.ctx.house().end_other_sessions(&caller.ctx.visitor, &session).await)?;
    Ok(caller.done())
}

/// Ends one session; `current` or the id of the one that asks signs out.
#[utoipa::path(
    delete, path = "/api/v1/me/sessions/{id}", tag = "sessions", params(("id" = String, Path)),
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "It is over."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 404, description = "No such session, or not yours.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn end(mut caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let house = caller.ctx.house();
    let own = me.session.session.id;
    let which = if id == "current" { own } else { id.parse().map_err(|_| not_found())? };
    let all = house.my_sessions(&me).await.map_err(|failed| fault(&failed, &caller.ctx))?;
    if all.iter().all(|s| s.session.id != which) {
        return Err(not_found());
    }
    caller.came(house.end_session(&caller.ctx.visitor, &session, Some(which)).await)?;
    if which == own && caller.uses_cookies() {
        caller.ctx.forget_session();
    }
    Ok(caller.done())
}

/// One known browser.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BrowserOut {
    /// Its opaque identifier.
    pub(super) id: String,
    /// Whether the session that asks runs in it.
    pub(super) current: bool,
    /// Such as "Firefox on Linux"; empty if not known.
    pub(super) browser: String,
    /// The country's two letters; empty if not known.
    pub(super) country: String,
    /// When it became known.
    pub(super) since: Moment,
    /// When it last completed a sign-in.
    pub(super) last_used_at: Moment,
    /// When it is forgotten if it is not used.
    pub(super) expires_at: Moment,
    /// Until when an every-sign-in person is not asked in it.
    pub(super) skip_until: Option<Moment>,
}

impl BrowserOut {
    fn of(browser: &KnownBrowser, current: Option<BrowserId>, words: Words) -> Self {
        Self {
            id: browser.id.to_string(),
            current: Some(browser.id) == current,
            browser: seen::browser(words, browser.user_agent),
            country: seen::country_code(browser.country),
            since: browser.since.into(),
            last_used_at: browser.last_used_at.into(),
            expires_at: browser.expires.into(),
            skip_until: browser.skip_until.map(Moment::from),
        }
    }
}

/// All known browsers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BrowserList {
    /// The browsers.
    pub(super) browsers: Vec<BrowserOut>,
}

/// The known browsers.
#[utoipa::path(
    get, path = "/api/v1/me/browsers", tag = "sessions", security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "The browsers.", body = BrowserList),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn browsers(caller: Caller) -> Result<Response, Problem> {
    let (_, me) = caller.me().await?;
    let all = caller.ctx.house().my_browsers(&me).await.map_err(|failed| fault(&failed, &caller.ctx))?;
    let current = me.session.session.browser;
    let browsers = all.iter().map(|b| BrowserOut::of(b, current, caller.ctx.words)).collect();
    Ok(caller.answer(StatusCode::OK, BrowserList { browsers }))
}

/// Forgets every known browser.
#[utoipa::path(
    delete, path = "/api/v1/me/browsers", tag = "sessions",
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "None is known any more."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn forget_all(caller: Caller) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let house = caller.ctx.house();
    for known in house.my_browsers(&me).await.map_err(|failed| fault(&failed, &caller.ctx))? {
        caller.came(house.forget_browser(&caller.ctx.visitor, &session, known.id).await)?;
    }
    Ok(caller.done())
}

/// Forgets one known browser.
#[utoipa::path(
    delete, path = "/api/v1/me/browsers/{id}", tag = "sessions", params(("id" = String, Path)),
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "It is not known any more."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 404, description = "No such browser, or not yours.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn forget(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let house = caller.ctx.house();
    let which: BrowserId = id.parse().map_err(|_| not_found())?;
    let all = house.my_browsers(&me).await.map_err(|failed| fault(&failed, &caller.ctx))?;
    if all.iter().all(|known| known.id != which) {
        return Err(not_found());
    }
    caller.came(house.forget_browser(&caller.ctx.visitor, &session, which).await)?;
    Ok(caller.done())
}

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound)
}
