//! The site's pages as a browser without JavaScript uses them: cookies kept, forms sent with the token of the last page.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use bytes::Bytes;
use hyper::Method;
use url::form_urlencoded;

use crate::trial::{Browser, PASSWORD, Person, Power, Reply, Site};

const FORM: &str = "application/x-www-form-urlencoded";
/// Redirects that are followed before they count as a circle.
const HOPS: usize = 5;

/// A window onto the pages.
#[derive(Debug)]
pub(super) struct Pages {
    browser: Browser,
    pub(super) cookies: BTreeMap<String, String>,
    pub(super) csrf: String,
    pub(super) origin: String,
}

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) reply: Reply,
}

impl Page {
    /// The value of the first hidden field of this name.
    pub(super) fn hidden(&self, name: &str) -> Result<String> {
        let field = format!("name=\"{name}\" value=\"");
        let (_, rest) = self
            .reply
            .text
            .split_once(&field)
            .with_context(|| format!("no field {name} in {} {}", self.reply.status, self.reply.text))?;
        Ok(rest.split('"').next().unwrap_or_default().to_owned())
    }

    /// Where it leads.
    pub(super) fn location(&self) -> Option<&str> {
        self.reply.headers.get("location")?.to_str().ok()
    }
}

impl Pages {
    /// A window of a browser that nobody knows.
    pub(super) fn new(site: &Site) -> Self {
        Self { browser: site.browser(), cookies: BTreeMap::new(), csrf: String::new(), origin: site.origin() }
    }

    fn head(&mut self, told: &[(&'static str, &str)]) {
        let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.browser.headers.retain(|(name, _)| *name == "user-agent");
        if !jar.is_empty() {
            self.browser.headers.push(("cookie", jar.join("; ")));
        }
        self.browser.headers.extend(told.iter().map(|(name, value)| (*name, (*value).to_owned())));
    }

    fn kept(&mut self, reply: Reply) -> Page {
        for line in reply.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()) {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let page = Page { reply };
        if let Ok(token) = page.hidden("csrf") {
            self.csrf = token;
        }
        page
    }

    /// Looks at a page.
    pub(super) async fn get(&mut self, path: &str) -> Result<Page> {
        self.head(&[]);
        let reply = self.browser.call(Method::GET, path, Power::None, None).await?;
        Ok(self.kept(reply))
    }

    /// Sends a form with the token of the last one.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &self.csrf).extend_pairs(fields);
        self.post_body(path, &form.finish()).await
    }

    /// Sends a form as it is given.
    pub(super) async fn post_body(&mut self, path: &str, body: &str) -> Result<Page> {
        let origin = self.origin.clone();
        self.post_told(path, body, &[("origin", &origin)]).await
    }

    /// Sends a form and tells these headers of where it comes from.
    pub(super) async fn post_told(
        &mut self,
        path: &str,
        body: &str,
        told: &[(&'static str, &str)],
    ) -> Result<Page> {
        self.head(told);
        let body = Some(Bytes::from(body.to_owned()));
        let reply = self.browser.call_raw(Method::POST, path, Power::None, FORM, body).await?;
        Ok(self.kept(reply))
    }

    /// Goes where a page leads.
    pub(super) async fn follow(&mut self, mut page: Page) -> Result<Page> {
        for _ in 0..HOPS {
            let Some(to) = page.location().map(str::to_owned) else { break };
            page = self.get(&to).await?;
        }
        Ok(page)
    }

    /// Gives the right password at the sign-in page and goes where that leads.
    pub(super) async fn give_password(&mut self, person: &Person) -> Result<Page> {
        self.get("/signin").await?;
        let page = self.post("/signin", &[("username", &person.name), ("password", PASSWORD)]).await?;
        self.follow(page).await
    }

    /// Signs in with password and app.
    pub(super) async fn sign_in(&mut self, person: &mut Person) -> Result<()> {
        let page = self.give_password(person).await?;
        let (challenge, code) = (page.hidden("challenge")?, person.next_code()?);
        let page = self.post("/verify", &[("challenge", &challenge), ("code", &code)]).await?;
        let signed_in = self.is_signed_in().await?;
        signed_in.then_some(()).with_context(|| format!("not signed in: {}", page.reply.text))
    }

    /// Whether the settings open.
    pub(super) async fn is_signed_in(&mut self) -> Result<bool> {
        Ok(self.get("/settings/security").await?.reply.status == 200)
    }
}
