//! A gateway on loopback that answers as each story needs, and what was said to it.
//! Not here: the stories.

use crate::http::{Http, Patience, Reach, Trust};
use crate::message::MessageId;
use crate::receipts::Receipts;
use crate::text::{CourierParts, TextMessage};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// How the gateway answers.
#[derive(Debug, Clone)]
pub(crate) enum Manner {
    Says(u16, String),
    /// Takes the request and never answers.
    Silent,
    /// Answers its status and then a body that never ends.
    Endless(u16),
    /// Answers its status and half a body, then falls silent.
    BreaksOff(u16),
    /// Sends the caller to itself.
    Redirects,
}

/// What was said to the gateway.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

pub(crate) struct Gateway {
    pub(crate) base: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Gateway {
    pub(crate) async fn open(manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let app = Router::new().fallback(answer).with_state((manner, Arc::clone(&heard)));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, heard }
    }

    pub(crate) async fn saying(status: u16, body: &str) -> Self {
        Self::open(Manner::Says(status, body.to_owned())).await
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// The only request.
    pub(crate) fn only(&self) -> Heard {
        let heard = self.heard();
        assert_eq!(heard.len(), 1, "one request is made");
        heard[0].clone()
    }
}

type Told = (Manner, Arc<Mutex<Vec<Heard>>>);

async fn answer(State((manner, heard)): State<Told>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    heard.lock().unwrap().push(Heard {
        method: parts.method.to_string(),
        uri: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let with = |status: u16, body: Body| Response::builder().status(status).body(body).unwrap();
    match manner {
        Manner::Says(status, body) => with(status, Body::from(body)),
        Manner::Silent => std::future::pending().await,
        Manner::Endless(status) => {
            let drip = futures_util::stream::repeat_with(|| {
                Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 1024]))
            });
            with(status, Body::from_stream(drip))
        }
        Manner::BreaksOff(status) => {
            let half = Ok::<_, std::io::Error>(Bytes::from_static(b"{\"sid\":"));
            let half = futures_util::stream::iter([half]);
            with(status, Body::from_stream(half.chain(futures_util::stream::pending())))
        }
        Manner::Redirects => {
            (axum::http::StatusCode::TEMPORARY_REDIRECT, [("location", "/elsewhere")]).into_response()
        }
    }
}

pub(crate) fn trust() -> Trust {
    Trust::new(Arc::new(rustls::crypto::ring::default_provider()), None).unwrap()
}

/// A client that gives up soon, so that stories of silence are short.
pub(crate) fn http(reach: Reach) -> Http {
    let patience = Patience { connect: Duration::from_millis(400), total: Duration::from_millis(600) };
    Http::new(&trust(), reach, patience).unwrap()
}

pub(crate) fn parts() -> CourierParts {
    CourierParts { http: http(Reach::Operator), receipts: None }
}

pub(crate) fn parts_with_receipts() -> CourierParts {
    let receipts = Receipts::new("https://id.example/receipts", &[7; 32]).unwrap();
    CourierParts { receipts: Some(receipts), ..parts() }
}

/// A closed port: nobody listens there any more.
pub(crate) async fn closed() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    base
}

pub(crate) const NUMBER: &str = "+491701234567";

pub(crate) fn text(body: &str) -> TextMessage {
    let id = MessageId::new("msg-1").unwrap();
    TextMessage { id, to: NUMBER.to_owned(), body: body.to_owned(), valid_seconds: Some(300) }
}
