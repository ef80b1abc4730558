//! What is checked after the product is up again: that what was acknowledged stands, that what was used is used, that
//! what was counted is counted. An unanswered request may have taken place or not, but only once and as a whole.

use anyhow::{Context, Result, bail, ensure};
use hyper::Method;
use secrets::totp;
use serde_json::{Value, json};

use super::ledger::{Door, Doubt, Ledger, OpenKey, Spent};
use super::links::{NOT_ME, Press, press};
use super::tale::{Stage, Tale};
use crate::trial::{Browser, Open, Power, Reply, now};

/// Wrong answers without delay (DESIGN section 4 "Tries").
const FREE: usize = 5;

/// Checks one ledger after a restart, and strikes out its doubt. Uses up codes and tries of the person.
///
/// # Errors
/// The first promise that is broken.
pub(super) async fn after_restart(ledger: &mut Ledger, stage: &Stage) -> Result<()> {
    let doubt = ledger.doubt.take();
    let who = format!("{} ({}), in doubt: {doubt:?}", ledger.person.name, ledger.story);
    let mut audit = Audit { tale: Tale::new(stage, ledger.clone()), doubt };
    let outcome = audit.all().await;
    *ledger = audit.tale.ledger;
    ledger.doubt = None;
    outcome.context(who)
}

/// Checks what stands and uses nothing up.
///
/// # Errors
/// The first promise that is broken.
pub(super) async fn standing(ledger: &Ledger, stage: &Stage) -> Result<()> {
    let who = format!("{} ({})", ledger.person.name, ledger.story);
    // A sign-in lives ten minutes, and may be over by now.
    let ledger = Ledger { open: None, ..ledger.clone() };
    let mut audit = Audit { tale: Tale::new(stage, ledger), doubt: None };
    audit.stands().await.context(who)
}

struct Audit {
    tale: Tale,
    doubt: Option<Doubt>,
}

impl Audit {
    async fn all(&mut self) -> Result<()> {
        self.resolve_text().await?;
        let mut guessed: Vec<Door> = self.tale.ledger.wrong.keys().copied().collect();
        if let Some(Doubt::Wrong(door)) = self.doubt
            && !guessed.contains(&door)
        {
            guessed.push(door);
        }
        self.stands().await?;
        self.spent().await?;
        self.resolve().await?;
        self.counted(&guessed).await
    }

    async fn as_session(&mut self, token: &str, path: &str) -> Result<Reply> {
        let path = format!("/api/v1/me{path}");
        self.tale.browser.call(Method::GET, &path, Power::Session(token), None).await
    }

    /// The state that an owner sees: sign-in, sessions, methods, preferences.
    async fn stands(&mut self) -> Result<()> {
        for token in self.tale.ledger.over.clone() {
            let reply = self.as_session(&token, "").await?;
            ensure!(reply.status == 401, "an ended session is alive: {} {}", reply.status, reply.text);
        }
        self.sign_in_stands().await?;
        let Some(token) = self.tale.ledger.session.clone() else { return Ok(()) };
        let me = self.as_session(&token, "").await?;
        if me.status == 401 && matches!(self.doubt, Some(Doubt::SignOut | Doubt::Link { .. })) {
            self.tale.ledger.signed_out();
            return Ok(());
        }
        ensure!(me.status == 200, "an acknowledged session is gone: {} {}", me.status, me.text);
        let methods = self.as_session(&token, "/methods").await?;
        self.preference(&me)?;
        self.methods(&methods)?;
        if self.tale.ledger.known {
            let browsers = self.as_session(&token, "/browsers").await?;
            let known = browsers.body["browsers"].as_array().map_or(0, Vec::len);
            ensure!(known > 0, "no browser is known any more: {}", browsers.text);
        }
        Ok(())
    }

