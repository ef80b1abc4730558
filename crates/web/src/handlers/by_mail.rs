//! by_mail

use axum::Router;

use crate::app::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
}
