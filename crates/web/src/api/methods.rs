//! `/me/methods`: the person's methods: what there is, a new name, removing. Enabling them is in `enroll`.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, patch};
use flows::Me;
use rules::id::MethodId;
use rules::method::{Method, MethodData, MethodState};
use rules::passkey::may_be_copied;
use rules::time::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::moment::Moment;
use super::sign_ins::Id;
use super::step::question_text;
use super::typed::Line;
use crate::app::App;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};
use crate::words::Words;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me/methods", get(list).post(super::enroll::begin))
        .route("/me/methods/{id}", patch(rename).delete(remove))
}

/// One method.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MethodOut {
    /// Its opaque identifier.
    pub(super) id: String,
    /// Its kind.
    pub(super) kind: &'static str,
    /// `pending`, `active` or `suspended`.
    pub(super) state: &'static str,
    /// What its owner calls it.
    pub(super) name: String,
    /// The masked number of a phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    /// The security question, in the language of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) question: Option<String>,
    /// Recovery codes that are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) codes_left: Option<usize>,
    /// Whether a passkey may be copied to its owner's other devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) synced: Option<bool>,
    /// A passkey whose signature counter went back lately: somebody may have copied its key.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) may_be_copied: bool,
    /// How a phone that prompts are answered on stands: `waiting`, `signed_in`, `quiet` or `signed_out`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phone: Option<&'static str>,
    /// When the phone's app was last here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_seen_at: Option<Moment>,
    /// When it was enabled, or its set-up begun.
    pub(super) added_at: Moment,
    /// When it last proved its owner.
    pub(super) last_used_at: Option<Moment>,
    /// When an unfinished set-up is forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<Moment>,
}

impl MethodOut {
    pub(super) fn of(method: &Method, words: Words, now: Time) -> Self {
        let expires_at = match method.state {
            MethodState::Pending { expires } => Some(expires.into()),
            MethodState::Active | MethodState::Suspended { .. } => None,
        };
        let (hint, question, codes_left) = match &method.data {
            MethodData::TextMessage { hint, .. } => (Some(hint.clone()), None, None),
            MethodData::SecurityQuestion { question } => (None, Some(question_text(question, words)), None),
            MethodData::RecoveryCode { left, .. } => (None, None, Some(left.len())),
            MethodData::AuthenticatorApp(_) | MethodData::Passkey(_) | MethodData::MobilePrompt(_) => {
                (None, None, None)
            }
        };
        Self {
            id: method.id.to_string(),
            kind: method.kind().name(),
            state: method.state.name(),
            name: method.name.clone(),
            hint,
            question,
            codes_left,
            synced: synced(method),
            may_be_copied: method.is_active() && may_be_copied(method, now),
            phone: rules::phone::state(method, now).map(rules::phone::PhoneState::name),
            last_seen_at: method.phone().and_then(|phone| phone.seen_at).map(Moment::from),
            added_at: method.added_at.into(),
            last_used_at: method.last_used_at.map(Moment::from),
            expires_at,
        }
    }
}

fn synced(method: &Method) -> Option<bool> {
    match &method.data {
        MethodData::Passkey(key) if method.is_active() => Some(key.may_sync),
        _ => None,
    }
}

/// All methods.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MethodList {
    /// The methods, unfinished ones too.
    pub(super) methods: Vec<MethodOut>,
}

/// The methods.
#[utoipa::path(
    get, path = "/api/v1/me/methods", tag = "methods", security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "The methods.", body = MethodList),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn list(caller: Caller) -> Result<Response, Problem> {
    let (_, me) = caller.me().await?;
    let gone = |m: &&Method| matches!(m.state, MethodState::Pending { expires } if me.now >= expires);
    let live = me.methods.iter().filter(|m| !gone(m));
    let methods = live.map(|m| MethodOut::of(m, caller.ctx.words, me.now)).collect();
    Ok(caller.answer(StatusCode::OK, MethodList { methods }))
}

/// The method of a path among the person's own.
pub(super) fn mine<'a>(me: &'a Me, id: &str) -> Result<&'a Method, Problem> {
    let parsed: Option<MethodId> = id.parse().ok();
    let found = me.methods.iter().find(|m| Some(m.id) == parsed);
    found.ok_or_else(|| Problem::new(ProblemKind::NotFound))
}

/// A new name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rename {
    /// What the owner calls it; the first 60 characters are kept.
    #[schema(value_type = String, min_length = 1, max_length = 256)]
    name: Line,
}

/// Names a method.
#[utoipa::path(
    patch, path = "/api/v1/me/methods/{id}", tag = "methods", params(("id" = String, Path)),
    request_body = Rename, security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "The method.", body = MethodOut),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 404, description = "No such method, or not yours.", body = super::openapi::ProblemBody),
        (status = 422, description = "A field is wrong.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn rename(
    caller: Caller,
    Id(id): Id,
    Json(body): Json<Rename>,
) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let method = mine(&me, &id)?.id;
    caller.came(caller.ctx.house().rename(&caller.ctx.visitor, &session, method, &body.name).await)?;
    let (_, me) = caller.me().await?;
    Ok(caller.answer(StatusCode::OK, MethodOut::of(mine(&me, &id)?, caller.ctx.words, me.now)))
}

/// Removes a method, or drops an unfinished set-up.
#[utoipa::path(
    delete, path = "/api/v1/me/methods/{id}", tag = "methods", params(("id" = String, Path)),
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "It is gone."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "`fresh-proof-needed`, with what is `missing`.", body = super::openapi::ProblemBody),
        (status = 404, description = "No such method, or not yours.", body = super::openapi::ProblemBody),
        (status = 409, description = "Refused; `reason` says why, such as `last_way_in`.",
            body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn remove(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let method = mine(&me, &id)?;
    let house = caller.ctx.house();
    let visitor = &caller.ctx.visitor;
    match method.state {
        MethodState::Pending { .. } => caller.came(house.drop_set_up(visitor, &session, method.id).await)?,
        MethodState::Active | MethodState::Suspended { .. } => {
            caller.came(house.remove_method(visitor, &session, method.id).await)?;
        }
    }
    Ok(caller.done())
}
