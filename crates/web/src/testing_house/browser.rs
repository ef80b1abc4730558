//! A browser of stories: it keeps cookies and the form's token, goes where it is sent, and reads what comes. Not part of the product.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use tower::Service;

use super::{ORIGIN, PASSWORD};
use crate::edge::client::Peer;

/// What it calls itself unless a story says otherwise.
pub(super) const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A browser: it keeps cookies and the token of the last form it saw.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(super) router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) csrf: String,
    pub(crate) peer: SocketAddr,
    /// What it calls itself.
    pub(crate) agent: &'static str,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    /// Where it redirects to.
    pub(crate) fn location(&self) -> Option<&str> {
        self.headers.get(header::LOCATION)?.to_str().ok()
    }

    /// Whether it says this.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.body.contains(text)
    }

    /// The value of the first hidden field of this name.
    pub(crate) fn hidden(&self, name: &str) -> Option<String> {
        let start = self.body.find(&format!("name=\"{name}\" value=\""))?;
        self.body[start..].split('"').nth(3).map(str::to_owned)
    }
}

impl Browser {
    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form with the token of the last one seen.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &self.csrf).extend_pairs(fields);
        self.post_body(path, form.finish()).await
    }

    /// Sends a form as it is given.
    pub(crate) async fn post_body(&mut self, path: &str, body: impl Into<Body>) -> Page {
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Goes where a page redirects to, as often as it does.
    pub(crate) async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..5 {
            let Some(to) = page.location().map(str::to_owned) else { break };
            page = self.get(&to).await;
        }
        page
    }

    /// Opens the sign-in page and sends name and the common password.
    pub(crate) async fn give_password(&mut self, name: &str) -> Page {
        self.get("/signin").await;
        self.post("/signin", &[("username", name), ("password", PASSWORD)]).await
    }

    /// Whether this browser holds a session cookie.
    pub(crate) fn has_session(&self) -> bool {
        self.cookies.contains_key("__Host-session")
    }

    /// A request with this browser's cookies.
    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder().method(method).uri(path).extension(Peer(self.peer));
        let request = request.header(header::USER_AGENT, self.agent);
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) }
    }

    /// Sends any request and keeps the cookies that come back.
    pub(crate) async fn send(&mut self, request: Request<Body>) -> Page {
        let response = self.router.call(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        let page = Page { status: parts.status, headers: parts.headers, body };
        if let Some(token) = page.hidden("csrf") {
            self.csrf = token;
        }
        page
    }
}
