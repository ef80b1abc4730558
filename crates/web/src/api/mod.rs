//! The JSON API `/api/v1`, for the person's own client. Deliberately not here: decisions (`flows`, `rules`), pages, and any way
//! to ask whether a name exists.

mod actions;
mod activity;
mod admin;
mod caller;
mod devices;
mod emails;
mod enroll;
mod events;
mod me;
mod methods;
mod moment;
pub mod openapi;
mod questions;
mod refusals;
mod sessions;
mod sign_ins;
mod step;
mod typed;

use axum::Router;

use crate::app::App;
use crate::edge::problem::{Problem, ProblemKind};

/// The routes.
pub fn routes() -> Router<App> {
    let routes = Router::new()
        .merge(sign_ins::routes())
        .merge(me::routes())
        .merge(actions::routes())
        .merge(methods::routes())
        .merge(enroll::routes())
        .merge(devices::routes())
        .merge(sessions::routes())
        .merge(emails::routes())
        .merge(activity::routes())
        .merge(admin::routes())
        .merge(questions::routes())
        .merge(openapi::routes())
        .fallback(async || Problem::new(ProblemKind::NotFound))
        .method_not_allowed_fallback(async || Problem::new(ProblemKind::MethodNotAllowed));
    Router::new().nest("/api/v1", routes)
}

#[cfg(test)]
mod attack_tests;
#[cfg(test)]
mod device_tests;
#[cfg(test)]
mod enroll_tests;
#[cfg(test)]
mod input_tests;
#[cfg(test)]
mod on_the_phone_tests;
#[cfg(test)]
mod passkey_tests;
#[cfg(test)]
mod push_tests;
#[cfg(test)]
mod sign_in_tests;
#[cfg(test)]
mod testing;
