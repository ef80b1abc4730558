//! What people send to the product, and what its answers mean to a bench.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, StatusCode};
use secrets::totp::step_at;
use serde_json::{Value, json};

use super::people::{PASSWORD, People, Person, now};
use super::seed::USER_AGENT;
use super::step::Floor;
use crate::load::{Answer, Ask, Verdict};

/// The people as one load draws on them: nobody comes twice.
#[derive(Clone)]
pub(super) struct Crowd {
    pub(super) people: Arc<People>,
    turn: Arc<AtomicU32>,
}

impl Crowd {
    pub(super) fn new(people: &Arc<People>) -> Self {
        Self::with(people, 0)
    }

    /// The people from this turn on.
    pub(super) fn with(people: &Arc<People>, turn: u32) -> Self {
        Self { people: Arc::clone(people), turn: Arc::new(AtomicU32::new(turn)) }
    }

    /// Somebody who was not asked yet; none: everybody was.
    pub(super) fn next(&self) -> Option<Person<'_>> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        (turn < self.people.count).then(|| self.people.anybody(turn))
    }

    /// How many were not asked yet.
    pub(super) fn left(&self) -> u32 {
        self.people.count.saturating_sub(self.turn.load(Ordering::Relaxed))
    }
}

fn post(server: SocketAddr, path: &str, secret: Option<&str>, body: &Value) -> Option<Ask> {
    let mut ask = Request::post(path)
        .header("host", server.to_string())
        .header("user-agent", USER_AGENT)
        .header("content-type", "application/json");
    if let Some(secret) = secret {
        ask = ask.header("authorization", format!("SignIn {secret}"));
    }
    ask.body(Full::new(Bytes::from(body.to_string()))).ok()
}

/// Answers the sign-in that waits for somebody's code, with the code of this moment.
pub(super) fn answer(server: SocketAddr, person: Person<'_>) -> Option<Ask> {
    let (id, secret) = person.held_sign_in();
    code(server, &id, &secret, person)
}

fn code(server: SocketAddr, id: &str, secret: &str, person: Person<'_>) -> Option<Ask> {
    let code = person.code(step_at(now().0));
    let path = format!("/api/v1/sign-ins/{id}/answers");
    post(server, &path, Some(secret), &json!({ "code": code.as_str() }))
}

/// The same, asked of the floor.
pub(super) fn answer_floor(server: SocketAddr, person: Person<'_>) -> Option<Ask> {
    // As long as the product's own, so that both read the same bytes.
    let secret = "0".repeat(64);
    post(server, &Floor::path(person), Some(&secret), &json!({ "code": "000000" }))
}

/// Begins somebody's sign-in with their password, on a browser that is known or on another.
pub(super) fn password(server: SocketAddr, person: Person<'_>, known: bool) -> Option<Ask> {
    let mut body = json!({ "username": person.name(), "password": PASSWORD });
    if known {
        body["browser_token"] = person.browser_token().into();
    }
    post(server, "/api/v1/sign-ins", None, &body)
}

/// 200 is what is wanted.
pub(super) fn ok(answer: &Answer) -> Verdict {
    wanted(answer, StatusCode::OK)
}

/// 201 is what is wanted.
pub(super) fn created(answer: &Answer) -> Verdict {
    wanted(answer, StatusCode::CREATED)
}

fn wanted(answer: &Answer, status: StatusCode) -> Verdict {
    if answer.status() == status { Verdict::Right } else { Verdict::Wrong }
}

/// A whole sign-in: password, choice of the app where it is asked, code.
pub(super) struct SignIn {
    server: SocketAddr,
    crowd: Crowd,
    /// Who signs in, and the sign-in's secret.
    under_way: Option<(u32, String)>,
}

impl SignIn {
    pub(super) fn new(server: SocketAddr, crowd: &Crowd) -> Self {
        Self { server, crowd: crowd.clone(), under_way: None }
    }

    /// The next request of this conversation, given the last answer.
    pub(super) fn next(&mut self, last: Option<&Answer>) -> Option<Ask> {
        self.go_on(last).or_else(|| {
            let person = self.crowd.next()?;
            self.under_way = Some((person.number(), String::new()));
            password(self.server, person, true)
        })
    }

    fn go_on(&mut self, last: Option<&Answer>) -> Option<Ask> {
        let (number, secret) = self.under_way.take()?;
        let last = last.filter(|last| last.status().is_success())?;
        let step: Value = serde_json::from_slice(last.body()).ok()?;
        let secret = step["secret"].as_str().map_or(secret, str::to_owned);
        let person = self.crowd.people.person(number);
        let id = step["id"].as_str()?;
        let ask = match step["next"].as_str()? {
            "choose_method" => {
                let path = format!("/api/v1/sign-ins/{id}/challenges");
                let method = step["methods"][0]["id"].as_str()?;
                post(self.server, &path, Some(&secret), &json!({ "method_id": method }))
            }
            "answer_challenge" => code(self.server, id, &secret, person),
            _ => None,
        };
        self.under_way = Some((number, secret));
        ask
    }
}

/// The last answer of a sign-in is what counts.
pub(super) fn signed_in(answer: &Answer) -> Verdict {
    let step: Option<Value> = serde_json::from_slice(answer.body()).ok();
    match step.as_ref().and_then(|step| step["next"].as_str()) {
        Some("done") => Verdict::Right,
        Some("choose_method" | "answer_challenge") if answer.status().is_success() => Verdict::Aside,
        _ => Verdict::Wrong,
    }
}
