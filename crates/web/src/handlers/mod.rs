//! The pages' handlers: each takes a request's context and form, asks the flows, fills a view. Deliberately not here: rules.

pub(crate) mod admin;
pub(crate) mod by_mail;
pub(crate) mod companion;
pub(crate) mod demo;
pub(crate) mod receipts;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod turned_away;
pub(crate) mod well_known;

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::Uri;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use flows::Fault;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::ctx::Ctx;
use crate::edge::form::Form;
use crate::edge::problem::{Problem, ProblemKind};
use crate::pages::outcome::Outcome;

#[cfg(test)]
mod silent_site_tests;

/// An answer that ends a handler early.
#[derive(Debug)]
struct Ended(Box<Response>);

impl From<Response> for Ended {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Ended {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// What a handler comes to.
type Answer = Result<Response, Ended>;

/// What an address says behind its `?`; what cannot be read is as if it were not there. Whoever mistypes an address gets the page.
#[derive(Debug)]
struct Lenient<T>(T);

impl<T: DeserializeOwned + Default> FromRequestParts<App> for Lenient<T> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let query = Query::<T>::from_request_parts(parts, app).await;
        Ok(Self(query.map(|Query(said)| said).unwrap_or_default()))
    }
}

/// A form as it came, readable or not.
type Sent<T> = Result<Form<T>, Problem>;

/// The form, where it can be read; else the page that says that it cannot.
fn readable<T>(ctx: &Ctx, form: Sent<T>) -> Result<Form<T>, Ended> {
    form.map_err(|problem| ctx.problem(&problem).into())
}

/// The fields of a form that was made for this browser.
fn ours<T>(ctx: &Ctx, form: Sent<T>) -> Result<T, Ended> {
    let form = readable(ctx, form)?;
    ctx.check(&form.csrf).map_err(Ended)?;
    Ok(form.fields)
}

/// What the flows gave, where they did not fail.
fn whole<T>(ctx: &Ctx, outcome: Result<T, Fault>) -> Result<T, Ended> {
    outcome.map_err(|fault| ctx.fault(&fault).into())
}

/// A page that is asked for in a way that it does not take.
pub(crate) async fn wrong_method(ctx: Ctx) -> Response {
    ctx.problem(&Problem::new(ProblemKind::MethodNotAllowed))
}

/// Whatever no route knows.
pub(crate) async fn not_found(uri: Uri, ctx: Ctx) -> Response {
    if uri.path().starts_with("/api/") {
        return Problem::new(ProblemKind::NotFound).into_response();
    }
    ctx.outcome(Outcome::NotFound)
}
