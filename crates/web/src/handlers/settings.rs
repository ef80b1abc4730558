//! Password & Security: what guards an account, and how its owner changes that. Deliberately not here: any rule; whether a
//! change may be made is `rules`' to say, and only its reason is put into words here.

mod activity;
mod app;
mod changes;
mod codes;
mod confirm;
mod news;
mod overview;
mod pairing;
mod passkey;
mod password;
mod person;
mod phone;
mod question;
mod reach;
mod reactivate;
pub(super) mod refusals;
mod remove;
mod step_up;
mod wish;

pub(crate) use activity::{is_from_here, mark, what as told_to_owner};
use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Password & Security itself.
const SECURITY: &str = "/settings/security";
/// Where a phone is connected for prompts.
const PROMPTS: &str = "/settings/security/prompts";
/// Where people prove who they are before a change.
const CONFIRM: &str = "/settings/security/confirm";

/// The routes.
pub(crate) fn routes() -> Router<App> {
    let under = |path: &str| format!("{SECURITY}{path}");
    Router::new()
        .route(SECURITY, get(overview::show))
        .route("/activity", get(activity::show))
        .route(&under("/enable"), post(changes::enable))
        .route(&under("/when"), post(changes::when))
        .route(&under("/preferred"), post(changes::preferred))
        .route(&under("/language"), post(changes::language))
        .route(&under("/allow-tries"), post(changes::allow_tries))
        .route(&under("/password"), get(password::show).post(password::change))
        .route(&under("/question"), get(question::show).post(question::set))
        .route(&under("/authenticator-app/{id}"), get(app::show).post(app::confirm))
        .route(&under("/authenticator-app/{id}/cancel"), post(app::cancel))
        .route(&under("/passkey/{id}"), get(passkey::show).post(passkey::confirm))
        .route(&under("/passkey-later"), post(passkey::later))
        .route(&under("/passkey/{id}/cancel"), post(passkey::cancel))
        .route(PROMPTS, get(pairing::show))
        .route(&under("/prompts/state"), get(pairing::state))
        .route(&under("/prompts/test"), get(pairing::show_test).post(pairing::test))
        .route(&under("/prompts/test/state"), get(pairing::state_of_test))
        .route(&under("/prompts/{id}"), post(pairing::confirm))
        .route(&under("/prompts/{id}/cancel"), post(pairing::cancel))
        .route(&under("/prompts/{id}/sign-out"), post(pairing::sign_out))
        .route(&under("/text-message"), get(phone::ask).post(phone::begin))
        .route(&under("/text-message/{id}"), get(phone::show).post(phone::confirm))
        .route(&under("/text-message/{id}/resend"), post(phone::resend))
        .route(&under("/text-message/{id}/cancel"), post(phone::cancel))
        .route(&under("/recovery-codes"), get(codes::show).post(codes::saved))
        .route(&under("/recovery-codes/renew"), post(codes::renew))
        .route(&under("/methods/{id}/rename"), get(changes::name).post(changes::rename))
        .route(&under("/methods/{id}/remove"), get(remove::show_method).post(remove::method))
        .route(&under("/methods/{id}/reactivate"), get(reactivate::show).post(reactivate::prove))
        .route(&under("/methods/{id}/reactivate/code"), post(reactivate::send))
        .route(&under("/email/add"), get(reach::show_add).post(reach::add))
        .route(&under("/email/{id}/resend"), post(reach::resend))
        .route(&under("/email/{id}/remove"), get(remove::show_address).post(remove::address))
        .route(&under("/browsers/{id}/forget"), post(reach::forget))
        .route(&under("/sessions/end-others"), post(reach::end_others))
        .route(&under("/sessions/{id}/end"), post(reach::end))
        .route(CONFIRM, get(confirm::show).post(confirm::prove))
        .route(&format!("{CONFIRM}/methods"), get(step_up::ways).post(step_up::choose))
        .route(&format!("{CONFIRM}/finish"), post(step_up::finish))
        .route(&format!("{CONFIRM}/resend"), post(confirm::resend))
        .route(&format!("{CONFIRM}/cancel"), post(step_up::cancel))
        .route(&format!("{CONFIRM}/state"), get(confirm::state))
}

#[cfg(test)]
#[path = "settings/passkey_tests.rs"]
mod passkey_tests;

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
