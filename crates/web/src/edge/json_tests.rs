//! What clients of the API may send, and what they are told when they send something else.

use super::*;
use crate::edge::limits::Limits;
use crate::edge::testing::body_json;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use serde::Deserialize;
use tower::ServiceExt as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    code: String,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tag {
    name: String,
}

async fn told(media_type: &str, body: impl Into<Body>) -> (u16, Value) {
    async fn answer(Json(answer): Json<Answer>) -> Json<Vec<String>> {
        Json(std::iter::once(answer.code).chain(answer.tags.into_iter().map(|tag| tag.name)).collect())
    }
    let limit = DefaultBodyLimit::max(Limits::default().body);
    let router = axum::Router::new().route("/", post(answer)).layer(limit);
    let request = Request::post("/").header(header::CONTENT_TYPE, media_type).body(body.into()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    (response.status().as_u16(), body_json(response).await)
}

#[tokio::test]
async fn a_good_body_is_read() {
    for media_type in ["application/json", "Application/JSON; charset=utf-8"] {
        let (status, body) = told(media_type, r#"{"code": "12\\u000034", "tags": [{"name": "a"}]} "#).await;
        assert_eq!((status, body), (200, serde_json::json!(["12\\u000034", "a"])));
    }
}

#[tokio::test]
async fn other_media_types_are_refused() {
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        assert_eq!(told(media_type, r#"{"code": "1"}"#).await.0, 415, "{media_type}");
    }
}

#[tokio::test]
async fn what_is_no_json_is_told_by_line_and_column() {
    for body in ["", "{", "{\"code\": }", "{\"code\": \"1\"} x", "{\"code\": \"\u{1}\"}"] {
        let (status, problem) = told("application/json", body).await;
        assert_eq!(
            (status, &problem["type"]),
            (400, &Value::from("urn:vestibule:problem:malformed-body")),
            "{body}"
        );
        assert!(problem["detail"].as_str().unwrap().contains("line 1"), "{problem}");
    }
}

#[tokio::test]
async fn a_wrong_field_is_named_and_its_value_is_not_repeated() {
    for (body, pointer, detail) in [
        (r#"{"code": 424242}"#, "/code", "expected a string"),
        (r#"{"code": "1", "tags": "424242, expected 1"}"#, "/tags", "expected a list"),
        (r#"{"code": "1", "tags": [{"name": "a"}, {"name": null}]}"#, "/tags/1/name", "expected a string"),
        (r"{}", "", "missing field `code`"),
        (r#"{"code": "1", "code": "2"}"#, "", "duplicate field `code`"),
        (r#"{"code": "1", "cod": "2"}"#, "/cod", "unknown field `cod`, expected `code` or `tags`"),
        (r#"{"code": "1\u0000"}"#, "/code", "contains U+0000"),
        (r#"{"code": "1", "tags": [{"name": "\u0000"}]}"#, "/tags/0/name", "contains U+0000"),
    ] {
        let (status, problem) = told("application/json", body).await;
        assert_eq!(status, 422, "{body}");
        let error = &problem["errors"][0];
        assert_eq!(
            (error["pointer"].as_str(), error["detail"].as_str()),
            (Some(pointer), Some(detail)),
            "{body}"
        );
        assert!(!problem.to_string().contains("424242"), "{problem}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let (status, problem) =
        told("application/json", format!("{{\"code\": \"{}\"}}", "1".repeat(65 * 1024))).await;
    assert_eq!((status, &problem["title"]), (413, &Value::from("The body is too large.")));
}
