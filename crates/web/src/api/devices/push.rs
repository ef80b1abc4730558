//! Where a phone can be woken: told by its app, and taken back. Deliberately not here: which addresses are called (`delivery`).

use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Phone;
use crate::api::typed::Opaque;
use crate::edge::json::Json;
use crate::edge::problem::Problem;

/// Where a phone can be woken (W3C Push API, `PushSubscription.toJSON()`).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Subscribe {
    /// The push service's address for this phone.
    #[schema(value_type = String, min_length = 1, max_length = 1024)]
    endpoint: crate::api::typed::Typed<1024>,
    /// The keys that messages are encrypted to.
    keys: SubscribeKeys,
    /// When the push service ends it, if it says so; not used.
    #[serde(default, rename = "expirationTime")]
    #[schema(value_type = Option<f64>)]
    _expires: Option<serde_json::Number>,
}

/// The keys of a subscription, base64url without padding, as a browser tells them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SubscribeKeys {
    /// The public key.
    #[schema(value_type = String, min_length = 87, max_length = 87)]
    p256dh: Opaque,
    /// The authentication secret.
    #[schema(value_type = String, min_length = 22, max_length = 22)]
    auth: Opaque,
}

/// Keeps where the phone can be woken, in place of what was there.
#[utoipa::path(
    put, path = "/api/v1/devices/me/push", tag = "devices", request_body = Subscribe, security(("device" = [])),
    responses(
        (status = 204, description = "Kept."),
        (status = 401, description = "`device-signed-out`.", body = crate::api::openapi::ProblemBody),
        (status = 422, description = "A field is wrong, such as an address that is not public.",
            body = crate::api::openapi::ProblemBody),
    )
)]
pub(super) async fn subscribe(phone: Phone, Json(body): Json<Subscribe>) -> Result<StatusCode, Problem> {
    let house = phone.ctx.house();
    let kept = house.subscribe_phone(&phone.token, &body.endpoint, &body.keys.p256dh, &body.keys.auth).await;
    phone.came(kept)?.map_err(|why| Problem::field(why.field(), why.to_string()))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets where the phone can be woken.
#[utoipa::path(
    delete, path = "/api/v1/devices/me/push", tag = "devices", security(("device" = [])),
    responses(
        (status = 204, description = "Forgotten."),
        (status = 401, description = "`device-signed-out`.", body = crate::api::openapi::ProblemBody),
    )
)]
pub(super) async fn unsubscribe(phone: Phone) -> Result<StatusCode, Problem> {
    phone.came(phone.ctx.house().unsubscribe_phone(&phone.token).await)?;
    Ok(StatusCode::NO_CONTENT)
}