    async fn sign_in_stands(&mut self) -> Result<()> {
        let Some(open) = self.tale.ledger.open.clone() else { return Ok(()) };
        let reply = look(&mut self.tale.browser, &(open.id.clone(), open.secret.clone())).await?;
        let moved = matches!(
            self.doubt,
            Some(Doubt::AppCode { .. } | Doubt::TextCode { .. } | Doubt::RecoveryCode { .. })
        );
        if reply.status == 404 && moved {
            // It passed, and its secret changed with that.
            return Ok(());
        }
        ensure!(reply.status == 200, "a sign-in under way is gone: {} {}", reply.status, reply.text);
        let (was, is) = (open.step["next"].as_str(), reply.text_at("/next"));
        let chosen = matches!(self.doubt, Some(Doubt::Harmless("choice"))) && is == Some("answer_challenge");
        ensure!(was == is || chosen || moved, "a sign-in under way was at {was:?} and is at {is:?}");
        Ok(())
    }

    fn preference(&mut self, me: &Reply) -> Result<()> {
        let is = me.text_at("/preferred_method").map(str::to_owned);
        let ledger = &mut self.tale.ledger;
        if let Some(Doubt::Prefer { id }) = &self.doubt
            && is.as_ref() == Some(id)
        {
            ledger.preferred = is;
            return Ok(());
        }
        let was = &ledger.preferred;
        ensure!(was.is_none() || *was == is, "the preferred method was {was:?} and is {is:?}");
        Ok(())
    }

    fn methods(&mut self, reply: &Reply) -> Result<()> {
        let all = reply.body["methods"].as_array().cloned().unwrap_or_default();
        let of = |id: &str| all.iter().find(|method| method["id"] == id).cloned().unwrap_or(Value::Null);
        let ledger = &mut self.tale.ledger;
        if let Some(Doubt::Confirm { id }) = &self.doubt
            && of(id)["state"] == "active"
        {
            ledger.methods.push((id.clone(), "authenticator_app"));
        }
        if let Some(Doubt::Rename { id, name }) = &self.doubt
            && of(id)["name"] == name.as_str()
        {
            ledger.names.insert(id.clone(), name.clone());
        }
        for (id, kind) in &ledger.methods {
            let method = of(id);
            let enabled = method["state"] == "active" && method["kind"] == *kind;
            ensure!(enabled, "an enabled {kind} is {method}");
        }
        for (id, name) in &ledger.names {
            ensure!(of(id)["name"] == name.as_str(), "a method called {name} is {}", of(id));
        }
        let codes = all.iter().find(|method| method["kind"] == "recovery_code");
        let left = codes.and_then(|codes| codes["codes_left"].as_u64());
        let left = left.and_then(|left| usize::try_from(left).ok());
        if let (Some(was), Some(Doubt::RecoveryCode { .. })) = (ledger.codes_left, &self.doubt)
            && left == Some(was - 1)
        {
            ledger.codes_left = left;
        }
        let was = ledger.codes_left;
        ensure!(was.is_none() || was == left, "{was:?} recovery codes were left, and {left:?} are");
        Ok(())
    }

    /// Nothing that worked works again.
    async fn spent(&mut self) -> Result<()> {
        for spent in self.tale.ledger.spent.clone() {
            match &spent {
                Spent::Step { app, step } => {
                    let code = self.tale.ledger.person.code_of(*step);
                    let reply = self.replay(Door::App, Some(app), &code).await?;
                    ensure!(reply.is_verdict_wrong(), "a used app code: {} {}", reply.status, reply.text);
                }
                Spent::Recovery(code) => {
                    let reply = self.replay(Door::Recovery, None, code).await?;
                    ensure!(
                        reply.is_verdict_wrong(),
                        "a used recovery code: {} {}",
                        reply.status,
                        reply.text
                    );
                }
                Spent::Text { open, code } => {
                    let reply = answer(&mut self.tale.browser, open, code).await?;
                    ensure!(reply.session().is_none(), "a used text code gave a session: {}", reply.text);
                }
                Spent::Link(token) => self.link_is_used(token).await?,
            }
        }
        Ok(())
    }

