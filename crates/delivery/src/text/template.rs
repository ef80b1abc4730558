//! Any HTTP gateway by templates: `{to}`, `{to_digits}`, `{text}` and `{id}` in URL, headers and body, each
//! escaped for the place it stands in. Not here: answers that need more than a status and a JSON pointer.

use super::{CourierError, CourierParts, TextMessage, checked_name, no_answer, refused_by_status};
use crate::http::{Answer, GatewayUrlError, Http, gateway_url};
use crate::message::{MessageId, SendError, Sent};
use crate::secret::Secret;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;
use url::Url;

/// A gateway described by templates.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateConfig {
    /// What to call it; default `template`.
    #[serde(default = "default_name")]
    pub name: String,
    /// How it is called; default `post`.
    #[serde(default)]
    pub method: Method,
    /// The URL; placeholders may stand in path and query, not in the host.
    pub url: String,
    /// Headers, where passwords and keys belong; `{to}`, `{to_digits}` and `{id}` may stand in them.
    #[serde(default)]
    pub headers: BTreeMap<String, Secret>,
    /// What the body is, which also says how placeholders in it are escaped; default `json`.
    #[serde(default)]
    pub content_type: ContentType,
    /// The body, of a `post`. In JSON, quote the placeholders: `{"to": "{to}", "text": "{text}"}`.
    #[serde(default)]
    pub body: String,
    /// Lowest and highest status that mean "taken"; default 200 to 299.
    #[serde(default = "default_success")]
    pub success: (u16, u16),
    /// Where a JSON answer tells the gateway's id of the message (RFC 6901), like `/messages/0/id`.
    #[serde(default)]
    pub id_pointer: Option<String>,
}

/// The HTTP method.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// GET, without a body.
    Get,
    /// POST.
    #[default]
    Post,
}

/// What the body is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentType {
    /// `application/json`.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `text/plain`, nothing escaped.
    Text,
}

/// Why templates are not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The URL.
    #[error("{0}")]
    Url(GatewayUrlError),
    /// A placeholder in the host would let a number choose whom we call.
    #[error("placeholders may stand in the URL's path and query only")]
    PlaceholderInHost,
    /// A header that is none, or that would carry the text.
    #[error("a header is malformed, or holds {{text}}")]
    Header,
    /// The filled body is no JSON.
    #[error("the body is no JSON once filled in; quote the placeholders")]
    NotJson,
    /// A GET with a body.
    #[error("a 'get' has no body")]
    BodyOfGet,
    /// The text stands nowhere, or the number.
    #[error("{{text}} and {{to}} (or {{to_digits}}) must stand in the URL or the body")]
    Incomplete,
    /// Not a range of HTTP statuses of success.
    #[error("success is a range of statuses between 200 and 299")]
    Success,
    /// Not a JSON pointer.
    #[error("id_pointer begins with '/'")]
    Pointer,
}

fn default_name() -> String {
    "template".to_owned()
}

fn default_success() -> (u16, u16) {
    (200, 299)
}

/// Takes texts to a gateway described by templates.
#[derive(Debug, Clone)]
pub struct Template {
    config: TemplateConfig,
    http: Http,
}

impl Template {
    pub(super) fn new(config: &TemplateConfig, parts: &CourierParts) -> Result<Self, CourierError> {
        let courier = checked_name(&config.name)?.to_owned();
        check(config).map_err(|error| CourierError::Template { courier, error })?;
        Ok(Self { config: config.clone(), http: parts.http.clone() })
    }

    pub(super) fn name(&self) -> &str {
        &self.config.name
    }

    pub(super) async fn send(&self, message: &TextMessage) -> Result<Sent, SendError> {
        let unfit = || SendError::permanent("the request could not be built");
        let url = filled_url(&self.config, message).map_err(|_| unfit())?;
        let headers = filled_headers(&self.config, message).map_err(|_| unfit())?;
        let request = match self.config.method {
            Method::Get => self.http.get(url),
            Method::Post => self.http.post(url).body(filled_body(&self.config, message)),
        };
        let request = request.headers(headers).build().map_err(|_| unfit())?;
        let answer = self.http.call(request).await.map_err(no_answer)?;
        self.verdict(&answer)
    }

