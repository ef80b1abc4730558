//! The API's own description (OpenAPI), generated from the handlers and types, and served beside them.
//! Deliberately not here: anything that could differ from the code.

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

use super::step::Step;
use super::{
    actions, activity, admin, devices, emails, enroll, events, me, methods, questions, sessions, sign_ins,
};
use crate::app::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/openapi.json", get(serve))
}

/// Problem details (RFC 9457), the body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemBody {
    /// What went wrong, such as `urn:vestibule:problem:wrong-answer`.
    pub(super) r#type: String,
    /// The same as a sentence.
    pub(super) title: String,
    /// The status of the response.
    pub(super) status: u16,
    /// What went wrong this time, in the language of the request.
    pub(super) detail: Option<String>,
    /// Which fields are wrong.
    pub(super) errors: Option<Vec<FieldProblem>>,
    /// Where the sign-in stands, with its `secret` if it was just begun.
    pub(super) step: Option<Step>,
    /// Which proofs are missing: `password`, `question`, `link`, `email`, `operator_link`, `method`,
    /// `not_by_recovery_code`, `question_first`.
    pub(super) missing: Option<Vec<String>>,
    /// Why it is refused, such as `last_way_in`.
    pub(super) reason: Option<String>,
    /// Where the site's actions are listed, if there is none of the name that was asked for.
    pub(super) actions: Option<String>,
    /// The action to begin a step-up for, where that is what is missing.
    pub(super) action: Option<String>,
}

/// A field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// Where, as a JSON pointer (RFC 6901).
    pub(super) pointer: String,
    /// What is wrong with it.
    pub(super) detail: String,
}

/// The ways to show who calls.
struct Schemes;

impl Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let bearer =
            Http::builder().scheme(HttpAuthScheme::Bearer).description(Some("A session's token.")).build();
        let sign_in = "`SignIn` and the sign-in's secret, such as `SignIn 4fT9…`.";
        let header = ApiKeyValue::with_description("Authorization", sign_in);
        let cookie = |name| SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(name)));
        let device = "`Device` and a phone's token, such as `Device hG1w…`.";
        let device = ApiKeyValue::with_description("Authorization", device);
        components.add_security_scheme("device", SecurityScheme::ApiKey(ApiKey::Header(device)));
        components.add_security_scheme("session", SecurityScheme::Http(bearer));
        components.add_security_scheme("sign_in", SecurityScheme::ApiKey(ApiKey::Header(header)));
        components.add_security_scheme("session_cookie", cookie("__Host-session"));
        components.add_security_scheme("sign_in_cookie", cookie("__Host-signin"));
    }
}

/// The description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vestibule",
        description = "Two-step verification for the person's own client: a browser, or an app.",
        version = "1",
        license(name = "Apache-2.0"),
    ),
    paths(
        sign_ins::start, sign_ins::passkey_options, sign_ins::by_passkey, sign_ins::look, sign_ins::cancel, sign_ins::challenge, sign_ins::answer, events::events,
        me::show, me::prefer, me::change_password, actions::step_up, me::send_link, actions::list_actions, actions::action, activity::list,
        devices::pair, devices::show, devices::rename, devices::sign_out, devices::subscribe, devices::unsubscribe,
        devices::list, devices::events, devices::answer,
        methods::list, enroll::begin, enroll::confirm, enroll::send_again, methods::rename, methods::remove,
        questions::list,
        sessions::sessions, sessions::end_others, sessions::end,
        sessions::browsers, sessions::forget_all, sessions::forget,
        emails::list, emails::add, emails::send_link, emails::remove,
        admin::status, admin::activity,
    ),
    modifiers(&Schemes),
)]
struct Description;

/// The description as JSON.
#[must_use]
pub fn document() -> String {
    Description::openapi().to_pretty_json().unwrap_or_default() + "\n"
}

async fn serve() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document()).into_response()
}

#[cfg(test)]
#[path = "openapi_tests.rs"]
mod tests;