    async fn link_is_used(&mut self, token: &str) -> Result<()> {
        match press(&self.tale.stage, NOT_ME, token).await? {
            Press::Looked(reply) if reply.status == 410 => Ok(()),
            other => bail!("a used link: {other:?}"),
        }
    }

    /// Gives a code in a new sign-in from a browser that nobody knows.
    async fn replay(&mut self, door: Door, method: Option<&str>, code: &str) -> Result<Reply> {
        let open = self.begun().await?;
        let mut browser = self.tale.stage.browser();
        let kind = door.kind().unwrap_or_default();
        let method = method.map_or_else(|| open.method(kind), |id| Ok(id.to_owned()))?;
        let path = format!("/api/v1/sign-ins/{}/challenges", open.id);
        let body = json!({ "method_id": method });
        let chosen = browser.call(Method::POST, &path, Power::SignIn(&open.secret), Some(body)).await?;
        ensure!(chosen.status == 200, "{kind} cannot be chosen: {} {}", chosen.status, chosen.text);
        let reply = browser.code(&open, code).await?;
        if reply.is_verdict_wrong() {
            self.tale.ledger.count(door);
        } else if reply.session().is_some() {
            self.tale.ledger.wrong.remove(&door);
        }
        Ok(reply)
    }

    /// A sign-in with the right password, which it takes as it stands: one in doubt may be the old or the new.
    async fn begun(&mut self) -> Result<Open> {
        let mut browser = self.tale.stage.browser();
        let name = self.tale.ledger.person.name.clone();
        let mut reply = browser.give(&name, &self.tale.ledger.password).await?;
        if let (true, Some(Doubt::Password { new })) = (reply.is_verdict_wrong(), &self.doubt) {
            self.tale.ledger.password.clone_from(new);
            reply = browser.give(&name, new).await?;
        }
        let (Some(id), Some(secret)) = (reply.text_at("/id"), reply.text_at("/secret")) else {
            bail!("the password in force is not taken: {} {}", reply.status, reply.text);
        };
        Ok(Open { id: id.to_owned(), secret: secret.to_owned(), step: reply.body.clone() })
    }

    /// A text's code in doubt belongs to its own sign-in, so it is given there before that is looked at.
    async fn resolve_text(&mut self) -> Result<()> {
        let Some(Doubt::TextCode { code }) = self.doubt.clone() else { return Ok(()) };
        let Some(open) = self.tale.ledger.open.take() else { return Ok(()) };
        let key = (open.id, open.secret);
        answer(&mut self.tale.browser, &key, &code).await?;
        let again = answer(&mut self.tale.browser, &key, &code).await?;
        ensure!(again.session().is_none(), "a text code worked twice: {}", again.text);
        self.tale.ledger.wrong.remove(&Door::Text);
        Ok(())
    }

    /// Whatever is in doubt has taken place or not; once it has, it does not again.
    async fn resolve(&mut self) -> Result<()> {
        match self.doubt.clone() {
            Some(Doubt::AppCode { app, step }) => {
                let code = self.tale.ledger.person.code_of(step);
                self.twice(Door::App, Some(&app), &code).await
            }
            Some(Doubt::RecoveryCode { code }) => {
                let before = self.tale.ledger.codes_left;
                self.twice(Door::Recovery, None, &code).await?;
                // Now it is used for sure.
                self.tale.ledger.codes_left = before.map(|left| left.min(9));
                Ok(())
            }
            Some(Doubt::Link { token }) => {
                press(&self.tale.stage, NOT_ME, &token).await?;
                self.link_is_used(&token).await?;
                self.tale.ledger.signed_out();
                Ok(())
            }
            Some(Doubt::Password { .. }) => self.begun().await.map(drop),
            _ => Ok(()),
        }
    }

    async fn twice(&mut self, door: Door, method: Option<&str>, code: &str) -> Result<()> {
        self.replay(door, method, code).await?;
        let again = self.replay(door, method, code).await?;
        ensure!(again.session().is_none(), "a code worked twice: {}", again.text);
        Ok(())
    }

