//! The pages' handlers: each takes a request's context and form, asks the flows, fills a view. Deliberately not here: rules.

pub mod by_mail;
pub mod demo;
pub mod settings;
pub mod sign_in;
pub mod well_known;

use axum::response::Response;

use crate::ctx::Ctx;
use crate::pages::outcome::Outcome;

/// Whatever no route knows.
pub async fn not_found(ctx: Ctx) -> Response {
    ctx.outcome(Outcome::NotFound)
}