    fn verdict(&self, answer: &Answer) -> Result<Sent, SendError> {
        let (lowest, highest) = self.config.success;
        if !(lowest..=highest).contains(&answer.status) {
            return Err(refused_by_status(answer));
        }
        let said: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let pointer = self.config.id_pointer.as_deref();
        let told = said.as_ref().zip(pointer).and_then(|(said, pointer)| said.pointer(pointer));
        let provider_id = told.and_then(|id| match id {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        });
        Ok(Sent { provider_id })
    }
}

/// Fills the templates with a text full of traps and looks whether they still hold.
fn check(config: &TemplateConfig) -> Result<(), TemplateError> {
    let sample = TextMessage {
        id: MessageId::new("sample").map_err(|_| TemplateError::Incomplete)?,
        to: "+12025550123".to_owned(),
        body: "\"\\ \n&=%?#/{to}".to_owned(),
        valid_seconds: None,
    };
    let host = config.url.split("://").nth(1).unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains(['{', '}']) {
        return Err(TemplateError::PlaceholderInHost);
    }
    filled_url(config, &sample).map_err(TemplateError::Url)?;
    filled_headers(config, &sample)?;
    if config.method == Method::Get && !config.body.is_empty() {
        return Err(TemplateError::BodyOfGet);
    }
    let json = config.method == Method::Post && config.content_type == ContentType::Json;
    if json && serde_json::from_str::<Value>(&filled_body(config, &sample)).is_err() {
        return Err(TemplateError::NotJson);
    }
    let stands = |placeholder| config.url.contains(placeholder) || config.body.contains(placeholder);
    if !stands("{text}") || !(stands("{to}") || stands("{to_digits}")) {
        return Err(TemplateError::Incomplete);
    }
    let (lowest, highest) = config.success;
    if !(200 <= lowest && lowest <= highest && highest <= 299) {
        return Err(TemplateError::Success);
    }
    if config.id_pointer.as_deref().is_some_and(|pointer| !pointer.starts_with('/')) {
        return Err(TemplateError::Pointer);
    }
    Ok(())
}

fn filled_url(config: &TemplateConfig, message: &TextMessage) -> Result<Url, GatewayUrlError> {
    gateway_url(&fill(&config.url, message, percent))
}

fn filled_body(config: &TemplateConfig, message: &TextMessage) -> String {
    match config.content_type {
        ContentType::Json => fill(&config.body, message, json),
        ContentType::Form => fill(&config.body, message, percent),
        ContentType::Text => fill(&config.body, message, str::to_owned),
    }
}

fn filled_headers(config: &TemplateConfig, message: &TextMessage) -> Result<HeaderMap, TemplateError> {
    let mut headers = HeaderMap::new();
    if config.method == Method::Post {
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static(match config.content_type {
                ContentType::Json => "application/json",
                ContentType::Form => "application/x-www-form-urlencoded",
                ContentType::Text => "text/plain; charset=utf-8",
            }),
        );
    }
    for (name, value) in &config.headers {
        if value.reveal().contains("{text}") {
            return Err(TemplateError::Header);
        }
        let name = HeaderName::from_str(name).map_err(|_| TemplateError::Header)?;
        let filled = fill(value.reveal(), message, str::to_owned);
        let mut filled = HeaderValue::from_str(&filled).map_err(|_| TemplateError::Header)?;
        filled.set_sensitive(true);
        headers.insert(name, filled);
    }
    Ok(headers)
}

/// Fills in one pass, so that a placeholder inside a text stays what it is: text.
fn fill(template: &str, message: &TextMessage, escape: fn(&str) -> String) -> String {
    let to_digits = message.to.trim_start_matches('+');
    let values = [
        ("{to}", message.to.as_str()),
        ("{to_digits}", to_digits),
        ("{text}", message.body.as_str()),
        ("{id}", message.id.as_str()),
    ];
    let mut filled = String::with_capacity(template.len() + message.body.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((placeholder, value)) = values.iter().find(|(name, _)| rest.starts_with(name)) {
            filled.push_str(&escape(value));
            rest = &rest[placeholder.len()..];
        } else {
            filled.push('{');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
    filled
}

/// Everything but unreserved characters (RFC 3986 2.3) percent-encoded: right in a path, a query and a form.
fn percent(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len() * 3), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// The inside of a JSON string.
fn json(value: &str) -> String {
    let quoted = Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
