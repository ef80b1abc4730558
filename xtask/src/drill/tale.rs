//! One person's client: each request is made with its doubt written down first, and struck out by the answer. What an
//! answer is worth is `stories`' and `audit`'s.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Result;
use hyper::Method;
use serde_json::{Value, json};

use super::ledger::{Doubt, Ledger};
use super::post::{Delivery, Post};
use crate::trial::{Browser, HandedOut, Open, Power, Reply, Site, until};

/// A message comes within this time, or the product is too slow for this drill.
const DELIVERY: Duration = Duration::from_secs(20);

/// Where the product is, for every client.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub(super) nodes: Vec<SocketAddr>,
    pub(super) origin: String,
    pub(super) post: Arc<Post>,
    /// Set when the product is being killed: nobody waits for it any more.
    pub(super) down: Arc<AtomicBool>,
    /// How many answers were acknowledged, by which the moment of the kill is chosen on any machine.
    pub(super) answered: Arc<AtomicU32>,
}

impl Stage {
    pub(super) fn of(site: &Site, post: Arc<Post>) -> Self {
        Self {
            nodes: site.addresses(),
            origin: site.origin(),
            post,
            down: Arc::default(),
            answered: Arc::default(),
        }
    }

    pub(super) fn is_down(&self) -> bool {
        self.down.load(Ordering::Relaxed)
    }

    pub(super) fn browser(&self) -> Browser {
        Browser::new(self.nodes.clone(), HandedOut::default())
    }
}

/// Why a story went no further.
#[derive(Debug)]
pub(super) enum Stop {
    /// The answer never came, or was that nothing is certain (503, 409 under contention).
    Cut,
    /// The product did what it must not.
    Broken(String),
}

/// The client.
#[derive(Debug)]
pub(super) struct Tale {
    pub(super) stage: Stage,
    pub(super) browser: Browser,
    pub(super) ledger: Ledger,
    /// The status of the last answer; zero: none came.
    pub(super) said: u16,
}

impl Tale {
    pub(super) fn new(stage: &Stage, ledger: Ledger) -> Self {
        Self { browser: stage.browser(), stage: stage.clone(), ledger, said: 0 }
    }

    /// A report of something broken, with whose it is.
    pub(super) fn broken(&self, what: impl std::fmt::Display) -> Stop {
        Stop::Broken(format!("{} ({}): {what}", self.ledger.person.name, self.ledger.story))
    }

    /// Strikes out the doubt where there is an answer; an answer that says nothing leaves it.
    fn settle(&mut self, reply: Result<Reply>) -> Result<Reply, Stop> {
        self.said = reply.as_ref().map_or(0, |reply| reply.status);
        let Ok(reply) = reply else { return Err(Stop::Cut) };
        match reply.status {
            500 => Err(self.broken(format_args!("an internal failure: {}", reply.text))),
            503 => Err(Stop::Cut),
            409 if reply.is_problem("conflict") => Err(Stop::Cut),
            _ => {
                self.stage.answered.fetch_add(1, Ordering::Relaxed);
                self.ledger.doubt = None;
                Ok(reply)
            }
        }
    }

    /// Gives the password in this client's browser.
    pub(super) async fn give(&mut self, password: &str, doubt: Doubt) -> Result<Reply, Stop> {
        self.ledger.doubt = Some(doubt);
        let reply = self.browser.give(&self.ledger.person.name.clone(), password).await;
        self.settle(reply)
    }

    /// Gives the right password and comes to a second step.
    pub(super) async fn begin(&mut self) -> Result<Open, Stop> {
        let reply = self.give(&self.ledger.password.clone(), Doubt::Harmless("password")).await?;
        let (Some(id), Some(secret)) = (reply.text_at("/id"), reply.text_at("/secret")) else {
            return Err(self.broken(format_args!("the right password: {} {}", reply.status, reply.text)));
        };
        let open = Open { id: id.to_owned(), secret: secret.to_owned(), step: reply.body.clone() };
        self.ledger.open = Some(open.clone());
        Ok(open)
    }

    /// Chooses a method of the open sign-in.
    pub(super) async fn choose(&mut self, kind: &str) -> Result<Open, Stop> {
        let Some(mut open) = self.ledger.open.clone() else {
            return Err(self.broken("no sign-in is under way"));
        };
        if let Err(error) = open.method(kind) {
            return Err(self.broken(error));
        }
        self.ledger.doubt = Some(Doubt::Harmless("choice"));
        let reply = self.browser.choose(&mut open, kind).await;
        let reply = self.settle(reply)?;
        if reply.status != 200 {
            return Err(self.broken(format_args!("choosing {kind}: {} {}", reply.status, reply.text)));
        }
        self.ledger.open = Some(open.clone());
        Ok(open)
    }

    /// Answers the open sign-in with a code.
    pub(super) async fn code(&mut self, open: &Open, code: &str, doubt: Doubt) -> Result<Reply, Stop> {
        self.ledger.doubt = Some(doubt);
        let reply = self.browser.answer(open, json!({ "code": code })).await;
        self.settle(reply)
    }

    /// A right code: the session begins.
    pub(super) async fn right_code(&mut self, open: &Open, code: &str, doubt: Doubt) -> Result<String, Stop> {
        let reply = self.code(open, code, doubt).await?;
        let Some(token) = reply.session() else {
            return Err(self.broken(format_args!("a right code: {} {}", reply.status, reply.text)));
        };
        let token = token.to_owned();
        self.ledger.open = None;
        self.ledger.session = Some(token.clone());
        self.ledger.known |= reply.text_at("/browser_token").is_some();
        Ok(token)
    }

    /// A request in the live session.
    pub(super) async fn mine(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Value>,
        doubt: Doubt,
    ) -> Result<Reply, Stop> {
        let token = self.ledger.session.clone().unwrap_or_default();
        self.ledger.doubt = Some(doubt);
        let path = format!("/api/v1/me{path}");
        let reply = self.browser.call(method, &path, Power::Session(&token), body).await;
        self.settle(reply)
    }

    /// The same, where only one status is right.
    pub(super) async fn must(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Value>,
        doubt: Doubt,
        status: u16,
    ) -> Result<Reply, Stop> {
        let reply = self.mine(method, path, body, doubt).await?;
        if reply.status == status {
            return Ok(reply);
        }
        Err(self.broken(format_args!("{path}: {} instead of {status}: {}", reply.status, reply.text)))
    }

    /// Looks again and again at what came to an address or number, until there is what is sought.
    pub(super) async fn received<T>(
        &self,
        to: &str,
        what: &str,
        find: impl Fn(&[Delivery]) -> Option<T>,
    ) -> Result<T, Stop> {
        let stage = &self.stage;
        let found = until(what, DELIVERY, async || {
            let found = find(&stage.post.to(to)).map(Some);
            Ok(found.or_else(|| stage.is_down().then_some(None)))
        });
        match found.await {
            Ok(Some(found)) => Ok(found),
            // It is on its way: whether it arrives is judged at the end of the drill.
            Ok(None) => Err(Stop::Cut),
            Err(error) => Err(self.broken(error)),
        }
    }
}
