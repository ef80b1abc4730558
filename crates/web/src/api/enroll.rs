//! Enabling methods over the API: begun with what is shown once, confirmed with the first code; and having a suspended one
//! back by a code of it. Deliberately not here: who may (`rules::fresh`).

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use flows::{AppSetUp, EnabledNow, Pairing, PasskeySetUp, PhoneSetUp};
use rules::method::{Method, MethodData, MethodKind, MethodState, TotpAlgorithm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::methods::mine;
use super::moment::Moment;
use super::sign_ins::Id;
use super::step::question_text;
use super::typed::{Code, Credential, Line};
use crate::app::App;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};
use crate::pages::enroll::{QUESTIONS, pair_url};
use crate::qr;

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

/// A method that is being enabled, or is enabled now, with what to show for it once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Enrolled {
    /// Its opaque identifier.
    pub(super) id: String,
    /// Its kind.
    pub(super) kind: &'static str,
    /// `pending` (confirm it with its first code), `active`, or `suspended` (confirm it with a code of it).
    pub(super) state: &'static str,
    /// An app's seed for typing (base32).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// An app's seed for its own address (`otpauth:`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) otpauth_uri: Option<String>,
    /// The same as an SVG element for scanning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) qr_svg: Option<String>,
    /// What a browser's `navigator.credentials.create` is asked as `publicKey` (`PublicKeyCredentialCreationOptionsJSON`).
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) options: Option<serde_json::Value>,
    /// What connects a phone that prompts are answered on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pairing: Option<PairingOut>,
    /// The masked number of a phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    /// When the sent code, or the unfinished set-up, is no longer good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<Moment>,
    /// When the code may be sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resend_at: Option<Moment>,
    /// Recovery codes, made now and shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) recovery_codes: Option<Vec<String>>,
}

/// What connects a phone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PairingOut {
    /// The code that the phone shows with its key, once.
    pub(super) code: String,
    /// The address that the phone opens, with the code in its fragment.
    pub(super) url: String,
    /// The same as an SVG element for scanning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) qr_svg: Option<String>,
    /// After when it is too late.
    pub(super) expires_at: Moment,
}

impl Enrolled {
    fn pairing(begun: &Pairing, site: &str, label: &str) -> Self {
        let url = pair_url(site, &begun.code);
        let pairing = (!begun.code.is_empty()).then(|| PairingOut {
            code: begun.code.clone(),
            qr_svg: qr::svg(&url, label).ok(),
            url,
            expires_at: begun.expires.into(),
        });
        Self { pairing, expires_at: Some(begun.expires.into()), ..Self::of(&begun.method) }
    }

    fn of(method: &Method) -> Self {
        Self {
            id: method.id.to_string(),
            kind: method.kind().name(),
            state: method.state.name(),
            secret: None,
            otpauth_uri: None,
            qr_svg: None,
            options: None,
            pairing: None,
            hint: None,
            expires_at: None,
            resend_at: None,
            recovery_codes: None,
        }
    }

    fn app(set_up: &AppSetUp, label: &str) -> Self {
        Self {
            secret: Some(set_up.key.to_string()),
            otpauth_uri: Some(set_up.uri.to_string()),
            qr_svg: qr::svg(&set_up.uri, label).ok(),
            expires_at: pending_until(&set_up.method),
            ..Self::of(&set_up.method)
        }
    }

    fn passkey(set_up: &PasskeySetUp) -> Self {
        Self {
            options: serde_json::from_str(&set_up.options).ok(),
            expires_at: pending_until(&set_up.method),
            ..Self::of(&set_up.method)
        }
    }

    fn phone(set_up: &PhoneSetUp) -> Self {
        let hint = match &set_up.method.data {
            MethodData::TextMessage { hint, .. } => Some(hint.clone()),
            _ => None,
        };
        Self {
            hint,
            expires_at: Some(set_up.expires.into()),
            resend_at: set_up.resend_at.map(Moment::from),
            ..Self::of(&set_up.method)
        }
    }

    fn with_codes(self, enabled: &EnabledNow) -> Self {
        let codes = enabled.recovery_codes.as_ref();
        let recovery_codes = codes.map(|codes| codes.iter().map(|code| code.to_string()).collect());
        Self { recovery_codes, ..self }
    }
}

fn pending_until(method: &Method) -> Option<Moment> {
    match method.state {
        MethodState::Pending { expires } => Some(expires.into()),
        MethodState::Active | MethodState::Suspended { .. } => None,
    }
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
