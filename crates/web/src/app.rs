//! What every handler works with, and the router of the whole house. Deliberately not here: pages, the API, any rule.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flows::House;
use url::Url;

use crate::assets;
use crate::edge::client::Proxies;
use crate::edge::cookies::CookieNames;
use crate::edge::limits::Limits;
use crate::edge::places::Places;
use crate::gate::Gate;

/// What the server hands to the web.
#[derive(Debug)]
pub struct AppParts {
    /// The house.
    pub house: Arc<House>,
    /// The site's public address.
    pub url: Url,
    /// The proxies that are believed.
    pub proxies: Proxies,
    /// Where addresses are, if the operator has a file of that.
    pub places: Places,
    /// Bounds on requests.
    pub limits: Limits,
    /// The demo's seeded people and outbox; none: the demo's routes do not exist.
    pub demo: Option<crate::demo::Demo>,
}

/// The state of every handler.
#[derive(Clone, Debug)]
pub struct App(Arc<AppParts>);

impl std::ops::Deref for App {
    type Target = AppParts;
    fn deref(&self) -> &AppParts {
        &self.0
    }
}

impl FromRef<App> for Proxies {
    fn from_ref(app: &App) -> Self {
        app.proxies.clone()
    }
}

impl App {
    /// The names of this site's cookies.
    #[must_use]
    pub fn cookies(&self) -> CookieNames {
        CookieNames::for_site(&self.url)
    }
}

/// Every route, behind the gate.
pub fn router(parts: AppParts) -> Router {
    let app = App(Arc::new(parts));
    let mut routes = Router::new()
        .merge(crate::handlers::sign_in::routes())
        .merge(crate::handlers::settings::routes())
        .merge(crate::handlers::admin::routes())
        .merge(crate::handlers::by_mail::routes())
        .merge(crate::handlers::well_known::routes())
        .merge(crate::handlers::companion::routes())
        .merge(crate::api::routes())
        .route("/assets/{*name}", get(asset));
    if app.demo.is_some() {
        routes = routes.merge(crate::handlers::demo::routes());
    }
    let routes = routes
        .fallback(crate::handlers::not_found)
        .method_not_allowed_fallback(crate::handlers::wrong_method)
        .with_state(app.clone());
    let receipts = crate::handlers::receipts::routes().with_state(app.clone());
    Gate::of_the_site(&app).before(routes).merge(Gate::of_carriers(&app).before(receipts))
}

/// An embedded file; its name holds its content's hash, so it never changes.
async fn asset(Path(name): Path<String>) -> Response {
    match assets::find(&format!("/assets/{name}")) {
        Some(found) => {
            let kept = "public, max-age=31536000, immutable";
            ([(header::CONTENT_TYPE, found.content_type), (header::CACHE_CONTROL, kept)], found.bytes)
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
