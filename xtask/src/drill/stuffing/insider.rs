//! Somebody with an account and a browser that knows them, and how they sign in.

use std::net::Ipv4Addr;

use anyhow::{Context, Result, bail, ensure};
use secrets::totp;

use crate::trial::{Browser, Open, PASSWORD, Person, Site};

use super::clock::Clock;
use super::scene;

/// Somebody with a browser.
pub(super) struct Insider {
    person: Person,
    browser: Browser,
    spent: i64,
}

impl Insider {
    pub(super) fn new(site: &Site, person: Person, number: usize) -> Self {
        let mut browser = site.browser();
        browser.headers = vec![("user-agent", scene::user_agent(number).to_owned())];
        Self { person, browser, spent: 0 }
    }

    /// Signs in from this address, with the app's code if asked: whether they were.
    pub(super) async fn enters(&mut self, from: Ipv4Addr, clock: Clock) -> Result<bool> {
        self.browser.headers.retain(|(name, _)| *name != "x-forwarded-for");
        self.browser.headers.push(("x-forwarded-for", from.to_string()));
        // A connection from before may be closed by now.
        let reply = self.browser.reconnected().give(&self.person.name, PASSWORD).await?;
        if reply.session().is_some() {
            return Ok(false);
        }
        let name = &self.person.name;
        let (Some(id), Some(secret)) = (reply.text_at("/id"), reply.text_at("/secret")) else {
            bail!("{name}: the password was not taken: {} {}", reply.status, reply.text);
        };
        let mut open = Open { id: id.to_owned(), secret: secret.to_owned(), step: reply.body.clone() };
        self.browser.choose(&mut open, "authenticator_app").await?;
        let step = totp::step_at(clock.now());
        let fresh = step.max(self.spent + 1);
        ensure!(fresh <= step + 1, "{name}'s app has no fresh code");
        self.spent = fresh;
        let reply = self.browser.code(&open, &self.person.code_of(fresh)).await?;
        reply.session().with_context(|| format!("{name}: the code was not taken: {}", reply.text))?;
        Ok(true)
    }
}
