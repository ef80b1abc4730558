//! A browser that speaks the JSON API, from a loopback address of its own, to all nodes in turn. It keeps no cookies:
//! secrets, sessions and the known browser's token are shown as a program shows them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{HeaderMap, Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use super::events::Events;
use super::people::{PASSWORD, Person};

/// Longer than anything of ours takes; then the connection counts as broken.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a request shows to be let in.
#[derive(Debug, Clone, Copy)]
pub enum Power<'a> {
    /// Nothing.
    None,
    /// The secret of a sign-in.
    SignIn(&'a str),
    /// The token of a session.
    Session(&'a str),
    /// The token of a phone.
    Device(&'a str),
}

/// An answer read to its end.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The head.
    pub headers: HeaderMap,
    /// The body where it is JSON, else null.
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

impl Reply {
    /// A text in the body, by its JSON pointer.
    #[must_use]
    pub fn text_at(&self, pointer: &str) -> Option<&str> {
        self.body.pointer(pointer).and_then(Value::as_str)
    }

    /// The session's token, if this answer signed somebody in.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.text_at("/session/token")
    }

    /// Whether a right answer would have been taken: this one was judged wrong, not put off.
    #[must_use]
    pub fn is_verdict_wrong(&self) -> bool {
        self.is_problem("wrong-answer")
    }

    /// Whether it is the problem of this kind.
    #[must_use]
    pub fn is_problem(&self, kind: &str) -> bool {
        self.problem() == Some(kind)
    }

    /// The kind of problem that it is, such as `wrong-answer`.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.text_at("/type")?.rsplit(':').next()
    }
}

/// A sign-in under way.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// The step as it was told last.
    pub step: Value,
}

impl Open {
    /// The id of the first method of this kind that the step names.
    ///
    /// # Errors
    /// There is none.
    pub fn method(&self, kind: &str) -> Result<String> {
        let methods = self.step["methods"].as_array().into_iter().flatten();
        let found = methods.filter(|method| method["kind"] == kind).find_map(|method| method["id"].as_str());
        found.map(str::to_owned).with_context(|| format!("no {kind} in {}", self.step))
    }
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// The session's token.
    pub token: String,
}

/// Every secret that a site's browsers were given, for whoever looks for them where they must not be.
pub type HandedOut = Arc<Mutex<Vec<String>>>;

/// A browser.
#[derive(Debug)]
pub struct Browser {
    nodes: Vec<SocketAddr>,
    turn: usize,
    address: Ipv4Addr,
    wires: Vec<Option<SendRequest<Full<Bytes>>>>,
    /// The token by which it is known.
    pub known: Option<String>,
    /// Headers that it sends with every request.
    pub headers: Vec<(&'static str, String)>,
    handed_out: HandedOut,
}

/// Every browser has a network of its own: 127.0.0.0/8 is all ours.
fn next_address() -> Ipv4Addr {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let number = GIVEN.fetch_add(1, Ordering::Relaxed);
    let [_, high, middle, low] = (number % 0x00fe_fefe).to_be_bytes();
    Ipv4Addr::new(127, high + 1, middle, low.max(1))
}

impl Browser {
    /// A browser that nobody knows, on a network that nobody knows.
    #[must_use]
    pub fn new(nodes: Vec<SocketAddr>, handed_out: HandedOut) -> Self {
        Self {
            handed_out,
            wires: nodes.iter().map(|_| None).collect(),
            nodes,
            turn: 0,
            address: next_address(),
            known: None,
            headers: vec![(
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".into(),
            )],
        }
    }

    /// One more window of the same browser on the same network.
    #[must_use]
    pub fn twin(&self) -> Self {
        let mut twin = Self::new(self.nodes.clone(), Arc::clone(&self.handed_out));
        twin.address = self.address;
        twin.known.clone_from(&self.known);
        twin.headers.clone_from(&self.headers);
        twin
    }

    /// Where it is.
    #[must_use]
    pub const fn address(&self) -> Ipv4Addr {
        self.address
    }

    /// The same window after its connections broke, such as by a restart.
    pub fn reconnected(&mut self) -> &mut Self {
        self.wires.iter_mut().for_each(|wire| *wire = None);
        self
    }

    /// The same browser, talking to one node only.
    #[must_use]
    pub fn at_node(mut self, node: usize) -> Self {
        self.nodes = vec![self.nodes[node % self.nodes.len()]];
        self.wires = vec![None];
        self.turn = 0;
        self
    }

    /// Sends a request with a JSON body, or with none.
    ///
    /// # Errors
    /// The connection broke: whether the request was obeyed is not known.
    pub async fn call(
        &mut self,
        method: Method,
        path: &str,
        power: Power<'_>,
        body: Option<Value>,
    ) -> Result<Reply> {
        let bytes = body.map(|body| Bytes::from(body.to_string()));
        self.call_raw(method, path, power, "application/json", bytes).await
    }

    /// Sends a request with any bytes as its body.
    ///
    /// # Errors
    /// The connection broke: whether the request was obeyed is not known.
    pub async fn call_raw(
        &mut self,
        method: Method,
        path: &str,
        power: Power<'_>,
        media_type: &str,
        body: Option<Bytes>,
    ) -> Result<Reply> {
        let mut ask = self.ask(method, path, power);
        if body.is_some() {
            ask = ask.header("content-type", media_type);
        }
        let ask = ask.body(Full::new(body.unwrap_or_default()))?;
        tokio::time::timeout(PATIENCE, self.send(ask)).await.context("no answer")?
    }

