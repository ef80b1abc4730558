//! How much and how long a caller may take: body, head, request, connections.
//! Deliberately not here: limits per account and network, which are rules, and the serving itself (`serve`).

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
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

/// Holds every route that `router` has so far to the limits of body and time.
pub fn limited<S>(router: Router<S>, limits: &Limits) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    router
        .layer(DefaultBodyLimit::max(limits.body))
        .layer(from_fn_with_state(limits.request_timeout, in_time))
}

async fn in_time(State(patience): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_elapsed) => Problem::new(ProblemKind::TooSlow).retry_after(1).into_response(),
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
