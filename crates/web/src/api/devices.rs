//! `/devices`: what a phone with the site's app may ask: to be paired, how it stands, its name, signing out.
//! Prompts are in `prompts`, waking it in `push`. Deliberately not here: sessions; a phone shows its own token.

mod prompts;
mod push;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use flows::{Outcome, PhoneView, Refused};
use rules::event::{Event, EventKind};
use rules::my_account::NotChanged;
use rules::settings::VerifyWhen;
use secrets::device::DeviceKey;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::moment::Moment;
use super::refusals::{fault, refusal};
use super::typed::{Line, Opaque};
use crate::app::App;
use crate::ctx::Ctx;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};

pub(super) use prompts::{__path_answer, __path_events, __path_list};
pub(super) use push::{__path_subscribe, __path_unsubscribe};

/// The longest `Authorization` that is read.
const MOST: usize = 256;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/devices", post(pair))
        .route("/devices/me", get(show).patch(rename).delete(sign_out))
        .route("/devices/me/push", put(push::subscribe).delete(push::unsubscribe))
        .route("/devices/me/prompts", get(prompts::list))
        .route("/devices/me/events", get(prompts::events))
        .route("/devices/me/prompts/{id}/answers", post(prompts::answer))
}

/// A phone that calls.
pub(super) struct Phone {
    ctx: Ctx,
    token: String,
}

impl FromRequestParts<App> for Phone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = shown(&parts.headers).ok_or_else(|| Problem::new(ProblemKind::DeviceSignedOut))?;
        let Ok(ctx) = Ctx::from_request_parts(parts, app).await;
        Ok(Self { ctx, token })
    }
}

/// The token of `Authorization: Device <token>`.
fn shown(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok().filter(|text| text.len() <= MOST)?;
    let (scheme, token) = text.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("device").then(|| token.trim().to_owned())
}

impl Phone {
    /// What came of a request, or its problem.
    fn came<T>(&self, outcome: Outcome<T>) -> Result<T, Problem> {
        match outcome {
            Ok(Ok(came)) => Ok(came),
            Ok(Err(Refused::NotSignedIn)) => Err(Problem::new(ProblemKind::DeviceSignedOut)),
            Ok(Err(Refused::NotChanged(NotChanged::LastWayIn))) => {
                Err(Problem::new(ProblemKind::Refused).member("reason", json!("last_way_in")))
            }
            Ok(Err(refused)) => Err(refusal(&refused, self.ctx.house().now(), self.ctx.words)),
            Err(failed) => Err(fault(&failed, &self.ctx)),
        }
    }
}

/// A phone that shows its pairing code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PairDevice {
    /// The code.
    #[schema(value_type = String, min_length = 1, max_length = 128)]
    code: Opaque,
    /// Its public key: P-256, uncompressed point, base64url without padding.
    #[schema(value_type = String, min_length = 87, max_length = 87)]
    public_key: Opaque,
    /// What it calls itself.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 256)]
    #[serde(default)]
    name: Option<Line>,
}

/// The account of a phone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeviceAccount {
    /// Its opaque identifier, part of what the phone signs.
    id: String,
    /// The user name.
    user_name: String,
    /// The display name.
    display_name: String,
}

/// The site of a phone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeviceSite {
    /// Its name.
    name: String,
    /// Its address.
    url: String,
}

/// A phone that was just paired.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewDevice {
    /// Its opaque identifier, part of what it signs.
    id: String,
    /// Its token, shown once.
    token: String,
    /// Always `waiting`: its owner confirms it in the browser.
    state: &'static str,
    /// Its name.
    name: String,
    account: DeviceAccount,
    site: DeviceSite,
}

fn site(ctx: &Ctx) -> DeviceSite {
    let site = ctx.house().site();
    DeviceSite { name: site.name.clone(), url: site.url.clone() }
}

/// Pairs a phone by its code. It counts once its owner has confirmed it in the browser.
#[utoipa::path(
    post, path = "/api/v1/devices", tag = "devices", request_body = PairDevice,
    responses(
        (status = 201, description = "Paired; the token is shown once.", body = NewDevice),
        (status = 404, description = "The code is unknown, used or too old.", body = super::openapi::ProblemBody),
        (status = 422, description = "A field is wrong, such as the key.", body = super::openapi::ProblemBody),
    )
)]
async fn pair(mut ctx: Ctx, Json(body): Json<PairDevice>) -> Result<Response, Problem> {
    let key = DeviceKey::parse(&body.public_key)
        .ok_or_else(|| Problem::field("/public_key", "expected an uncompressed point of P-256, base64url"))?;
    let name = body.name.as_deref().unwrap_or_default();
    let paired = match ctx.house().pair_phone(&body.code, &key, name).await {
        Ok(Ok(paired)) => paired,
        Ok(Err(refused)) => return Err(refusal(&refused, ctx.house().now(), ctx.words)),
        Err(failed) => return Err(fault(&failed, &ctx)),
    };
    // A window of the demo plays a phone beside the window that asks it, in the same browser.
    if !ctx.app.demo.as_ref().is_some_and(|demo| demo.is_window(paired.method.id)) {
        ctx.is_phone(&paired.id);
    }
    let device = NewDevice {
        id: paired.id,
        token: paired.token.to_string(),
        state: "waiting",
        name: paired.method.name,
        account: DeviceAccount {
            id: paired.account_id,
            user_name: paired.user_name,
            display_name: paired.display_name,
        },
        site: site(&ctx),
    };
    Ok(ctx.with_cookies((StatusCode::CREATED, Json(device)).into_response()))
}

