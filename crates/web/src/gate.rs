//! What every request passes on its way in, and every answer on its way out: the edge's parts in their order, as one layer. A
//! router copies all that is under a layer for each request, and again under the next, so five layers cost what fifteen would.
//! Deliberately not here: the parts themselves (`edge`), and routes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::edge::csrf::check_origin;
use crate::edge::headers::Hardening;
use crate::edge::limits::in_time;
use crate::edge::metrics::Counted;
use crate::handlers::turned_away::{self, Asked};

/// What stands before some routes.
#[derive(Debug)]
pub(crate) struct Gate {
    app: App,
    https: bool,
    /// Whose pages and programs alone may change something; none: whoever proves otherwise who they are.
    origin: Option<String>,
}

impl Gate {
    /// Before what the site itself offers: what changes something comes from the site's own pages, or from programs.
    pub(crate) fn of_the_site(app: &App) -> Self {
        Self { origin: Some(app.url.origin().ascii_serialization()), ..Self::of_carriers(app) }
    }

    /// Before what carriers of messages call, who sign what they send.
    pub(crate) fn of_carriers(app: &App) -> Self {
        Self { app: app.clone(), https: app.url.scheme() == "https", origin: None }
    }

    /// The routes behind this gate, those that are not there too.
    pub(crate) fn before(self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(Arc::new(self), pass))
    }
}

/// Refusals of the wall, answers that come too late and those of handlers are told in a page, hardened and counted alike.
async fn pass(State(gate): State<Arc<Gate>>, mut request: Request, next: Next) -> Response {
    let counted = Counted::begin(&request);
    let hardening = Hardening::of(request.uri().path(), gate.https);
    let asked = Asked::of(&request);
    let limits = &gate.app.limits;
    DefaultBodyLimit::max(limits.body).apply(&mut request);
    let check = |origin: &String| check_origin(request.method(), request.headers(), origin);
    let mut response = match gate.origin.as_ref().map_or(Ok(()), check) {
        Ok(()) => in_time(limits.request_timeout, next.run(request)).await,
        Err(problem) => problem.into_response(),
    };
    if let Some(asked) = asked {
        response = turned_away::tell(&gate.app, asked, response).await;
    }
    hardening.put_on(&mut response);
    counted.end(&response);
    response
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
