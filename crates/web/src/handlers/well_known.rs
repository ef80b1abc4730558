//! Addresses that programs know: where passwords are changed, whom to tell of a weakness, and whether the house stands.
//! They set no cookies and need none.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::Timestamp;
use rules::time::DAY;

use crate::app::App;
use crate::edge::client::Client;

/// The routes. What is not here answers 404, as password managers check with
/// `/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/.well-known/change-password", get(change_password))
        .route("/.well-known/passkey-endpoints", get(passkey_endpoints))
        .route("/.well-known/security.txt", get(security_txt))
        .route("/healthz", get(healthy))
        .route("/healthz/client", get(client))
        .route("/readyz", get(ready))
}

async fn change_password() -> Redirect {
    Redirect::to("/settings/security/password")
}

/// Where passkeys are made and managed (W3C, "A Well-Known URL for Relying Party Passkey Endpoints").
async fn passkey_endpoints(State(app): State<App>) -> Response {
    if !app.house.settings().passkeys {
        return StatusCode::NOT_FOUND.into_response();
    }
    let page = format!("{}/settings/security#passkey", app.house.site().url);
    let told = serde_json::json!({ "enroll": page, "manage": page }).to_string();
    ([(header::CONTENT_TYPE, "application/json")], told).into_response()
}

/// For how long `security.txt` may be trusted (RFC 9116 section 2.5.5 recommends less than a year).
const TRUSTED_FOR: i64 = 180 * DAY;

/// RFC 9116, where the operator named a contact that is a URI or an e-mail address.
async fn security_txt(State(app): State<App>) -> Response {
    let site = app.house.site();
    let Some(contact) = site.help_uri() else { return StatusCode::NOT_FOUND.into_response() };
    let until = app.house.now().plus(TRUSTED_FOR);
    let Ok(until) = Timestamp::from_second(until.0) else { return StatusCode::NOT_FOUND.into_response() };
    let canonical = format!("{}/.well-known/security.txt", site.url);
    let text = format!("Contact: {contact}\nExpires: {until}\nCanonical: {canonical}\n");
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// The process answers.
async fn healthy() -> &'static str {
    "ok\n"
}

/// The caller's own address as the house sees it, for the doctor: tries are counted by it.
async fn client(client: Client) -> String {
    let address = client.address.map_or_else(|| "unknown".to_owned(), |address| address.to_string());
    format!("{address}\n")
}

/// The database takes writes too.
async fn ready(State(app): State<App>) -> Response {
    match app.house.ready().await {
        Ok(()) => "ok\n".into_response(),
        Err(_told_in_the_log) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database takes no writes\n").into_response()
        }
    }
}

#[cfg(test)]
#[path = "well_known_tests.rs"]
mod tests;
