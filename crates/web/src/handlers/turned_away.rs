//! Whoever is turned away from a page before its handler runs is told so in a page: requests of other sites, bodies that
//! cannot be taken, answers that take too long. Deliberately not here: the walls (`edge`), and programs, which read problem
//! details.

use axum::extract::{FromRequestParts as _, Request};
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;

use crate::app::App;
use crate::ctx::Ctx;
use crate::edge::client::Peer;
use crate::edge::problem::{Problem, ProblemKind};

/// Where programs ask: an answer there is never made into a page.
const FOR_PROGRAMS: [&str; 6] = ["/api/", "/receipts/", "/assets/", "/.well-known/", "/healthz", "/readyz"];

/// Whether this is an address of programs.
pub(crate) fn is_for_programs(path: &str) -> bool {
    FOR_PROGRAMS.iter().any(|start| path.starts_with(start))
}

/// Says in a page what was answered in another way to the request that `asked` is kept of.
pub(crate) async fn tell(app: &App, asked: Asked, response: Response) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_page(&response) {
        return response;
    }
    let problem = response.extensions().get::<Problem>().map_or_else(|| kind_of(&response), |told| told.kind);
    let problem = Problem::new(match problem {
        // Only the wall says this here: a form that tells no origin is not known to be the site's own.
        ProblemKind::WrongMediaType => ProblemKind::CrossSite,
        kind => kind,
    });
    let ctx = asked.ctx(app).await;
    // No cookie is set: a form of another site must not replace the one that the person's own form is bound to.
    let mut page = ctx.problem(&problem);
    page.headers_mut().remove(header::SET_COOKIE);
    *page.status_mut() = status;
    for (name, value) in response.headers() {
        if *name == header::RETRY_AFTER || *name == header::ALLOW {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

/// What is kept of a request, in case that it is turned away.
pub(crate) struct Asked {
    uri: Uri,
    headers: HeaderMap,
    peer: Option<Peer>,
}

impl Asked {
    /// Of a request for a page; none: of a program's, which is answered as it is.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let page = !is_for_programs(request.uri().path());
        page.then(|| Self {
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            peer: request.extensions().get::<Peer>().copied(),
        })
    }

    async fn ctx(self, app: &App) -> Ctx {
        let (mut parts, ()) = axum::http::Request::new(()).into_parts();
        parts.uri = self.uri;
        parts.headers = self.headers;
        if let Some(peer) = self.peer {
            parts.extensions.insert(peer);
        }
        Ctx::from_request_parts(&mut parts, app).await.unwrap_or_else(|never| match never {})
    }
}

fn is_page(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|told| told.starts_with("text/html"))
}

/// What an answer without a problem is about, such as an address whose name is no UTF-8.
fn kind_of(response: &Response) -> ProblemKind {
    match response.status().as_u16() {
        404 => ProblemKind::NotFound,
        405 => ProblemKind::MethodNotAllowed,
        413 => ProblemKind::BodyTooLarge,
        500 => ProblemKind::Internal,
        503 => ProblemKind::Unavailable,
        _ => ProblemKind::MalformedBody,
    }
}

#[cfg(test)]
#[path = "turned_away_tests.rs"]
mod tests;
