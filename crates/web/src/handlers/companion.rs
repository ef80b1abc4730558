//! The companion app at `/app/`: its page, its manifest, its service worker. All three are the same for everybody, set no
//! cookie and read none. Deliberately not here: what the app does (`app/`), and what it may do (`/api/v1/devices`).

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::json;

use crate::app::App;
use crate::assets;
use crate::edge::client::Client;
use crate::pages::companion::CompanionPage;
use crate::pages::{Frame, Template};
use crate::words::{FluentValue, Words};

/// Where the app lives; also the scope of its service worker.
const APP: &str = "/app/";

/// The colour around the app while it opens: the style sheet's `--wall` by day.
const WALL: &str = "#f3ece1";

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/app", get(async || Redirect::permanent(APP)))
        .route("/app/", get(page))
        .route("/app/manifest.webmanifest", get(manifest))
        .route("/app/worker.js", get(worker))
}

fn words(app: &App, client: &Client) -> Words {
    Words::among(&app.house.site().languages, &client.languages)
}

async fn page(State(app): State<App>, client: Client) -> Response {
    let frame = Frame::new(words(&app, &client), app.house.site().name.clone(), "", app.house.now().0);
    match (CompanionPage { frame }).render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// W3C, "Web Application Manifest": what a phone shows on its home screen.
async fn manifest(State(app): State<App>, client: Client) -> Response {
    let words = words(&app, &client);
    let name = &app.house.site().name;
    let icon = |file: &str, sizes: &str, kind: &str, purpose: &str| json!({ "src": assets::url(file), "sizes": sizes, "type": kind, "purpose": purpose });
    let manifest = json!({
        "id": APP,
        "name": name,
        "short_name": name,
        "description": words.with("companion-about", &[("site", FluentValue::from(name.as_str()))]),
        "lang": words.tag(),
        "dir": words.direction(),
        "start_url": APP,
        "scope": APP,
        "display": "standalone",
        "background_color": WALL,
        "theme_color": WALL,
        "icons": [
            icon("app/icon.svg", "any", "image/svg+xml", "any maskable"),
            icon("app/icon-512.png", "512x512", "image/png", "any maskable"),
            icon("app/icon-180.png", "180x180", "image/png", "any"),
        ],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}

/// Browsers look for news of it under this one address, so it is never kept.
async fn worker() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], assets::APP_WORKER).into_response()
}

#[cfg(test)]
#[path = "companion_tests.rs"]
mod tests;
