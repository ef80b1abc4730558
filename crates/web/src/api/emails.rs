//! `/me/emails`: the person's addresses, masked. Deliberately not here: opening the mailed links (pages).

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{delete, get, post};
use rules::account::Email;
use rules::id::EmailId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::moment::Moment;
use super::sign_ins::Id;
use super::typed::Line;
use crate::app::App;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me/emails", get(list).post(add))
        .route("/me/emails/{id}", delete(remove))
        .route("/me/emails/{id}/links", post(send_link))
}

/// One address.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmailOut {
    /// Its opaque identifier.
    pub(super) id: String,
    /// The address, masked.
    pub(super) hint: String,
    /// Whether its link was opened, or the operator vouches for it.
    pub(super) verified: bool,
    /// When it was added.
    pub(super) added_at: Moment,
}

impl EmailOut {
    pub(super) fn of(email: &Email) -> Self {
        Self {
            id: email.id.to_string(),
            hint: email.hint.clone(),
            verified: email.verified_at.is_some(),
            added_at: email.added_at.into(),
        }
    }
}

/// All addresses.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmailList {
    /// The addresses.
    pub(super) emails: Vec<EmailOut>,
}

/// The addresses.
#[utoipa::path(
    get, path = "/api/v1/me/emails", tag = "addresses", security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "The addresses.", body = EmailList),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn list(caller: Caller) -> Result<Response, Problem> {
    let (_, me) = caller.me().await?;
    let emails = me.emails.iter().map(EmailOut::of).collect();
    Ok(caller.answer(StatusCode::OK, EmailList { emails }))
}

/// A new address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEmail {
    /// The address.
    #[schema(value_type = String, min_length = 1, max_length = 256)]
    email: Line,
}

/// Adds an address, which counts once its mailed link was opened.
#[utoipa::path(
    post, path = "/api/v1/me/emails", tag = "addresses", request_body = NewEmail,
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 201, description = "Added; a link is mailed to it.", body = EmailOut),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "`fresh-proof-needed`, with what is `missing`.", body = super::openapi::ProblemBody),
        (status = 409, description = "Refused; `reason` says why.", body = super::openapi::ProblemBody),
        (status = 422, description = "Not an address.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn add(caller: Caller, Json(body): Json<NewEmail>) -> Result<Response, Problem> {
    let (session, before) = caller.me().await?;
    caller.came(caller.ctx.house().add_email(&caller.ctx.visitor, &session, &body.email).await)?;
    let (_, after) = caller.me().await?;
    let added = after.emails.iter().find(|email| before.emails.iter().all(|old| old.id != email.id));
    let added = added.ok_or_else(|| Problem::new(ProblemKind::Conflict))?;
    Ok(caller.answer(StatusCode::CREATED, EmailOut::of(added)))
}

/// Mails an address its link again.
#[utoipa::path(
    post, path = "/api/v1/me/emails/{id}/links", tag = "addresses", params(("id" = String, Path)),
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "Mailed."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 404, description = "No such address, or not yours.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn send_link(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let (session, id) = (caller.session()?, email_id(&id)?);
    caller.came(caller.ctx.house().resend_email(&caller.ctx.visitor, &session, id).await)?;
    Ok(caller.done())
}

/// Removes an address.
#[utoipa::path(
    delete, path = "/api/v1/me/emails/{id}", tag = "addresses", params(("id" = String, Path)),
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "Removed."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "`fresh-proof-needed`, with what is `missing`.", body = super::openapi::ProblemBody),
        (status = 404, description = "No such address, or not yours.", body = super::openapi::ProblemBody),
        (status = 409, description = "Refused; `reason` says why.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn remove(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let (session, id) = (caller.session()?, email_id(&id)?);
    caller.came(caller.ctx.house().remove_email(&caller.ctx.visitor, &session, id).await)?;
    Ok(caller.done())
}

fn email_id(text: &str) -> Result<EmailId, Problem> {
    text.parse().map_err(|_| Problem::new(ProblemKind::NotFound))
}
