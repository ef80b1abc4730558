//! Enabling methods over the API: begun with what is shown once, confirmed with the first code; and having a suspended one
//! back by a code of it. Deliberately not here: who may (`rules::fresh`).

mod enrolled;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use flows::EnabledNow;
use rules::method::{Method, MethodKind, MethodState, TotpAlgorithm};
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::methods::mine;
use super::sign_ins::Id;
use super::step::question_text;
use super::typed::{Code, Credential, Line};
use crate::app::App;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};
use crate::pages::enroll::QUESTIONS;
use enrolled::Enrolled;

/// The routes beside `POST /me/methods`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me/methods/{id}/confirm", post(confirm))
        .route("/me/methods/{id}/challenges", post(send_again))
}

/// A method to enable.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum NewMethod {
    /// An authenticator app; goes on with its first code.
    AuthenticatorApp {
        /// What its owner calls it.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 256)]
        #[serde(default)]
        name: Option<Line>,
        /// The hash function; every app understands `SHA1`.
        #[serde(default)]
        algorithm: Algorithm,
        /// Digits of a code, 6 to 8; every app understands 6.
        #[schema(minimum = 6, maximum = 8)]
        #[serde(default = "six")]
        digits: u8,
    },
    /// A passkey; goes on with what the browser made for `options`.
    Passkey {
        /// What its owner calls it.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 256)]
        #[serde(default)]
        name: Option<Line>,
    },
    /// A phone for prompts in the site's app; goes on when the phone has shown the code of `pairing`.
    MobilePrompt {
        /// What its owner calls it.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 256)]
        #[serde(default)]
        name: Option<Line>,
    },
    /// A phone; goes on with the code that it is sent.
    TextMessage {
        /// The number, with `+` and the country.
        #[schema(value_type = String, min_length = 1, max_length = 256)]
        number: Line,
    },
    /// The security question, or another one in its place; enabled at once.
    SecurityQuestion {
        /// Its `id` in `/questions`.
        #[schema(value_type = String, min_length = 1, max_length = 256)]
        question: Line,
        /// The answer.
        #[schema(value_type = String, min_length = 1, max_length = 256)]
        answer: Line,
    },
    /// Ten recovery codes, which void any before them; enabled at once.
    RecoveryCode {},
}

/// A hash function of RFC 6238.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
pub(super) enum Algorithm {
    /// HMAC-SHA-1.
    #[default]
    #[serde(rename = "SHA1")]
    Sha1,
    /// HMAC-SHA-256.
    #[serde(rename = "SHA256")]
    Sha256,
    /// HMAC-SHA-512.
    #[serde(rename = "SHA512")]
    Sha512,
}

impl From<Algorithm> for TotpAlgorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::Sha1,
            Algorithm::Sha256 => Self::Sha256,
            Algorithm::Sha512 => Self::Sha512,
        }
    }
}

const fn six() -> u8 {
    6
}

/// Begins to enable a method. The security question goes before every other kind.
#[utoipa::path(
    post, path = "/api/v1/me/methods", tag = "methods", request_body = NewMethod,
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 201, description = "Begun, or enabled at once; what it shows is shown once.", body = Enrolled),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "`question-first`: enable the security question first. Or `fresh-proof-needed`, \
            with what is `missing`.", body = super::openapi::ProblemBody),
        (status = 409, description = "Refused; `reason` says why.", body = super::openapi::ProblemBody),
        (status = 422, description = "A field is wrong, such as a number or a weak answer.",
            body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn begin(caller: Caller, Json(body): Json<NewMethod>) -> Result<Response, Problem> {
    let session = caller.session()?;
    let house = caller.ctx.house();
    let visitor = &caller.ctx.visitor;
    let enrolled = match body {
        NewMethod::AuthenticatorApp { digits, .. } if !(6..=8).contains(&digits) => {
            return Err(Problem::field("/digits", "expected 6, 7 or 8"));
        }
        NewMethod::AuthenticatorApp { name, algorithm, digits } => {
            let name = name.as_deref().unwrap_or_default();
            let begun = house.begin_app(visitor, &session, name, algorithm.into(), digits).await;
            let label = caller.ctx.words.text("app-step-2");
            Enrolled::app(&caller.came(begun)?, &label)
        }
        NewMethod::Passkey { name } => {
            let begun = house.begin_passkey(visitor, &session, name.as_deref().unwrap_or_default()).await;
            Enrolled::passkey(&caller.came(begun)?)
        }
        NewMethod::MobilePrompt { name } => {
            let begun = house.begin_pairing(visitor, &session, name.as_deref().unwrap_or_default()).await;
            let label = caller.ctx.words.text("pair-qr-label");
            Enrolled::pairing(&caller.came(begun)?, &house.site().url, &label)
        }
        NewMethod::TextMessage { number } => {
            Enrolled::phone(&caller.came(house.begin_phone(visitor, &session, &number).await)?)
        }
        NewMethod::SecurityQuestion { question, answer } => {
            if QUESTIONS.iter().all(|(id, _)| *id != &*question) {
                return Err(Problem::field("/question", "expected an `id` of /questions"));
            }
            let text = question_text(&question, caller.ctx.words);
            let set = house.set_question(visitor, &session, &question, &text, &answer.0).await;
            let enabled = caller.came(set)?;
            enabled_now(&caller, MethodKind::SecurityQuestion, &enabled).await?
        }
        NewMethod::RecoveryCode {} => {
            let enabled = caller.came(house.new_recovery_codes(visitor, &session).await)?;
            enabled_now(&caller, MethodKind::RecoveryCode, &enabled).await?
        }
    };
    Ok(caller.answer(StatusCode::CREATED, enrolled))
}

/// The one method of its kind that was just enabled.
async fn enabled_now(caller: &Caller, kind: MethodKind, enabled: &EnabledNow) -> Result<Enrolled, Problem> {
    let (_, me) = caller.me().await?;
    let method = me.methods.iter().find(|m| m.kind() == kind && m.is_active());
    let method = method.ok_or_else(|| Problem::new(ProblemKind::Conflict))?;
    Ok(Enrolled::of(method).with_codes(enabled))
}

/// The first code of a method, or one of a suspended method; of a passkey, its credential: exactly one of the two. Of a phone
/// for prompts, neither.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirm {
    /// The code that the app shows, or the phone was sent.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 64)]
    #[serde(default)]
    code: Option<Code>,
    /// What the browser made of a passkey, as `toJSON()` writes it.
    #[schema(value_type = Option<Object>)]
    #[serde(default)]
    credential: Option<Credential>,
    /// What the owner calls the app or passkey.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 256)]
    #[serde(default)]
    name: Option<Line>,
}

