//! How much and how long a caller may take: body, head, request, connections.
//! Deliberately not here: limits per account and network, which are rules, and the serving itself (`serve`).

use std::time::Duration;

use axum::response::{IntoResponse, Response};

use super::problem::{Problem, ProblemKind};

/// What one process takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body.
    pub body: usize,
    /// Until the head of a request is there; also how long an idle connection is kept.
    pub head_timeout: Duration,
    /// Until the answer begins. Event streams begin at once and may then last.
    pub request_timeout: Duration,
    /// Until the requests under way must be done once the process is told to end.
    pub shutdown_timeout: Duration,
    /// Connections at once; more wait to be accepted.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 64 * 1024,
            head_timeout: Duration::from_secs(15),
            request_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(20),
            connections: 4096,
        }
    }
}

/// The answer, or after `patience` that it took too long.
pub(crate) async fn in_time(patience: Duration, answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(patience, answer).await {
        Ok(response) => response,
        Err(_elapsed) => Problem::new(ProblemKind::TooSlow).retry_after(1).into_response(),
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
