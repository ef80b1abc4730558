//! The JSON API `/api/v1`.

use axum::Router;

use crate::app::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
}
