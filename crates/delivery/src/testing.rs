//! A push service on loopback for tests: the receiving side of RFC 8030 with VAPID (RFC 8292), and the browsers that have
//! subscribed there, which decrypt what comes. It answers as a test wishes. Never part of the product.
//! Deliberately not here: holding messages for browsers that are away; a message is delivered at once or refused.
#![expect(clippy::expect_used, reason = "tests may fail")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use secrets::testing::{PushBrowser, VapidCaller, check_vapid};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The longest body that a push service must take (RFC 8030 section 7.2).
const LONGEST_BODY: usize = 4_096;

type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;
type Refused = (StatusCode, &'static str);

/// The push service. It ends with the test's runtime.
#[derive(Clone)]
pub struct PushService {
    origin: String,
    state: Arc<State>,
}

struct State {
    clock: Clock,
    known: Mutex<Known>,
    arrived: watch::Sender<usize>,
}

#[derive(Default)]
struct Known {
    browsers: BTreeMap<String, Subscribed>,
    /// What is answered to the next calls instead, the first first.
    manners: Vec<(u16, Option<String>)>,
    messages: Vec<PushMessage>,
    calls: usize,
}

struct Subscribed {
    browser: PushBrowser,
    /// The only key that may call, as a browser names it when it subscribes (RFC 8292 section 4).
    server_key: String,
}

/// What a browser tells of its subscription.
#[derive(Clone, Debug)]
pub struct Told {
    /// Where it is woken.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: String,
    /// Its secret.
    pub auth: String,
}

/// A message that reached its browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushMessage {
    /// The endpoint.
    pub endpoint: String,
    /// What the browser read.
    pub text: Vec<u8>,
    /// The life that it was given, in seconds.
    pub ttl: u32,
    /// The header `Urgency`.
    pub urgency: Option<String>,
    /// The header `Topic`.
    pub topic: Option<String>,
    /// Who sent it.
    pub caller: VapidCaller,
}

