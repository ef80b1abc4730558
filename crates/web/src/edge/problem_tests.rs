//! What a caller reads when something went wrong.

use super::*;
use crate::edge::testing::body_json;
use serde_json::json;

#[tokio::test]
async fn a_wrong_field_is_pointed_at() {
    let response = Problem::field("/code", "expected a string").into_response();
    assert_eq!(response.status(), 422);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(
        body_json(response).await,
        json!({
            "type": "urn:vestibule:problem:wrong-field",
            "title": "A field of the body is wrong.",
            "status": 422,
            "errors": [{"pointer": "/code", "detail": "expected a string"}],
        })
    );
}

#[tokio::test]
async fn who_must_wait_is_told_for_how_long() {
    let problem = Problem::with_detail(ProblemKind::Unavailable, "Hashing is busy.").retry_after(5);
    let response = problem.clone().into_response();
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()[header::RETRY_AFTER], "5");
    assert_eq!(response.extensions().get(), Some(&problem), "pages can say it in their own words");
    assert_eq!(body_json(response).await["detail"], "Hashing is busy.");
}
