//! `/me/actions` and `/me/step-ups`: what the site's own actions take of the person's session, and proving oneself again, for
//! one of them or for a change of the account. Deliberately not here: doing an action, which is the site's.

use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use flows::{Fault, MyAction, Refused};
use risk::Verdict;
use rules::action::{ActionRule, Standing, Why};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::moment::Moment;
use super::refusals::{fault, refusal};
use super::sign_ins::tell;
use super::step::Step;
use crate::app::App;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me/actions", get(list_actions))
        .route("/me/actions/{name}", get(action))
        .route("/me/step-ups", post(step_up))
}

/// An action of the site, and whether this session may do it now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActionOut {
    /// The operator's name for it.
    action: String,
    /// Whether what the session proved is strong and fresh enough.
    allowed: bool,
    /// The session's level: 1 password, 2 two factors, 3 a passkey with fingerprint, face or PIN.
    acr: u8,
    /// When what counts for it was proved; where it is too old, when that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    proved_at: Option<Moment>,
    /// Until when it is allowed, if nothing else happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    fresh_until: Option<Moment>,
    /// What is missing; absent where it is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<Needs>,
}

/// What an action takes that the session has not given.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Needs {
    /// The least that is asked: `challenge` or `challenge_strong`.
    #[schema(value_type = String)]
    least: Verdict,
    /// For how many seconds a proof lasts.
    fresh_for: i64,
    /// Why what was proved is too little: `not_proved`, `too_weak`, `too_old`, `nothing_suffices` (another method is to be
    /// enabled first), `held` (nothing helps before `hold_until`).
    why: &'static str,
    /// Until when nothing helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_until: Option<Moment>,
}

impl From<MyAction> for ActionOut {
    fn from(mine: MyAction) -> Self {
        let ActionRule { least, fresh_for } = mine.rule;
        let needs = |why, hold_until| Some(Needs { least, fresh_for, why, hold_until });
        let (allowed, proved_at, fresh_until, needs) = match mine.standing {
            Standing::Enough { proved_at, until } => (true, Some(proved_at), Some(until.into()), None),
            Standing::Held { until } => (false, None, None, needs("held", Some(until.into()))),
            Standing::StepUpNeeded { why, .. } => match why {
                Why::NotProved => (false, None, None, needs("not_proved", None)),
                Why::TooWeak => (false, None, None, needs("too_weak", None)),
                Why::TooOld { proved_at } => (false, Some(proved_at), None, needs("too_old", None)),
                Why::NothingSuffices => (false, None, None, needs("nothing_suffices", None)),
            },
        };
        let proved_at = proved_at.map(Moment::from);
        let action = mine.name.into();
        Self { action, allowed, acr: mine.level, proved_at, fresh_until, needs }
    }
}

/// The site's actions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActionsOut {
    /// All that the operator set, by name.
    actions: Vec<ActionOut>,
}

/// The site's actions, and whether this session may do each of them now.
#[utoipa::path(
    get, path = "/api/v1/me/actions", tag = "me",
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "All that the operator set, by name.", body = ActionsOut),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn list_actions(caller: Caller) -> Result<Response, Problem> {
    let session = caller.session()?;
    let actions = caller.came(caller.ctx.house().my_actions(&caller.ctx.visitor, &session).await)?;
    let actions = actions.into_iter().map(ActionOut::from).collect();
    Ok(axum::Json(ActionsOut { actions }).into_response())
}

/// Whether this session may do an action now. Where not, a step-up with the action's name asks for what is missing.
#[utoipa::path(
    get, path = "/api/v1/me/actions/{name}", tag = "me",
    params(("name" = String, Path, description = "The operator's name for it.")),
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "Where the session stands.", body = ActionOut),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 404, description = "The operator set no action of this name.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn action(
    caller: Caller,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let session = caller.session()?;
    // What cannot be read is no name either.
    let name = name.map(|Path(name)| name).unwrap_or_default();
    let found = caller.ctx.house().my_action(&caller.ctx.visitor, &session, &name).await;
    Ok(axum::Json(ActionOut::from(caller.came(found)?)).into_response())
}

/// What the proof is for, or how it is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StartStepUp {
    /// The site's action that it is for; absent: a change of the account. What is asked is then what the action takes, and
    /// `with` is not sent.
    #[serde(default)]
    action: Option<String>,
    /// `password`; absent: by one of the methods.
    #[serde(default)]
    with: Option<With>,
}

/// A proof that is no method.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum With {
    /// The password.
    Password,
}

/// Begins a step-up, which goes on under `/sign-ins/{id}` with its secret. The completing step holds the session's new
/// token, which replaces the one in use.
#[utoipa::path(
    post, path = "/api/v1/me/step-ups", tag = "me", request_body = StartStepUp,
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 201, description = "Begun; `secret` is given once.", body = Step),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 404, description = "The operator set no action of this name.", body = super::openapi::ProblemBody),
        (status = 409, description = "Nothing would do: `reason` is `held` or `nothing_suffices`.",
            body = super::openapi::ProblemBody),
        (status = 422, description = "`action` and `with` do not go together.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn step_up(mut caller: Caller, Json(body): Json<StartStepUp>) -> Result<Response, Problem> {
    let session = caller.session()?;
    let house = caller.ctx.house();
    let visitor = &caller.ctx.visitor;
    let begun = match (body.action, body.with) {
        (None, with) => house.start_step_up(visitor, &session, with.is_some()).await,
        (Some(name), None) => match house.start_action_step_up(visitor, &session, &name).await {
            Ok(Err(Refused::NotSignedIn)) => Err(Fault::NotFound),
            Ok(Err(refused)) => return Err(refusal(&refused, house.now(), caller.ctx.words)),
            Ok(Ok(told)) => Ok(told),
            Err(failed) => Err(failed),
        },
        (Some(_), Some(_)) => {
            let detail = caller.ctx.words.text("why-action-or-with").into_owned();
            return Err(Problem::field("/with", detail));
        }
    };
    let told = begun.map_err(|failed| match failed {
        Fault::NotFound => Problem::new(ProblemKind::NotSignedIn),
        failed => fault(&failed, &caller.ctx),
    })?;
    Ok(tell(&mut caller, &told, StatusCode::CREATED))
}

#[cfg(test)]
#[path = "action_tests.rs"]
mod tests;
