//! Inputs that nobody should send: each gets the right refusal, and nothing changes (A07).

use serde_json::{Value, json};

use super::testing::Api;
use crate::testing_house::PASSWORD;

const JSON: &str = "application/json";

#[tokio::test]
async fn a_body_of_the_wrong_shape_begins_no_sign_in() {
    let api = Api::new().await;
    api.house.person("ben").await;
    let huge_name = json!({"username": "x".repeat(321), "password": PASSWORD}).to_string();
    let huge_password = json!({"username": "ben", "password": "x".repeat(1025)}).to_string();
    let cases: &[(&str, &[u8], u16, &str)] = &[
        (JSON, b"", 400, "malformed-body"),
        (JSON, b"{", 400, "malformed-body"),
        (JSON, b"{\"username\": \"ben\"} x", 400, "malformed-body"),
        (JSON, b"\xff\xfe", 400, "malformed-body"),
        (JSON, br#"{"username": "\ud800", "password": "p"}"#, 422, "wrong-field"),
        (JSON, b"null", 422, "wrong-field"),
        (JSON, b"[]", 422, "wrong-field"),
        (JSON, b"{}", 422, "wrong-field"),
        (JSON, br#"{"username": 7, "password": "p"}"#, 422, "wrong-field"),
        (JSON, br#"{"username": ["ben"], "password": "p"}"#, 422, "wrong-field"),
        (JSON, br#"{"username": {"$ne": ""}, "password": "p"}"#, 422, "wrong-field"),
        (JSON, br#"{"username": "", "password": "p"}"#, 422, "wrong-field"),
        (JSON, br#"{"username": "ben", "password": ""}"#, 422, "wrong-field"),
        (JSON, br#"{"username": "ben", "password": true}"#, 422, "wrong-field"),
        (JSON, br#"{"username": "ben\u0000", "password": "p"}"#, 422, "wrong-field"),
        (JSON, br#"{"username": "ben", "username": "ana", "password": "p"}"#, 422, "wrong-field"),
        (JSON, br#"{"username": "ben", "password": "p", "admin": true}"#, 422, "wrong-field"),
        (JSON, br#"{"username": "ben", "password": "p", "shared_computer": "yes"}"#, 422, "wrong-field"),
        (JSON, huge_name.as_bytes(), 422, "wrong-field"),
        (JSON, huge_password.as_bytes(), 422, "wrong-field"),
        ("text/plain", br#"{"username": "ben", "password": "p"}"#, 415, "wrong-media-type"),
        ("application/x-www-form-urlencoded", b"username=ben&password=p", 415, "wrong-media-type"),
    ];
    for (media_type, body, status, problem) in cases {
        let refused = api.raw("POST /sign-ins", "", Some((media_type, body))).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        assert_eq!((refused.status, refused.problem()), (*status, *problem), "{shown}");
    }
    let long = json!({"username": "ben", "password": "x".repeat(70_000)}).to_string();
    let refused = api.raw("POST /sign-ins", "", Some((JSON, long.as_bytes()))).await;
    assert_eq!((refused.status, refused.problem()), (413, "body-too-large"));
    assert_eq!(api.start("ben", PASSWORD).await.status, 201, "no try was counted");
}

#[tokio::test]
async fn odd_names_are_names_that_nobody_has() {
    let api = Api::new().await;
    api.house.person("ben").await;
    for name in
        ["\u{202e}neb", "b\u{0301}en", "ben\u{200b}", "🧔🏽‍♂️", "' OR 1=1 --", "../../etc/passwd", "<script>"]
    {
        let reply = api.start(name, PASSWORD).await;
        assert_eq!((reply.status, reply.problem()), (422, "wrong-answer"), "{name}");
        assert!(!reply.body.to_string().contains(name), "what was sent is not sent back");
    }
    for same in ["BEN", " ben ", "ｂｅｎ"] {
        assert_eq!(api.start(same, PASSWORD).await.status, 201, "{same} is a spelling of ben");
    }
}

#[tokio::test]
async fn an_answer_is_one_answer() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let step = api.start("ana", PASSWORD).await;
    api.choose(&step, &ana.app).await;
    let shows = format!("SignIn {}", step.text("/secret"));
    let path = format!("/sign-ins/{}", step.text("/id"));
    let before = api.call(&format!("GET {path}"), &shows, Value::Null).await.body;
    let bodies = [
        json!({}),
        json!({"code": "123456", "answer": "a brass heron"}),
        json!({"code": "123456", "password": PASSWORD}),
        json!({"code": 123_456}),
        json!({"code": null}),
        json!({"code": ""}),
        json!({"code": "1".repeat(65)}),
        json!({"code": "123\u{0}456"}),
        json!({"answer": "x".repeat(257)}),
        json!({"code": "123456", "dont_ask": "true"}),
        json!({"code": "123456", "skip": true}),
        json!([{"code": "123456"}]),
    ];
    for body in bodies {
        let refused = api.call(&format!("POST {path}/answers"), &shows, body.clone()).await;
        assert_eq!((refused.status, refused.problem()), (422, "wrong-field"), "{body}");
    }
    for body in [
        json!({}),
        json!({"method_id": "x"}),
        json!({"kind": "sms"}),
        json!({"method_id": 1}),
        json!({"method_id": ana.app, "kind": "mailed_link"}),
    ] {
        let refused = api.call(&format!("POST {path}/challenges"), &shows, body.clone()).await;
        assert_eq!((refused.status, refused.problem()), (422, "wrong-field"), "{body}");
    }
    let after = api.call(&format!("GET {path}"), &shows, Value::Null).await.body;
    assert_eq!(before, after, "nothing was counted or changed");
}

#[tokio::test]
async fn a_change_of_the_wrong_shape_changes_nothing() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let state = async || {
        let mut seen = Vec::new();
        for path in ["/me", "/me/methods", "/me/emails", "/me/activity"] {
            seen.push(api.call(&format!("GET {path}"), &ana.session, Value::Null).await.body);
        }
        seen
    };
    let before = state().await;
    let long = "x".repeat(257);
    let cases = [
        ("PATCH /me/preferences", json!({"verify": "never"})),
        ("PATCH /me/preferences", json!({"verify": 1})),
        ("PATCH /me/preferences", json!({"preferred_method": "not-an-id"})),
        ("PATCH /me/preferences", json!({"admin": true})),
        ("POST /me/methods", json!({})),
        ("POST /me/methods", json!({"kind": "smoke_signal"})),
        ("POST /me/methods", json!({"kind": "authenticator_app", "digits": 5})),
        ("POST /me/methods", json!({"kind": "authenticator_app", "digits": 600})),
        ("POST /me/methods", json!({"kind": "authenticator_app", "algorithm": "MD5"})),
        ("POST /me/methods", json!({"kind": "authenticator_app", "secret": "AAAA"})),
        ("POST /me/methods", json!({"kind": "text_message"})),
        ("POST /me/methods", json!({"kind": "text_message", "number": long})),
        ("POST /me/methods", json!({"kind": "security_question", "question": "none", "answer": "heron"})),
        ("POST /me/methods", json!({"kind": "security_question", "question": "odd-gift", "answer": "a"})),
        ("POST /me/methods", json!({"kind": "recovery_code", "count": 100})),
        ("POST /me/password", json!({"new_password": PASSWORD})),
        ("POST /me/password", json!({"current_password": 1, "new_password": 2})),
        ("POST /me/emails", json!({"email": ["a@example.net"]})),
        ("POST /me/emails", json!({"email": "a\u{0}@example.net"})),
        ("POST /me/step-ups", json!({"with": "nothing"})),
        ("GET /me/activity?before=1", Value::Null),
        ("GET /me/activity?after=1.x", Value::Null),
        ("GET /me/activity?before=x.y", Value::Null),
    ];
    for (call, body) in &cases {
        let refused = api.call(call, &ana.session, body.clone()).await;
        assert_eq!((refused.status, refused.problem()), (422, "wrong-field"), "{call} {body}");
    }
    assert_eq!(before, state().await);
}

#[tokio::test]
async fn a_token_that_is_none_of_ours_signs_nobody_in() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let token = ana.session.strip_prefix("Bearer ").unwrap();
    let shown = [
        String::new(),
        "Bearer".into(),
        "Bearer ".into(),
        "Bearer x".into(),
        format!("Basic {token}"),
        format!("SignIn {token}"),
        format!("Bearer {token}A"),
        format!("Bearer {}", &token[1..]),
        format!("Bearer {}", "A".repeat(64)),
        format!("Bearer {}", "x".repeat(5000)),
    ];
    for shows in &shown {
        for call in ["GET /me", "GET /me/methods", "DELETE /me/sessions", "POST /me/links"] {
            let refused = api.call(call, shows, Value::Null).await;
            assert_eq!((refused.status, refused.problem()), (401, "not-signed-in"), "{call} {shows:.20}");
        }
    }
    assert_eq!(api.call("GET /me", &ana.session, Value::Null).await.status, 200);
}

#[tokio::test]
async fn nobody_can_ask_whether_a_name_exists() {
    let api = Api::new().await;
    let lookup = api.call("POST /lookups", "", json!({"username": "ana"})).await;
    assert_eq!((lookup.status, lookup.problem()), (404, "not-found"));
    let listed = api.call("GET /sign-ins", "", Value::Null).await;
    assert_eq!((listed.status, listed.problem()), (405, "method-not-allowed"));
}

#[tokio::test]
async fn a_path_that_is_none_of_ours_is_not_found() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let step = api.start("ana", PASSWORD).await;
    let shows = format!("SignIn {}", step.text("/secret"));
    let long = "A".repeat(3000);
    for id in ["x", "%00", "%ff", "..%2f..%2fetc", "%F0%9F%A7%94", long.as_str()] {
        let sign_in = api.call(&format!("GET /sign-ins/{id}"), &shows, Value::Null).await;
        assert_eq!((sign_in.status, sign_in.problem()), (404, "not-found"), "{id:.20}");
        let session = api.call(&format!("DELETE /me/sessions/{id}"), &ana.session, Value::Null).await;
        assert_eq!((session.status, session.problem()), (404, "not-found"), "{id:.20}");
    }
    assert_eq!(api.call("GET /me", &ana.session, Value::Null).await.status, 200);
}