/// How a phone can be woken.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DevicePush {
    /// The site's public key for push messages (VAPID, RFC 8292); empty: it sends none.
    key: String,
    /// Whether the phone can be woken.
    subscribed: bool,
}

/// How well the account is protected.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeviceSecurity {
    /// `every_sign_in` or `when_risky`.
    verify: &'static str,
    /// How many ways in there are.
    ways_in: usize,
    /// The kinds of the enabled methods, each once.
    methods: Vec<&'static str>,
    /// Whether no way in would be left without this phone.
    last_way_in: bool,
}

/// How a prompt ended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecentPrompt {
    /// When.
    at: Moment,
    /// `approved`, `denied`, `cancelled` or `wrong_number`.
    outcome: &'static str,
    /// The browser that asked, such as `firefox`.
    browser: String,
    /// The system it runs on, such as `windows`.
    system: String,
    /// The country it asked from (ISO 3166-1), or empty.
    country: String,
}

/// A phone and its account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeviceOut {
    /// Its opaque identifier.
    id: String,
    /// Its name.
    name: String,
    /// `waiting`, `signed_in` or `quiet`.
    state: &'static str,
    /// When it was paired.
    added_at: Moment,
    account: DeviceAccount,
    site: DeviceSite,
    push: DevicePush,
    security: DeviceSecurity,
    /// How prompts ended lately, the newest first.
    recent: Vec<RecentPrompt>,
}

impl DeviceOut {
    fn of(view: PhoneView, ctx: &Ctx) -> Self {
        let mut methods: Vec<&'static str> = view.methods.iter().map(|m| m.kind().name()).collect();
        methods.sort_unstable();
        methods.dedup();
        Self {
            id: view.id,
            name: view.phone.name.clone(),
            state: view.state.name(),
            added_at: view.phone.added_at.into(),
            account: DeviceAccount {
                id: view.account_id,
                user_name: view.account.user_name.clone(),
                display_name: view.account.display_name.clone(),
            },
            site: site(ctx),
            push: DevicePush {
                key: ctx.house().push_key().unwrap_or_default().to_owned(),
                subscribed: view.subscribed,
            },
            security: DeviceSecurity {
                verify: match view.account.verify {
                    VerifyWhen::EverySignIn => "every_sign_in",
                    VerifyWhen::WhenRisky => "when_risky",
                },
                ways_in: view.ways_in.total(),
                methods,
                last_way_in: view.last_way_in,
            },
            recent: view.recent.iter().filter_map(recent).collect(),
        }
    }
}

fn recent(event: &Event) -> Option<RecentPrompt> {
    let outcome = match event.what {
        EventKind::PromptApproved => "approved",
        EventKind::PromptDenied => "denied",
        EventKind::PromptCancelled => "cancelled",
        EventKind::WrongAnswer { .. } => "wrong_number",
        _ => return None,
    };
    let agent = event.from.user_agent;
    Some(RecentPrompt {
        at: event.at.into(),
        outcome,
        browser: prompts::named(&agent.browser),
        system: prompts::named(&agent.os),
        country: event.from.country.map(|country| country.to_string()).unwrap_or_default(),
    })
}

/// The phone, its account, how well that is protected, recent prompts.
#[utoipa::path(
    get, path = "/api/v1/devices/me", tag = "devices", security(("device" = [])),
    responses(
        (status = 200, description = "The phone.", body = DeviceOut),
        (status = 401, description = "`device-signed-out`.", body = super::openapi::ProblemBody),
    )
)]
async fn show(phone: Phone) -> Result<Response, Problem> {
    let view = phone.came(phone.ctx.house().phone_view(&phone.token).await)?;
    Ok(Json(DeviceOut::of(view, &phone.ctx)).into_response())
}

/// A phone's new name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RenameDevice {
    /// The name.
    #[schema(value_type = String, min_length = 1, max_length = 256)]
    name: Line,
}

/// Renames the phone.
#[utoipa::path(
    patch, path = "/api/v1/devices/me", tag = "devices", request_body = RenameDevice, security(("device" = [])),
    responses(
        (status = 204, description = "Renamed."),
        (status = 401, description = "`device-signed-out`.", body = super::openapi::ProblemBody),
    )
)]
async fn rename(phone: Phone, Json(body): Json<RenameDevice>) -> Result<StatusCode, Problem> {
    phone.came(phone.ctx.house().rename_phone(&phone.token, &body.name).await)?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far signing out may go.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignOut {
    #[serde(default)]
    even_if: Option<EvenIf>,
}

/// What a phone may be signed out in spite of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EvenIf {
    LastWayIn,
}

/// Signs the phone out. Prompts that no other phone can answer end with it.
#[utoipa::path(
    delete, path = "/api/v1/devices/me", tag = "devices", security(("device" = [])),
    params(("even_if" = Option<String>, Query, description = "`last_way_in`: also if no way in is left without it.")),
    responses(
        (status = 204, description = "Signed out; the token is dead."),
        (status = 401, description = "`device-signed-out`.", body = super::openapi::ProblemBody),
        (status = 409, description = "`refused`, reason `last_way_in`.", body = super::openapi::ProblemBody),
        (status = 422, description = "Another `even_if`.", body = super::openapi::ProblemBody),
    )
)]
async fn sign_out(phone: Phone, how: Result<Query<SignOut>, QueryRejection>) -> Result<StatusCode, Problem> {
    let Query(how) = how.map_err(|_| Problem::field("/even_if", "expected `last_way_in`, or nothing"))?;
    let even_last = how.even_if == Some(EvenIf::LastWayIn);
    let house = phone.ctx.house();
    phone.came(house.sign_out_phone(&phone.ctx.visitor, &phone.token, even_last).await)?;
    Ok(StatusCode::NO_CONTENT)
}