    /// The product allows as many more wrong answers as the ledger leaves, not one more; nor fewer than the unanswered
    /// one explains.
    async fn counted(&mut self, guessed: &[Door]) -> Result<()> {
        for door in guessed.iter().copied() {
            let counted = self.tale.ledger.wrong.get(&door).copied().unwrap_or_default();
            let more = match door {
                Door::Password => self.wrong_passwords().await?,
                // The code of a text dies with its own sign-in's five.
                Door::Text => self.wrong_texts().await?,
                Door::App | Door::Recovery => self.wrong_codes(door).await?,
            };
            let unanswered = usize::from(self.doubt == Some(Doubt::Wrong(door)));
            let sum = counted + more;
            ensure!(
                sum <= FREE && sum + unanswered >= FREE,
                "{door:?}: {counted} wrong answers were acknowledged (and {unanswered} not answered), and {more} more \
                 were taken where {FREE} are free"
            );
        }
        Ok(())
    }

    async fn wrong_passwords(&mut self) -> Result<usize> {
        let mut browser = self.tale.stage.browser();
        for taken in 0..=FREE {
            let reply =
                browser.give(&self.tale.ledger.person.name, &format!("no such words {taken}")).await?;
            if !reply.is_verdict_wrong() {
                ensure!(reply.status == 429, "a wrong password: {} {}", reply.status, reply.text);
                return Ok(taken);
            }
        }
        Ok(FREE + 1)
    }

    async fn wrong_codes(&mut self, door: Door) -> Result<usize> {
        let mut open = self.begun().await?;
        let mut browser = self.tale.stage.browser();
        let kind = door.kind().unwrap_or_default();
        let chosen = browser.choose(&mut open, kind).await?;
        if chosen.status != 200 {
            // With the fifth the method is put off, and cannot be chosen.
            return Ok(0);
        }
        for taken in 0..=FREE {
            let code = match door {
                Door::Recovery => format!("0-0000-0000-0000-000{taken}"),
                _ => self.tale.ledger.person.wrong_code(10 + taken),
            };
            let reply = browser.code(&open, &code).await?;
            if !reply.is_verdict_wrong() {
                ensure!(reply.status == 429, "a wrong code: {} {}", reply.status, reply.text);
                return Ok(taken);
            }
        }
        Ok(FREE + 1)
    }

    async fn wrong_texts(&mut self) -> Result<usize> {
        let Some(open) = self.tale.ledger.open.clone() else { bail!("wrong texts without a sign-in") };
        let sent = self.tale.stage.post.to(&self.tale.ledger.person.phone);
        let right: usize = sent.last().and_then(|text| text.code()?.parse().ok()).unwrap_or_default();
        for taken in 0..=FREE {
            let code = format!("{:06}", (right + 10 + taken) % 1_000_000);
            let reply =
                answer(&mut self.tale.browser, &(open.id.clone(), open.secret.clone()), &code).await?;
            if !reply.is_verdict_wrong() {
                ensure!(matches!(reply.status, 409 | 429), "a wrong code: {} {}", reply.status, reply.text);
                return Ok(taken);
            }
        }
        Ok(FREE + 1)
    }
}

async fn look(browser: &mut Browser, (id, secret): &OpenKey) -> Result<Reply> {
    browser.call(Method::GET, &format!("/api/v1/sign-ins/{id}"), Power::SignIn(secret), None).await
}

async fn answer(browser: &mut Browser, (id, secret): &OpenKey, code: &str) -> Result<Reply> {
    let path = format!("/api/v1/sign-ins/{id}/answers");
    browser.call(Method::POST, &path, Power::SignIn(secret), Some(json!({ "code": code }))).await
}

/// How many of the used app codes are still inside the product's window, so that only their use refuses them.
pub(super) fn still_fresh(ledger: &Ledger) -> usize {
    let oldest = totp::step_at(now()) - 1;
    ledger.spent.iter().filter(|spent| matches!(spent, Spent::Step { step, .. } if *step >= oldest)).count()
}
