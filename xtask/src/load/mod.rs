//! A compiled keep-alive HTTP load client: some connections, each sending one request after the other, each request
//! made at the moment it is sent or while the one before it is under way (so that it can carry a fresh code). It measures; it
//! judges nothing by itself.

mod cpu;
mod figures;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::{JoinSet, yield_now};

pub use cpu::Cpu;
pub use figures::{Figures, Latencies};

/// A request ready to be sent; its URI is the path alone, and it names its host.
pub type Ask = Request<Full<Bytes>>;
/// An answer read to its end.
pub type Answer = Response<Bytes>;

/// How much load, on whom, for how long.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// The server.
    pub server: SocketAddr,
    /// The server's process, if its CPU is to be measured.
    pub process: Option<u32>,
    /// Connections, each with at most one request under way.
    pub connections: usize,
    /// Unmeasured time before the measurement.
    pub warm_up: Duration,
    /// Measured time.
    pub time: Duration,
}

/// What an answer means for the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// What was wanted: its latency is recorded.
    Right,
    /// Not what was wanted: counted apart, latency not recorded.
    Wrong,
    /// A step on the way to the request that is measured.
    Aside,
}

/// Puts load on a server. For each connection `caller` gives the person behind it: called with the answer to their
/// last request (none at first, and none after a broken connection), they make the next request, or none to leave.
/// `judge` says what each answer means. A broken connection is counted and made anew.
///
/// # Errors
/// The server's CPU cannot be read, or no connection is possible at all.
pub async fn put<P>(
    load: &Load,
    caller: impl Fn(usize) -> P,
    judge: impl Fn(&Answer) -> Verdict + Send + Sync + 'static,
) -> std::io::Result<Figures>
where
    P: FnMut(Option<&Answer>) -> Option<Ask> + Send + 'static,
{
    measure(load, |connection| Person { next: caller(connection), ahead: false }, judge).await
}

/// The same of people who ask whatever they were answered. Each makes the next request while the last is under way, so that what
/// making it takes is not in the server's time. The last that each has made is not sent.
///
/// # Errors
/// As [`put`].
pub async fn put_ahead<P>(
    load: &Load,
    caller: impl Fn(usize) -> P,
    judge: impl Fn(&Answer) -> Verdict + Send + Sync + 'static,
) -> std::io::Result<Figures>
where
    P: FnMut() -> Option<Ask> + Send + 'static,
{
    let person = |connection| {
        let mut make = caller(connection);
        Person { next: move |_: Option<&Answer>| make(), ahead: true }
    };
    measure(load, person, judge).await
}

/// The person behind a connection.
struct Person<P> {
    next: P,
    /// Makes the next request before the answer to the last.
    ahead: bool,
}

async fn measure<P>(
    load: &Load,
    person: impl Fn(usize) -> Person<P>,
    judge: impl Fn(&Answer) -> Verdict + Send + Sync + 'static,
) -> std::io::Result<Figures>
where
    P: FnMut(Option<&Answer>) -> Option<Ask> + Send + 'static,
{
    drop(TcpStream::connect(load.server).await?);
    let judge = Arc::new(judge);
    let start = Instant::now() + load.warm_up;
    let span = Span { start, end: start + load.time };
    let mut people = JoinSet::new();
    for connection in 0..load.connections {
        people.spawn(call(load.server, span, person(connection), Arc::clone(&judge)));
    }

    tokio::time::sleep_until(start.into()).await;
    let before = (Cpu::of(load.process)?, Cpu::of(Some(std::process::id()))?);
    let begun = Instant::now();
    let mut left_early = Tally::default();
    let deadline = tokio::time::sleep_until(span.end.into());
    tokio::pin!(deadline);
    loop {
        tokio::select! {
            () = &mut deadline => break,
            done = people.join_next() => match done {
                Some(tally) => left_early.add(tally?),
                None => break,
            },
        }
    }
    let elapsed = begun.elapsed();
    let after = (Cpu::of(load.process)?, Cpu::of(Some(std::process::id()))?);

    let mut total = left_early;
    while let Some(tally) = people.join_next().await {
        total.add(tally?);
    }
    Ok(Figures {
        elapsed,
        right: total.latencies.len() as u64,
        wrong: total.wrong,
        broken: total.broken,
        latencies: Latencies::of(total.latencies),
        server_cpu: after.0.since(before.0),
        client_cpu: after.1.since(before.1),
    })
}

/// The measured time.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: Instant,
    end: Instant,
}

#[derive(Debug, Default)]
struct Tally {
    latencies: Vec<Duration>,
    wrong: u64,
    broken: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.wrong += other.wrong;
        self.broken += other.broken;
    }
}

async fn call<P>(
    server: SocketAddr,
    span: Span,
    mut person: Person<P>,
    judge: Arc<impl Fn(&Answer) -> Verdict>,
) -> Tally
where
    P: FnMut(Option<&Answer>) -> Option<Ask>,
{
    let mut tally = Tally::default();
    let mut connection = None;
    let (mut last, mut made) = (None, None);
    while Instant::now() < span.end {
        let Some(ask) = made.take().or_else(|| (person.next)(last.as_ref())) else {
            break;
        };
        let sent = Instant::now();
        let mut answer = pin!(send(&mut connection, server, ask));
        let meanwhile = async {
            // By the second look the wire has taken the request.
            yield_now().await;
            (person.next)(None)
        };
        last = tokio::select! {
            biased;
            answer = &mut answer => answer.ok(),
            next = meanwhile, if person.ahead => {
                made = next;
                answer.await.ok()
            }
        };
        let received = Instant::now();
        // What ended inside the measured time is in the figures, as is the CPU. As many are under way at its end, uncounted, as were
        // at its beginning: to leave out those too would hide a whole answer of each connection.
        if received < span.start || received > span.end {
            continue;
        }
        match last.as_ref().map(|answer| judge(answer)) {
            Some(Verdict::Right) => tally.latencies.push(received - sent),
            Some(Verdict::Wrong) => tally.wrong += 1,
            Some(Verdict::Aside) => {}
            None => tally.broken += 1,
        }
    }
    tally
}

type Connection = SendRequest<Full<Bytes>>;
type Fault = Box<dyn std::error::Error + Send + Sync>;

async fn send(connection: &mut Option<Connection>, server: SocketAddr, ask: Ask) -> Result<Answer, Fault> {
    let mut open = match connection.take() {
        Some(open) if !open.is_closed() => open,
        _ => connect(server).await?,
    };
    open.ready().await?;
    let (head, body) = open.send_request(ask).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    // Kept only when the whole exchange went well.
    *connection = Some(open);
    Ok(Response::from_parts(head, body))
}

async fn connect(server: SocketAddr) -> Result<Connection, Fault> {
    let stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let (sender, wire) = handshake(TokioIo::new(stream)).await?;
    // The wire ends with its sender; its fault also reaches the request under way.
    tokio::spawn(wire);
    Ok(sender)
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
