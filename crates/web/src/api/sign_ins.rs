//! `/sign-ins`: beginning a sign-in, choosing a method, answering, ending. Step-ups are answered here too.
//! Deliberately not here: how a step reads (`step`), and every decision.

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{get, post};
use flows::{Answer, Told};
use rules::method::MethodKind;
use rules::sign_in::{Stage, TextCode, VerificationState};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::caller::Caller;
use super::moment::Moment;
use super::refusals::{fault, remark, used_up};
use super::step::{MAILED_LINK, Step};
use super::typed::{Ceremony, Code, Credential, Line, Name, Opaque, Password};
use crate::app::App;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-ins", post(start))
        .route("/passkey-options", get(passkey_options))
        .route("/passkey-sign-ins", post(by_passkey))
        .route("/sign-ins/{id}", get(look).delete(cancel))
        .route("/sign-ins/{id}/events", get(super::events::events))
        .route("/sign-ins/{id}/challenges", post(challenge))
        .route("/sign-ins/{id}/answers", post(answer))
}

/// The identifier in a path; whatever cannot be one is not found.
#[derive(Clone, Debug)]
pub(super) struct Id(pub(super) String);

impl FromRequestParts<App> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, app).await;
        path.map(|axum::extract::Path(id)| Self(id)).map_err(|_| Problem::new(ProblemKind::NotFound))
    }
}

/// Beginning a sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StartSignIn {
    /// The user name, or a verified e-mail address.
    #[schema(value_type = String, min_length = 1, max_length = 320)]
    username: Name,
    /// The password; absent: it is asked next.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1024)]
    #[serde(default)]
    password: Option<Password>,
    /// What an earlier step gave as `browser_token`.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 128)]
    #[serde(default)]
    browser_token: Option<Opaque>,
    /// The session ends with the browser, and the browser is not remembered.
    #[serde(default)]
    shared_computer: bool,
}

/// Begins a sign-in.
#[utoipa::path(
    post, path = "/api/v1/sign-ins", tag = "sign-ins", request_body = StartSignIn, security(()),
    responses(
        (status = 201, description = "Begun; `secret` is given once.", body = Step),
        (status = 422, description = "Wrong name or password (the same for names that do not exist); the step can be \
            answered again with its `secret`. Or a field is wrong.", body = super::openapi::ProblemBody),
        (status = 429, description = "Too soon; see `Retry-After`.", body = super::openapi::ProblemBody),
        (status = 503, description = "Too much to do; see `Retry-After`.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn start(mut caller: Caller, Json(body): Json<StartSignIn>) -> Response {
    let StartSignIn { username, password, browser_token, shared_computer } = body;
    caller.ctx.visitor.browsers.extend(browser_token.map(|token| token.to_string()));
    let house = caller.ctx.house();
    let visitor = &caller.ctx.visitor;
    let told = match password {
        Some(password) => house.start_sign_in(visitor, &username, password.0, shared_computer).await,
        None => house.open_sign_in(visitor, &username, shared_computer).await,
    };
    match told {
        Err(failed) => caller.refuse(fault(&failed, &caller.ctx)),
        // Nothing was begun: there is no step to go on from.
        Ok(Told { decision, now, .. }) if decision.granted.sign_in.is_none() => {
            let problem = decision.said.map(|said| remark(said, None, now, caller.ctx.words));
            caller.refuse(problem.unwrap_or_else(|| Problem::new(ProblemKind::NotAsked)))
        }
        Ok(told) => tell(&mut caller, &told, StatusCode::CREATED),
    }
}

/// What a browser is asked for a passkey as the whole sign-in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PasskeyOptions {
    /// For `navigator.credentials.get` as `publicKey` (`PublicKeyCredentialRequestOptionsJSON`); with `mediation:
    /// "conditional"` the browser offers passkeys among the names that it knows.
    #[schema(value_type = Object)]
    options: serde_json::Value,
    /// Comes back with the answer.
    ceremony: String,
    /// After when no answer counts.
    expires_at: Moment,
}

/// What to ask a browser for, so that a passkey signs in by itself. Says nothing of anybody.
#[utoipa::path(
    get, path = "/api/v1/passkey-options", tag = "sign-ins", security(()),
    responses(
        (status = 200, description = "The options, for one sign-in.", body = PasskeyOptions),
        (status = 404, description = "The site signs nobody in by passkey alone.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn passkey_options(caller: Caller) -> Result<Response, Problem> {
    let asked = caller.ctx.house().ask_for_passkey().map_err(|failed| fault(&failed, &caller.ctx))?;
    let asked = asked.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    let options = serde_json::from_str(&asked.options).unwrap_or_default();
    let told = PasskeyOptions { options, ceremony: asked.ceremony, expires_at: asked.expires.into() };
    Ok(caller.answer(StatusCode::OK, told))
}

/// A passkey as the whole sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasskeySignIn {
    /// What came with the options.
    #[schema(value_type = String, min_length = 1, max_length = 4096)]
    ceremony: Ceremony,
    /// What a browser's `navigator.credentials.get` gave, as `toJSON()` writes it.
    #[schema(value_type = Object)]
    credential: Credential,
    /// What an earlier step gave as `browser_token`.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 128)]
    #[serde(default)]
    browser_token: Option<Opaque>,
    /// The session ends with the browser, and the browser is not remembered.
    #[serde(default)]
    shared_computer: bool,
}

