//! What operators watch: requests by what came of them and how long they took, and the page that shows all counts.
//! Deliberately not here: keeping the counts, which is `server`'s recorder, and any label that a stranger chooses.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::header;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;

/// Counts every request: `vestibule_requests_total` and `vestibule_request_seconds`, by route and class of status.
pub fn counted(router: Router) -> Router {
    router.layer(from_fn(count))
}

async fn count(request: Request, next: Next) -> Response {
    // The pattern and not the path: a stranger could make up any number of paths.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    #[expect(clippy::disallowed_methods, reason = "how long a request took is measured at the edge")]
    let begun = Instant::now();
    let response = next.run(request).await;
    let status = match response.status().as_u16() {
        ..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    };
    metrics::counter!("vestibule_requests_total", "route" => route.clone(), "status" => status).increment(1);
    metrics::histogram!("vestibule_request_seconds", "route" => route).record(begun.elapsed());
    response
}

/// The page of all counts, `GET /metrics`, for a listener of its own.
pub fn metrics_router(page: impl Fn() -> String + Clone + Send + Sync + 'static) -> Router {
    let text = (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    Router::new().route("/metrics", get(move || async move { ([text], page()) }))
}

#[cfg(test)]
#[path = "metrics_tests.rs"]
mod tests;