/// Enables a method by its first code, or a suspended one again by a code of it. With the first one, recovery codes are made
/// and shown once.
#[utoipa::path(
    post, path = "/api/v1/me/methods/{id}/confirm", tag = "methods", params(("id" = String, Path)),
    request_body = Confirm, security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "Enabled.", body = Enrolled),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "`fresh-proof-needed`, with what is `missing`.", body = super::openapi::ProblemBody),
        (status = 404, description = "No such unfinished set-up or suspended method, or not yours.",
            body = super::openapi::ProblemBody),
        (status = 409, description = "`code-dead`: have another sent.", body = super::openapi::ProblemBody),
        (status = 422, description = "Not the right code, or a field is wrong.", body = super::openapi::ProblemBody),
        (status = 429, description = "Too many wrong codes of a suspended method; see `Retry-After`.",
            body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn confirm(
    caller: Caller,
    Id(id): Id,
    Json(body): Json<Confirm>,
) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let method = mine(&me, &id)?;
    let house = caller.ctx.house();
    let visitor = &caller.ctx.visitor;
    if is_suspended(method) {
        let code = body.code.ok_or_else(|| Problem::field("/code", "expected a code"))?;
        caller.came(house.reactivate(visitor, &session, method.id, &code).await)?;
        return Ok(caller.answer(StatusCode::OK, Enrolled { state: "active", ..Enrolled::of(method) }));
    }
    let name = body.name.as_deref();
    let enabled = match (method.kind(), body.code, body.credential) {
        (MethodKind::AuthenticatorApp, Some(code), None) => {
            house.confirm_app(visitor, &session, method.id, &code, name).await
        }
        (MethodKind::TextMessage, Some(code), None) => {
            house.confirm_phone(visitor, &session, method.id, &code).await
        }
        (MethodKind::Passkey, None, Some(credential)) => {
            house.confirm_passkey(visitor, &session, method.id, &credential.text(), name).await
        }
        (MethodKind::MobilePrompt, None, None) => house.confirm_pairing(visitor, &session, method.id).await,
        (MethodKind::MobilePrompt, _, _) => {
            return Err(Problem::field("", "expected no code and no credential"));
        }
        (MethodKind::SecurityQuestion | MethodKind::RecoveryCode, _, _) => {
            return Err(Problem::new(ProblemKind::NotFound));
        }
        (MethodKind::Passkey, _, _) => return Err(Problem::field("/credential", "expected it, and no code")),
        _ => return Err(Problem::field("/code", "expected it, and no credential")),
    };
    let enabled = caller.came(enabled)?;
    let enrolled = Enrolled { state: "active", ..Enrolled::of(method) };
    Ok(caller.answer(StatusCode::OK, enrolled.with_codes(&enabled)))
}

fn is_suspended(method: &Method) -> bool {
    matches!(method.state, MethodState::Suspended { .. })
}

/// Sends the code that proves a phone again; to a suspended phone, the first one too.
#[utoipa::path(
    post, path = "/api/v1/me/methods/{id}/challenges", tag = "methods", params(("id" = String, Path)),
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "Sent.", body = Enrolled),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "`fresh-proof-needed`, with what is `missing`: to a suspended phone.",
            body = super::openapi::ProblemBody),
        (status = 404, description = "No such unfinished set-up or suspended method, or not yours.",
            body = super::openapi::ProblemBody),
        (status = 409, description = "Not sent; use another method.", body = super::openapi::ProblemBody),
        (status = 429, description = "Too early; see `Retry-After`.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn send_again(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let method = mine(&me, &id)?;
    if method.kind() != MethodKind::TextMessage {
        return Err(Problem::new(ProblemKind::NotFound));
    }
    let (house, visitor) = (caller.ctx.house(), &caller.ctx.visitor);
    let sent = if is_suspended(method) {
        house.text_suspended(visitor, &session, method.id).await
    } else {
        house.resend_phone(visitor, &session, method.id).await
    };
    Ok(caller.answer(StatusCode::OK, Enrolled::phone(&caller.came(sent)?)))
}
