//! What happens to callers that take too much.

use super::*;
use axum::http::{StatusCode, header};

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up() {
    let response = in_time(Duration::from_millis(5), std::future::pending()).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()[header::RETRY_AFTER], "1");
}

#[tokio::test]
async fn an_answer_in_time_is_the_answer() {
    let told = async { StatusCode::IM_A_TEAPOT.into_response() };
    assert_eq!(in_time(Duration::from_secs(5), told).await.status(), StatusCode::IM_A_TEAPOT);
}