/// Signs in by a passkey whose owner was verified: level 3, without a password.
#[utoipa::path(
    post, path = "/api/v1/passkey-sign-ins", tag = "sign-ins", request_body = PasskeySignIn, security(()),
    responses(
        (status = 201, description = "Signed in, or refused for a reason that its owner is told.", body = Step),
        (status = 404, description = "The site signs nobody in by passkey alone.", body = super::openapi::ProblemBody),
        (status = 409, description = "`code-dead`: the options are too old. Or they were used.",
            body = super::openapi::ProblemBody),
        (status = 422, description = "It opens no account here (the same for whatever is wrong). Or a field is wrong.",
            body = super::openapi::ProblemBody),
        (status = 429, description = "Too soon; see `Retry-After`.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn by_passkey(mut caller: Caller, Json(body): Json<PasskeySignIn>) -> Response {
    let PasskeySignIn { ceremony, credential, browser_token, shared_computer } = body;
    caller.ctx.visitor.browsers.extend(browser_token.map(|token| token.to_string()));
    let brought = credential.text();
    let house = caller.ctx.house();
    match house.sign_in_by_passkey(&caller.ctx.visitor, &ceremony, &brought, shared_computer).await {
        Err(failed) => caller.refuse(fault(&failed, &caller.ctx)),
        Ok(Told { decision, now, .. }) if decision.granted.sign_in.is_none() => {
            let asked = Some(MethodKind::Passkey);
            let problem = decision.said.map(|said| remark(said, asked, now, caller.ctx.words));
            caller.refuse(problem.unwrap_or_else(|| Problem::new(ProblemKind::NotAsked)))
        }
        Ok(told) => tell(&mut caller, &told, StatusCode::CREATED),
    }
}

/// What a flow told, as the answer: the step, or a problem with the step inside.
pub(super) fn tell(caller: &mut Caller, told: &Told, status: StatusCode) -> Response {
    caller.take(told);
    let words = caller.ctx.words;
    let step = Step::of(told, words, caller.ctx.house().settings().skip_for);
    match told.decision.said {
        None => caller.answer(status, step),
        Some(said) => {
            let used_up = is_used_up(told).then(|| used_up(said, told.now, words)).flatten();
            let problem = used_up.unwrap_or_else(|| remark(said, asked_kind(told), told.now, words));
            caller.refuse(problem.member("step", json!(step)))
        }
    }
}

fn is_used_up(told: &Told) -> bool {
    let Stage::SecondStep(verification) = &told.decision.sign_in.stage else { return false };
    verification.text_code().is_some_and(TextCode::is_used_up)
}

fn asked_kind(told: &Told) -> Option<MethodKind> {
    let Stage::SecondStep(verification) = &told.decision.sign_in.stage else { return None };
    let VerificationState::Challenged(challenge) = &verification.state else { return None };
    Some(challenge.asked.kind())
}

/// Where a sign-in stands.
#[utoipa::path(
    get, path = "/api/v1/sign-ins/{id}", tag = "sign-ins", params(("id" = String, Path)),
    security(("sign_in" = []), ("sign_in_cookie" = [])),
    responses(
        (status = 200, description = "The step.", body = Step),
        (status = 401, description = "No secret came.", body = super::openapi::ProblemBody),
        (status = 404, description = "No such sign-in, or not yours.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn look(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let key = caller.sign_in(&id)?;
    let house = caller.ctx.house();
    let told = house.look(&caller.ctx.visitor, &key).await.map_err(|failed| fault(&failed, &caller.ctx))?;
    Ok(caller.answer(StatusCode::OK, Step::of(&told, caller.ctx.words, house.settings().skip_for)))
}

/// Which proof is wanted. Exactly one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChooseMethod {
    /// A method of the step, or `mailed_link`. The one that is asked already is sent again.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 128)]
    #[serde(default)]
    method_id: Option<Opaque>,
    /// `mailed_link`, the same as that `method_id`.
    #[serde(default)]
    kind: Option<LinkKind>,
}

/// What can be asked for by its kind.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum LinkKind {
    /// The mailed link.
    MailedLink,
}

