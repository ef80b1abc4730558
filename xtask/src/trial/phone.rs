//! A phone with a site's app, as `docs/mobile-protocol.md` lets anybody write one: it is paired by a code, reads its prompts
//! and answers with a signature. What it signs is put together here from that page and from nothing of the product's.

use anyhow::{Context, Result, ensure};
use hyper::Method;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use secrets::device::DeviceSigner;
use serde_json::{Value, json};

use super::browser::{Browser, Power, Reply, Session};

/// A phone.
#[derive(Debug)]
pub struct Phone {
    /// What it speaks through; set it to one node to have the phone there.
    pub wire: Browser,
    /// Its key.
    pub key: DeviceSigner,
    /// Its token.
    pub token: String,
    /// Its public identifier.
    pub id: String,
    /// Its account's public identifier.
    pub account: String,
    /// The method that it is, as its owner sees it.
    pub method: String,
}

/// The key that follows from a number.
#[must_use]
pub fn device_key(seed: u64) -> DeviceSigner {
    DeviceSigner::new(&mut ChaCha20Rng::seed_from_u64(seed))
}

/// Shows a pairing code with a key, as a phone does.
///
/// # Errors
/// The connection broke.
pub async fn claim(wire: &mut Browser, code: &str, key: &DeviceSigner) -> Result<Reply> {
    let body = json!({ "code": code, "public_key": key.public().to_text(), "name": "Pixel" });
    wire.call(Method::POST, "/api/v1/devices", Power::None, Some(body)).await
}

fn text(value: &Value, pointer: &str) -> Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no {pointer} in {value}"))
}

impl Phone {
    /// Pairs a phone in a session that is fresh and that has a question; `wire` is the phone's own.
    ///
    /// # Errors
    /// A step failed.
    pub async fn paired(owner: &mut Browser, session: &Session, wire: Browser, seed: u64) -> Result<Self> {
        let begin = Some(json!({ "kind": "mobile_prompt" }));
        let begun = owner.mine(session, Method::POST, "/methods", begin).await?;
        ensure!(begun.status == 201, "no pairing: {} {}", begun.status, begun.text);
        let phone = Self::claimed(&begun.body, wire, seed).await?;
        let path = format!("/methods/{}/confirm", phone.method);
        let done = owner.mine(session, Method::POST, &path, Some(json!({}))).await?;
        ensure!(done.text_at("/state") == Some("active"), "not confirmed: {} {}", done.status, done.text);
        Ok(phone)
    }

    /// A phone that has shown the code of what was begun, and that nobody has confirmed.
    ///
    /// # Errors
    /// The code was not taken.
    pub async fn claimed(begun: &Value, mut wire: Browser, seed: u64) -> Result<Self> {
        let key = device_key(seed);
        let reply = claim(&mut wire, &text(begun, "/pairing/code")?, &key).await?;
        ensure!(reply.status == 201, "the code was not taken: {} {}", reply.status, reply.text);
        let told = |pointer| text(&reply.body, pointer);
        let (token, id, account) = (told("/token")?, told("/id")?, told("/account/id")?);
        Ok(Self { wire, key, token, id, account, method: text(begun, "/id")? })
    }

    /// The same phone, once more: another connection, such as another thread of its app.
    ///
    /// # Errors
    /// The key cannot be copied.
    pub fn twin(&self) -> Result<Self> {
        let key = DeviceSigner::parse(&self.key.to_text()).context("a key that cannot be read")?;
        let (token, id) = (self.token.clone(), self.id.clone());
        let (account, method) = (self.account.clone(), self.method.clone());
        Ok(Self { wire: self.wire.twin(), key, token, id, account, method })
    }

    /// The same phone, talking to one node only.
    #[must_use]
    pub fn at_node(mut self, node: usize) -> Self {
        self.wire = self.wire.at_node(node);
        self
    }

    /// A request of the phone's, below `/api/v1/devices/me`.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn call(&mut self, method: Method, path: &str, body: Option<Value>) -> Result<Reply> {
        let path = format!("/api/v1/devices/me{path}");
        self.wire.call(method, &path, Power::Device(&self.token), body).await
    }

    /// Its prompts.
    ///
    /// # Errors
    /// It is told none.
    pub async fn prompts(&mut self) -> Result<Vec<Value>> {
        let reply = self.call(Method::GET, "/prompts", None).await?;
        let prompts = reply.body["prompts"].as_array().cloned();
        prompts.with_context(|| format!("no prompts: {} {}", reply.status, reply.text))
    }

    /// Its only prompt.
    ///
    /// # Errors
    /// There is none, or there are more.
    pub async fn prompt(&mut self) -> Result<Value> {
        let mut prompts = self.prompts().await?;
        ensure!(prompts.len() == 1, "{} prompts where one is asked", prompts.len());
        prompts.pop().context("one")
    }

    /// The lines to be signed.
    #[must_use]
    pub fn statement(&self, prompt: &Value, decision: &str, reason: &str, number: &str) -> Vec<String> {
        let shown = |field: &str| prompt[field].as_str().unwrap_or_default().to_owned();
        let mut lines =
            vec!["vestibule/prompt-answer/1".to_owned(), self.account.clone(), self.id.clone(), shown("id")];
        lines.extend(
            ["purpose", "site", "browser", "system", "country", "address", "asked_at", "expires_at", "nonce"]
                .map(shown),
        );
        lines.extend([decision, reason, number].map(str::to_owned));
        lines
    }

    /// The body of an answer, signed: `approve` with a number, `deny` or `cancel`.
    #[must_use]
    pub fn says(&self, prompt: &Value, decision: &str, number: &str) -> Value {
        let reason = match decision {
            "approve" => "its_me",
            "deny" => "not_me",
            _ => "changed_my_mind",
        };
        let lines = self.statement(prompt, decision, reason, number);
        json!({
            "decision": decision, "reason": reason, "number": number, "nonce": prompt["nonce"],
            "expires_at": prompt["expires_at"], "signature": self.key.sign(&lines.join("\n")),
        })
    }

    /// Answers a prompt with any body.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn answer(&mut self, prompt: &Value, body: Value) -> Result<Reply> {
        let id = text(prompt, "/id")?;
        self.call(Method::POST, &format!("/prompts/{id}/answers"), Some(body)).await
    }

    /// "It's me", with this number.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn approve(&mut self, prompt: &Value, number: &str) -> Result<Reply> {
        let body = self.says(prompt, "approve", number);
        self.answer(prompt, body).await
    }
}
