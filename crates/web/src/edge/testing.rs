//! Shared by the tests of the edge: reading responses. Not built into the product.

use axum::body::{Body, to_bytes};
use axum::response::Response;
use serde_json::Value;

pub(super) async fn body_bytes(response: Response<Body>) -> Vec<u8> {
    to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()
}

pub(super) async fn body_json(response: Response<Body>) -> Value {
    serde_json::from_slice(&body_bytes(response).await).unwrap()
}
