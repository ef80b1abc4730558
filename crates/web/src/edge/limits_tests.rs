//! What happens to callers that take too much.

use super::*;
use axum::body::Body;
use axum::http::header;
use axum::routing::get;
use tower::ServiceExt as _;

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up() {
    let limits = Limits { request_timeout: Duration::from_millis(5), ..Limits::default() };
    let router = limited(Router::new().route("/", get(std::future::pending::<()>)), &limits);
    let response = router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()[header::RETRY_AFTER], "1");
}
