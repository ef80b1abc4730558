//! The loop that serves connections: so many at once, in time, over TLS or plain, ended in good order.
//! Deliberately not here: routes, signals (an argument) and HTTP/2, which a proxy in front speaks if wanted.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tower::ServiceExt as _;

use super::client::Peer;
use super::limits::Limits;
use super::threads::Threads;
use super::tls::Tls;

/// How long to wait before accepting again when the system has no file handles left.
const BREATH: Duration = Duration::from_millis(200);

/// Serves on `threads` until `stop` is done, then lets the requests under way end, for [`Limits::shutdown_timeout`] at most.
///
/// # Errors
/// Only if accepting never could work; a connection that breaks ends alone.
pub async fn serve(
    listener: TcpListener,
    threads: Threads,
    router: Router,
    limits: Limits,
    tls: Option<Tls>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            // The place is taken first: whoever finds none waits in the system's own queue.
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((place, accept(&listener).await?))
        };
        let (place, (stream, peer)) = tokio::select! {
            accepted = accepted => accepted?,
            () = &mut stop => break,
        };
        let connection = Connection { router: router.clone(), limits, peer, watcher: graceful.watcher() };
        let tls = tls.clone();
        // It is watched by the event loop that serves it, no more by the one that accepted it. One that broke has ended.
        let Ok(stream) = stream.into_std() else { continue };
        threads.run(async move {
            if let Ok(stream) = TcpStream::from_std(stream) {
                connection.run(stream, tls).await;
            }
            drop(place);
        });
    }
    drop(listener);
    if timeout(limits.shutdown_timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time and were cut off");
    }
    Ok(())
}

/// The next connection. What goes wrong with one (RST before it was accepted) or passes (no file handles) is no
/// reason to end.
async fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    let mut breath = interval(BREATH);
    breath.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        breath.tick().await;
        match listener.accept().await {
            Ok(accepted) => return Ok(accepted),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(error),
            Err(error) => tracing::warn!(%error, "a connection could not be accepted"),
        }
    }
}

struct Connection {
    router: Router,
    limits: Limits,
    peer: SocketAddr,
    watcher: Watcher,
}

impl Connection {
    /// Serves one connection to its end. Broken ones are the daily business of a server and not logged.
    async fn run(self, stream: TcpStream, tls: Option<Tls>) {
        if stream.set_nodelay(true).is_err() {
            return;
        }
        match tls {
            None => Box::pin(self.speak(stream)).await,
            Some(tls) => {
                let handshake = timeout(self.limits.head_timeout, tls.acceptor().accept(stream));
                // In a box of its own, that goes with the handshake: connections that wait are many.
                if let Ok(Ok(stream)) = Box::pin(handshake).await {
                    Box::pin(self.speak(stream)).await;
                }
            }
        }
    }

    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self { router, limits, peer, watcher } = self;
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            let router = router.clone();
            async move {
                Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {}))
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_timeout)
            .max_buf_size(32 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        let _ended = watcher.watch(connection).await;
    }
}

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