impl PushService {
    /// Opens one on a free port of loopback. `clock` tells Unix seconds.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn open(clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
        let origin = format!("http://{}", listener.local_addr().expect("it listens"));
        let (arrived, _) = watch::channel(0);
        let state = Arc::new(State { clock: Arc::new(clock), known: Mutex::default(), arrived });
        let service = Self { origin, state };
        tokio::spawn(service.clone().serve(listener));
        service
    }

    /// Its origin, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Subscribes a browser for calls of `server_key` alone.
    #[must_use]
    pub fn subscribe(&self, server_key: &str) -> Told {
        let mut known = self.state.lock();
        let number = u8::try_from(known.browsers.len() + 1).expect("a test has few browsers");
        let browser = PushBrowser::new(number);
        let path = format!("/push/{number}");
        let told = Told {
            endpoint: format!("{}{path}", self.origin),
            p256dh: browser.p256dh(),
            auth: browser.auth(),
        };
        known.browsers.insert(path, Subscribed { browser, server_key: server_key.to_owned() });
        told
    }

    /// Ends a subscription: calls are answered 410 from now on.
    pub fn unsubscribe(&self, endpoint: &str) {
        self.state.lock().browsers.remove(endpoint.trim_start_matches(&self.origin));
    }

    /// The next call that is not yet spoken for is answered so, whatever it is, with this `Retry-After`.
    pub fn answer_next(&self, status: u16, retry_after: Option<&str>) {
        self.state.lock().manners.push((status, retry_after.map(str::to_owned)));
    }

    /// What reached browsers, the oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<PushMessage> {
        self.state.lock().messages.clone()
    }

    /// Waits until so many messages have reached browsers.
    ///
    /// # Panics
    /// Never: the sender lives as long as the service does.
    pub async fn until(&self, count: usize) -> Vec<PushMessage> {
        let mut arrived = self.state.arrived.subscribe();
        arrived.wait_for(|arrived| *arrived >= count).await.expect("the service lives");
        self.messages()
    }

    /// How many calls came, also such as were refused.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.state.lock().calls
    }

    async fn serve(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            let service = self.clone();
            tokio::spawn(async move {
                let answer = service_fn(move |request| {
                    let service = service.clone();
                    async move { Ok::<_, Infallible>(service.answer(request).await) }
                });
                // A caller that hangs up is its own affair.
                let _ended = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
            });
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let mut known = self.state.lock();
        known.calls += 1;
        if !known.manners.is_empty() {
            let (status, retry_after) = known.manners.remove(0);
            let mut answer = Response::builder().status(status);
            if let Some(retry_after) = retry_after {
                answer = answer.header("retry-after", retry_after);
            }
            return answer.body(Full::default()).expect("a test asks for a sound answer");
        }
        let now = (self.state.clock)();
        match self.take(&known, (&head.method, head.uri.path(), &head.headers), &body, now) {
            Ok(message) => {
                let ttl = message.ttl.to_string();
                known.messages.push(message);
                let count = known.messages.len();
                drop(known);
                self.state.arrived.send_replace(count);
                let answer = Response::builder().status(StatusCode::CREATED).header("ttl", ttl);
                let answer = answer.header("location", format!("{}/message/{count}", self.origin));
                answer.body(Full::default()).expect("a sound answer")
            }
            Err((status, why)) => {
                Response::builder().status(status).body(Full::from(why)).expect("a sound answer")
            }
        }
    }

    fn take(
        &self,
        known: &Known,
        (method, path, headers): (&Method, &str, &HeaderMap),
        body: &[u8],
        now: i64,
    ) -> Result<PushMessage, Refused> {
        if method != Method::POST {
            return Err((StatusCode::METHOD_NOT_ALLOWED, "messages are posted"));
        }
        if !path.starts_with("/push/") {
            return Err((StatusCode::NOT_FOUND, "no such subscription"));
        }
        let subscribed = known.browsers.get(path).ok_or((StatusCode::GONE, "the subscription has ended"))?;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let caller = caller(header("authorization"), &self.origin, &subscribed.server_key, now)?;
        let ttl = header("ttl").and_then(|ttl| ttl.parse().ok());
        let ttl = ttl.ok_or((StatusCode::BAD_REQUEST, "a TTL in seconds is needed"))?;
        let urgency = header("urgency");
        if urgency.is_some_and(|urgency| !["very-low", "low", "normal", "high"].contains(&urgency)) {
            return Err((StatusCode::BAD_REQUEST, "no such urgency"));
        }
        let topic = header("topic");
        if topic.is_some_and(|topic| !is_topic(topic)) {
            return Err((StatusCode::BAD_REQUEST, "a topic is 1 to 32 characters of base64url"));
        }
        if body.len() > LONGEST_BODY {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "4096 octets at most"));
        }
        if header("content-encoding") != Some("aes128gcm") {
            return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "the coding is aes128gcm"));
        }
        // A real push service cannot read it and takes it; this one plays the browser too.
        let text =
            subscribed.browser.decrypt(body).ok_or((StatusCode::BAD_REQUEST, "it does not decrypt"))?;
        let (urgency, topic) = (urgency.map(str::to_owned), topic.map(str::to_owned));
        Ok(PushMessage { endpoint: format!("{}{path}", self.origin), text, ttl, urgency, topic, caller })
    }
}

/// Who calls, if it may (RFC 8292 section 4.2).
fn caller(
    authorization: Option<&str>,
    origin: &str,
    server_key: &str,
    now: i64,
) -> Result<VapidCaller, Refused> {
    let authorization = authorization.ok_or((StatusCode::UNAUTHORIZED, "who calls?"))?;
    let caller = check_vapid(authorization, origin, now).map_err(|why| (StatusCode::FORBIDDEN, why))?;
    if caller.key != server_key {
        return Err((StatusCode::FORBIDDEN, "the subscription is another's"));
    }
    Ok(caller)
}

fn is_topic(text: &str) -> bool {
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=32).contains(&text.len()) && text.bytes().all(base64url)
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for PushService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushService").field("origin", &self.origin).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "testing_tests.rs"]
mod tests;
