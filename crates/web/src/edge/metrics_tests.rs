//! Stories of the page of counts.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt as _;

use super::metrics_router;

#[tokio::test]
async fn the_page_shows_what_the_recorder_says_as_prometheus_reads_it() {
    let page = metrics_router(|| "vestibule_hashing_waiting 3\n".to_owned());
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let response = page.oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let body = to_bytes(response.into_body(), 1024).await.unwrap();
    assert_eq!(&body[..], b"vestibule_hashing_waiting 3\n");
}