/// Chooses a method, or has its message sent again.
#[utoipa::path(
    post, path = "/api/v1/sign-ins/{id}/challenges", tag = "sign-ins", params(("id" = String, Path)),
    request_body = ChooseMethod, security(("sign_in" = []), ("sign_in_cookie" = [])),
    responses(
        (status = 200, description = "The step with its challenge.", body = Step),
        (status = 404, description = "No such sign-in, or not yours.", body = super::openapi::ProblemBody),
        (status = 409, description = "Nothing to choose now, or not this method; the step is inside.",
            body = super::openapi::ProblemBody),
        (status = 422, description = "A field is wrong.", body = super::openapi::ProblemBody),
        (status = 429, description = "Too early to send again; see `Retry-After`. The step is inside.",
            body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn challenge(
    mut caller: Caller,
    Id(id): Id,
    Json(body): Json<ChooseMethod>,
) -> Result<Response, Problem> {
    let key = caller.sign_in(&id)?;
    let wanted = match (&body.method_id, body.kind) {
        (Some(id), None) => &**id,
        (None, Some(LinkKind::MailedLink)) => MAILED_LINK,
        _ => return Err(Problem::field("", "expected exactly one of `method_id` and `kind`")),
    };
    let house = caller.ctx.house();
    let told = if wanted == MAILED_LINK {
        house.send_confirm_link(&caller.ctx.visitor, &key).await
    } else {
        let method = wanted.parse().map_err(|_| Problem::field("/method_id", "not a method's id"))?;
        house.choose(&caller.ctx.visitor, &key, method).await
    };
    let told = told.map_err(|failed| fault(&failed, &caller.ctx))?;
    Ok(tell(&mut caller, &told, StatusCode::OK))
}

/// The proof that is asked. Exactly one of `password`, `code`, `answer`, `credential` and `finish`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GiveAnswer {
    /// The password, where it is asked.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1024)]
    #[serde(default)]
    password: Option<Password>,
    /// The code of an app, a text message, or a recovery code.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 64)]
    #[serde(default)]
    code: Option<Code>,
    /// The answer to the security question.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 256)]
    #[serde(default)]
    answer: Option<Line>,
    /// What a browser's `navigator.credentials.get` gave, as `toJSON()` writes it.
    #[schema(value_type = Option<Object>)]
    #[serde(default)]
    credential: Option<Credential>,
    /// `true`: goes on after the prompt was approved on the phone (`next` is `finish`).
    #[serde(default)]
    finish: bool,
    /// "Don't ask on this browser", where the step offers it (`dont_ask_days`).
    #[serde(default)]
    dont_ask: bool,
}

/// Answers what is asked.
#[utoipa::path(
    post, path = "/api/v1/sign-ins/{id}/answers", tag = "sign-ins", params(("id" = String, Path)),
    request_body = GiveAnswer, security(("sign_in" = []), ("sign_in_cookie" = [])),
    responses(
        (status = 200, description = "Right. The response that completes the step holds the session.", body = Step),
        (status = 404, description = "No such sign-in, or not yours.", body = super::openapi::ProblemBody),
        (status = 409, description = "Nothing of that kind is asked, or the code is dead; the step is inside.",
            body = super::openapi::ProblemBody),
        (status = 422, description = "Wrong; the step is inside. Or a field is wrong.",
            body = super::openapi::ProblemBody),
        (status = 429, description = "Too soon; see `Retry-After`. The step is inside.",
            body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn answer(
    mut caller: Caller,
    Id(id): Id,
    Json(body): Json<GiveAnswer>,
) -> Result<Response, Problem> {
    let key = caller.sign_in(&id)?;
    let house = caller.ctx.house();
    let visitor = &caller.ctx.visitor;
    if body.finish {
        let given = (&body.password, &body.code, &body.answer, &body.credential);
        if !matches!(given, (None, None, None, None)) {
            return Err(Problem::field("/finish", "expected it alone"));
        }
        let told = house.finish(visitor, &key, body.dont_ask).await;
        let told = told.map_err(|failed| fault(&failed, &caller.ctx))?;
        return Ok(tell(&mut caller, &told, StatusCode::OK));
    }
    let proof = match (body.password, body.code, body.answer, body.credential) {
        (Some(password), None, None, None) => Err(password),
        (None, Some(code), None, None) => Ok(Answer::Code(code.0)),
        (None, None, Some(line), None) => Ok(Answer::Answer(line.0)),
        (None, None, None, Some(credential)) => Ok(Answer::Credential(credential.text())),
        _ => {
            let wanted = "expected exactly one of `password`, `code`, `answer`, `credential` and `finish`";
            return Err(Problem::field("", wanted));
        }
    };
    let told = match proof {
        Ok(proof) => house.answer(visitor, &key, &proof, body.dont_ask).await,
        Err(password) => house.give_password(visitor, &key, password.0).await,
    };
    let told = told.map_err(|failed| fault(&failed, &caller.ctx))?;
    Ok(tell(&mut caller, &told, StatusCode::OK))
}

/// Ends a sign-in.
#[utoipa::path(
    delete, path = "/api/v1/sign-ins/{id}", tag = "sign-ins", params(("id" = String, Path)),
    security(("sign_in" = []), ("sign_in_cookie" = [])),
    responses(
        (status = 204, description = "It is over."),
        (status = 404, description = "No such sign-in, or not yours.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn cancel(mut caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let key = caller.sign_in(&id)?;
    caller
        .ctx
        .house()
        .cancel(&caller.ctx.visitor, &key)
        .await
        .map_err(|failed| fault(&failed, &caller.ctx))?;
    caller.ctx.forget_sign_in(&id);
    Ok(caller.done())
}
