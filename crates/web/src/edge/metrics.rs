//! What operators watch: requests by what came of them and how long they took, and the page that shows all counts.
//! Deliberately not here: keeping the counts, which is `server`'s recorder, and any label that a stranger chooses.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::header;
use axum::response::Response;
use axum::routing::get;

/// One request on its way, for `vestibule_requests_total` and `vestibule_request_seconds`, by route and class of status.
#[derive(Debug)]
pub(crate) struct Counted {
    route: Option<MatchedPath>,
    begun: Instant,
}

impl Counted {
    /// A request that comes in.
    pub(crate) fn begin(request: &Request) -> Self {
        // The pattern and not the path: a stranger could make up any number of paths.
        let route = request.extensions().get::<MatchedPath>().cloned();
        #[expect(clippy::disallowed_methods, reason = "how long a request took is measured at the edge")]
        let begun = Instant::now();
        Self { route, begun }
    }

    /// Its answer goes out.
    pub(crate) fn end(self, response: &Response) {
        let route = self.route.as_ref().map_or("none", MatchedPath::as_str).to_owned();
        let status = match response.status().as_u16() {
            ..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        };
        metrics::counter!("vestibule_requests_total", "route" => route.clone(), "status" => status)
            .increment(1);
        metrics::histogram!("vestibule_request_seconds", "route" => route).record(self.begun.elapsed());
    }
}

/// The page of all counts, `GET /metrics`, for a listener of its own.
pub fn metrics_router(page: impl Fn() -> String + Clone + Send + Sync + 'static) -> Router {
    let text = (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    Router::new().route("/metrics", get(move || async move { ([text], page()) }))
}

#[cfg(test)]
#[path = "metrics_tests.rs"]
mod tests;