    /// The head of a request.
    fn ask(&self, method: Method, path: &str, power: Power<'_>) -> hyper::http::request::Builder {
        let mut ask = Request::builder().method(method).uri(path).header("host", "localhost");
        for (name, value) in &self.headers {
            ask = ask.header(*name, value);
        }
        match power {
            Power::None => ask,
            Power::SignIn(secret) => ask.header("authorization", format!("SignIn {secret}")),
            Power::Session(token) => ask.header("authorization", format!("Bearer {token}")),
            Power::Device(token) => ask.header("authorization", format!("Device {token}")),
        }
    }

    /// Opens a stream of events on a connection of its own, at the node whose turn it is.
    ///
    /// # Errors
    /// There is no such stream for this caller; the answer is in the error.
    pub async fn events(&self, path: &str, power: Power<'_>) -> Result<Events> {
        let ask = self.ask(Method::GET, path, power).body(Full::default())?;
        let mut wire = self.connect(self.nodes[self.turn % self.nodes.len()]).await?;
        let (head, body) = wire.send_request(ask).await?.into_parts();
        if head.status != 200 {
            bail!("no stream of {path}: {} {:?}", head.status, body.collect().await?.to_bytes());
        }
        Ok(Events::new(body))
    }

    async fn send(&mut self, ask: Request<Full<Bytes>>) -> Result<Reply> {
        let node = self.turn % self.nodes.len();
        self.turn += 1;
        let mut wire = match self.wires[node].take() {
            Some(wire) if !wire.is_closed() => wire,
            _ => self.connect(self.nodes[node]).await?,
        };
        wire.ready().await?;
        let (head, body) = wire.send_request(ask).await?.into_parts();
        let bytes = body.collect().await?.to_bytes();
        self.wires[node] = Some(wire);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        let reply = Reply { status: head.status.as_u16(), headers: head.headers, body, text };
        let secrets = [
            "/secret",
            "/session/token",
            "/browser_token",
            "/step/secret",
            "/otpauth_uri",
            "/token",
            "/pairing/code",
        ];
        let codes = reply.body["recovery_codes"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let given = secrets.iter().filter_map(|place| reply.text_at(place)).chain(codes).map(str::to_owned);
        self.handed_out.lock().unwrap_or_else(PoisonError::into_inner).extend(given);
        Ok(reply)
    }

    async fn connect(&self, node: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(IpAddr::V4(self.address), 0))?;
        let stream = socket.connect(node).await?;
        stream.set_nodelay(true)?;
        let (wire, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(wire)
    }

    /// Gives a name and a password.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn give(&mut self, name: &str, password: &str) -> Result<Reply> {
        let mut body = json!({ "username": name, "password": password });
        if let Some(known) = &self.known {
            body["browser_token"] = json!(known);
        }
        let reply = self.call(Method::POST, "/api/v1/sign-ins", Power::None, Some(body)).await?;
        self.keep(&reply);
        Ok(reply)
    }

    /// Begins a sign-in with the right password.
    ///
    /// # Errors
    /// It did not come to a second step.
    pub async fn begin(&mut self, person: &Person) -> Result<Open> {
        let reply = self.give(&person.name, PASSWORD).await?;
        let (Some(id), Some(secret)) = (reply.text_at("/id"), reply.text_at("/secret")) else {
            bail!("{}: the password was not taken: {} {}", person.name, reply.status, reply.text);
        };
        Ok(Open { id: id.to_owned(), secret: secret.to_owned(), step: reply.body.clone() })
    }

    /// Chooses the first method of a kind, or has its code sent again.
    ///
    /// # Errors
    /// The step names none, or the connection broke.
    pub async fn choose(&mut self, open: &mut Open, kind: &str) -> Result<Reply> {
        let body = json!({ "method_id": open.method(kind)? });
        let path = format!("/api/v1/sign-ins/{}/challenges", open.id);
        let reply = self.call(Method::POST, &path, Power::SignIn(&open.secret), Some(body)).await?;
        if reply.body.get("methods").is_some() {
            open.step = reply.body.clone();
        }
        Ok(reply)
    }

    /// Answers what is asked.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn answer(&mut self, open: &Open, answer: Value) -> Result<Reply> {
        let path = format!("/api/v1/sign-ins/{}/answers", open.id);
        let reply = self.call(Method::POST, &path, Power::SignIn(&open.secret), Some(answer)).await?;
        self.keep(&reply);
        Ok(reply)
    }

    /// Answers with a code.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn code(&mut self, open: &Open, code: &str) -> Result<Reply> {
        self.answer(open, json!({ "code": code })).await
    }

    /// A sign-in that asks for a code of the person's app.
    ///
    /// # Errors
    /// It does not.
    pub async fn asked_for_app(&mut self, person: &Person) -> Result<Open> {
        let mut open = self.begin(person).await?;
        let reply = self.choose(&mut open, "authenticator_app").await?;
        if reply.status != 200 {
            bail!("{}: the app cannot be chosen: {} {}", person.name, reply.status, reply.text);
        }
        Ok(open)
    }

    /// Signs in with password and app.
    ///
    /// # Errors
    /// It did not work.
    pub async fn sign_in(&mut self, person: &mut Person) -> Result<Session> {
        let open = self.asked_for_app(person).await?;
        let code = person.next_code()?;
        let reply = self.code(&open, &code).await?;
        match reply.session() {
            Some(token) => Ok(Session { token: token.to_owned() }),
            None => bail!("{}: no session: {} {}", person.name, reply.status, reply.text),
        }
    }

    /// A request of somebody signed in.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn mine(
        &mut self,
        session: &Session,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Reply> {
        self.call(method, &format!("/api/v1/me{path}"), Power::Session(&session.token), body).await
    }

    fn keep(&mut self, reply: &Reply) {
        if let Some(token) = reply.text_at("/browser_token") {
            self.known = Some(token.to_owned());
        }
    }
}
