//! A client of the API for its stories: JSON in, JSON out, and people who have come so far. Not built into the product.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, header};
use secrets::totp;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::testing_house::{PASSWORD, TestHouse};

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Reply {
    /// The text at a JSON pointer.
    pub(super) fn text(&self, pointer: &str) -> String {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("no text at {pointer} of {}", self.body)).to_owned()
    }

    /// The last part of a problem's type.
    pub(super) fn problem(&self) -> &str {
        self.body["type"].as_str().and_then(|t| t.strip_prefix("urn:vestibule:problem:")).unwrap_or("none")
    }
}

/// A person who has an app.
pub(super) struct Enrolled {
    pub(super) session: String,
    pub(super) app: String,
    pub(super) seed: String,
    pub(super) codes: Vec<String>,
}

/// The client, in a house of its own.
pub(super) struct Api {
    pub(super) house: TestHouse,
}

impl Api {
    pub(super) async fn new() -> Self {
        Self { house: TestHouse::open().await }
    }

    /// A call of a program; `shows` is its `Authorization`, if not empty.
    pub(super) async fn call(&self, call: &str, shows: &str, body: Value) -> Reply {
        let body = if body.is_null() { None } else { Some(body.to_string()) };
        self.raw(call, shows, body.as_deref().map(|body| ("application/json", body.as_bytes()))).await
    }

    /// The same with any bytes; `call` is such as `POST /sign-ins`.
    pub(super) async fn raw(&self, call: &str, shows: &str, body: Option<(&str, &[u8])>) -> Reply {
        let (method, path) = call.split_once(' ').expect("a method and a path");
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !shows.is_empty() {
            request = request.header(header::AUTHORIZATION, shows);
        }
        let request = match body {
            None => request.body(Body::empty()),
            Some((media_type, bytes)) => {
                request.header(header::CONTENT_TYPE, media_type).body(Body::from(bytes.to_vec()))
            }
        };
        self.send(request.expect("a request")).await
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.house.router.clone().oneshot(request).await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = body_of(response).await;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Reply { status, headers, body }
    }

    /// Begins a sign-in.
    pub(super) async fn start(&self, name: &str, password: &str) -> Reply {
        self.call("POST /sign-ins", "", json!({"username": name, "password": password})).await
    }

    /// A session of a person without methods, as `Bearer ..`.
    pub(super) async fn first_session(&self, name: &str) -> String {
        self.house.person(name).await;
        let begun = self.start(name, PASSWORD).await;
        format!("Bearer {}", begun.text("/session/token"))
    }

    pub(super) async fn set_question(&self, session: &str) -> Reply {
        let body = json!({"kind": "security_question", "question": "odd-gift", "answer": "a brass heron"});
        self.call("POST /me/methods", session, body).await
    }

    /// Has the confirm link mailed, and opens it where the session is held.
    pub(super) async fn open_link(&self, session: &str) {
        assert_eq!(self.call("POST /me/links", session, Value::Null).await.status, 204);
        self.house.prove_by_link(session.strip_prefix("Bearer ").expect("a session")).await;
    }

    /// The code that an app with this seed (base32) shows now.
    pub(super) fn app_code(&self, seed: &str) -> String {
        self.house.app_code(&totp::seed_from_base32(&seed.replace(' ', "")).expect("a seed"))
    }

    /// A person with the question, an app and recovery codes.
    pub(super) async fn enrolled(&self, name: &str) -> Enrolled {
        let session = self.first_session(name).await;
        assert_eq!(self.set_question(&session).await.status, 201);
        self.open_link(&session).await;
        let body = json!({"kind": "authenticator_app", "name": "My phone"});
        let begun = self.call("POST /me/methods", &session, body).await;
        assert_eq!(begun.status, 201, "{}", begun.body);
        let (app, seed) = (begun.text("/id"), begun.text("/secret"));
        let code = json!({"code": self.app_code(&seed)});
        let done = self.call(&format!("POST /me/methods/{app}/confirm"), &session, code).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let codes = done.body["recovery_codes"].as_array().expect("codes");
        let codes = codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect();
        self.house.pass(60);
        Enrolled { session, app, seed, codes }
    }

    /// Chooses a method of a step and gives the reply; `step` holds its id and secret.
    pub(super) async fn choose(&self, step: &Reply, method: &str) -> Reply {
        let shows = format!("SignIn {}", step.text("/secret"));
        let path = format!("POST /sign-ins/{}/challenges", step.text("/id"));
        self.call(&path, &shows, json!({"method_id": method})).await
    }

    /// Answers what a step asks.
    pub(super) async fn answer(&self, step: &Reply, body: Value) -> Reply {
        let shows = format!("SignIn {}", step.text("/secret"));
        self.call(&format!("POST /sign-ins/{}/answers", step.text("/id")), &shows, body).await
    }
}

/// The whole body of a response.
pub(super) async fn body_of(response: Response<Body>) -> Vec<u8> {
    to_bytes(response.into_body(), usize::MAX).await.expect("a body").to_vec()
}
