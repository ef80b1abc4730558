//! Problem details (RFC 9457): what the API says when it cannot do what was asked, and what the edge says to all.
//! Deliberately not here: refusals by the rules, which are steps with reasons, and words for pages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

/// What went wrong, in general. Each is one `type` for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The body is no JSON, or no form.
    MalformedBody,
    /// The body is of another media type.
    WrongMediaType,
    /// The body is too large.
    BodyTooLarge,
    /// A field of the body is wrong, missing or unknown.
    WrongField,
    /// The request comes from another site.
    CrossSite,
    /// The request comes from the site's own pages, opened under an address that is not the site's.
    OtherAddress,
    /// The form was not made for this session, or is too old.
    StaleForm,
    /// There is no such thing, or not for this caller.
    NotFound,
    /// The thing does not take this method.
    MethodNotAllowed,
    /// A session or secret is missing or no longer good.
    NotSignedIn,
    /// The phone's token is missing or no longer good: its app deletes its key and says so.
    DeviceSignedOut,
    /// The prompt can be answered no more.
    PromptOver,
    /// The answer is not signed by this phone over this prompt.
    WrongSignature,
    /// The caller may not do this, or not yet.
    NotAllowed,
    /// Somebody else changed the same thing at the same time; try again.
    Conflict,
    /// The password, code or answer is not the right one; it was counted.
    WrongAnswer,
    /// Nothing of that kind is asked now.
    NotAsked,
    /// The code is too old or was tried too often; ask for a new one.
    CodeDead,
    /// The method cannot be used for this now.
    NotUsable,
    /// The text message is not sent; another method is offered.
    TextNotSent,
    /// The rules of the house say no; the reason says why.
    Refused,
    /// A security question has to be enabled first.
    QuestionFirst,
    /// The change takes proofs that are fresher than the session's.
    FreshProofNeeded,
    /// Too many requests; come back later.
    TooMany,
    /// The answer took too long.
    TooSlow,
    /// Something that is needed is out of order or overloaded; come back later.
    Unavailable,
    /// A mistake of ours.
    Internal,
}

impl ProblemKind {
    /// The last part of the `type`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MalformedBody => "malformed-body",
            Self::WrongMediaType => "wrong-media-type",
            Self::BodyTooLarge => "body-too-large",
            Self::WrongField => "wrong-field",
            Self::CrossSite => "cross-site",
            Self::OtherAddress => "other-address",
            Self::StaleForm => "stale-form",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotSignedIn => "not-signed-in",
            Self::DeviceSignedOut => "device-signed-out",
            Self::PromptOver => "prompt-over",
            Self::WrongSignature => "wrong-signature",
            Self::NotAllowed => "not-allowed",
            Self::Conflict => "conflict",
            Self::WrongAnswer => "wrong-answer",
            Self::NotAsked => "not-asked",
            Self::CodeDead => "code-dead",
            Self::NotUsable => "not-usable",
            Self::TextNotSent => "text-not-sent",
            Self::Refused => "refused",
            Self::QuestionFirst => "question-first",
            Self::FreshProofNeeded => "fresh-proof-needed",
            Self::TooMany => "too-many",
            Self::TooSlow => "too-slow",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::MalformedBody => StatusCode::BAD_REQUEST,
            Self::WrongMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongField | Self::WrongAnswer | Self::WrongSignature => StatusCode::UNPROCESSABLE_ENTITY,
            Self::PromptOver => StatusCode::GONE,
            Self::CrossSite
            | Self::OtherAddress
            | Self::StaleForm
            | Self::NotAllowed
            | Self::QuestionFirst
            | Self::FreshProofNeeded => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotSignedIn | Self::DeviceSignedOut => StatusCode::UNAUTHORIZED,
            Self::Conflict
            | Self::NotAsked
            | Self::CodeDead
            | Self::NotUsable
            | Self::TextNotSent
            | Self::Refused => StatusCode::CONFLICT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::MalformedBody => "The body cannot be read.",
            Self::WrongMediaType => "The body is of another media type.",
            Self::BodyTooLarge => "The body is too large.",
            Self::WrongField => "A field of the body is wrong.",
            Self::CrossSite => "The request comes from another site.",
            Self::OtherAddress => "The site is opened under another address than its own.",
            Self::StaleForm => "The form is no longer good; load the page again.",
            Self::NotFound => "There is no such thing here.",
            Self::MethodNotAllowed => "This cannot be done here.",
            Self::NotSignedIn => "A session or secret is missing or no longer good.",
            Self::DeviceSignedOut => "This phone is not signed in any more.",
            Self::PromptOver => "This prompt can be answered no more.",
            Self::WrongSignature => "The answer is not signed by this phone over this prompt.",
            Self::NotAllowed => "This is not allowed.",
            Self::Conflict => "Somebody changed the same thing at the same time; try again.",
            Self::WrongAnswer => "This is not right.",
            Self::NotAsked => "Nothing of that kind is asked now.",
            Self::CodeDead => "The code is no longer good; ask for a new one.",
            Self::NotUsable => "This method cannot be used for this now.",
            Self::TextNotSent => "The text message is not sent; use another method.",
            Self::Refused => "This cannot be done; the reason says why.",
            Self::QuestionFirst => "Enable a security question first.",
            Self::FreshProofNeeded => "Prove first that it is you.",
            Self::TooMany => "Too many requests; come back later.",
            Self::TooSlow => "The answer took too long; try again.",
            Self::Unavailable => "Something that is needed does not answer; come back later.",
            Self::Internal => "Something went wrong on our side.",
        }
    }
}

/// Problem details. As a response, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What went wrong, in general.
    pub kind: ProblemKind,
    /// What went wrong this time. Never holds what the caller sent in a field.
    pub detail: Option<Cow<'static, str>>,
    /// Which fields are wrong.
    pub errors: Vec<FieldError>,
    /// After how many seconds to come back (`Retry-After`).
    pub retry_after: Option<u32>,
    /// Further members (RFC 9457 section 3.2), such as the `step` that a wrong answer leaves a sign-in at.
    pub members: Vec<(&'static str, Value)>,
}

/// A field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Where, as a JSON pointer (RFC 6901); for a form, `/` and the field's name.
    pub pointer: String,
    /// What is wrong with it, such as `expected a string`.
    pub detail: String,
}

impl Problem {
    /// A problem without more to say.
    #[must_use]
    pub const fn new(kind: ProblemKind) -> Self {
        Self { kind, detail: None, errors: Vec::new(), retry_after: None, members: Vec::new() }
    }

    /// A problem with a sentence about this time.
    #[must_use]
    pub fn with_detail(kind: ProblemKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(kind) }
    }

    /// One wrong field.
    #[must_use]
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let error = FieldError { pointer: pointer.into(), detail: detail.into() };
        Self { errors: vec![error], ..Self::new(ProblemKind::WrongField) }
    }

    /// The same, with seconds after which to come back.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The same, with one more member.
    #[must_use]
    pub fn member(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self::new(kind)
    }
}

/// The members of RFC 9457 section 3.1, and `errors` as in its section 3.
#[derive(Serialize)]
struct Members<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(flatten)]
    members: BTreeMap<&'a str, &'a Value>,
}

impl IntoResponse for Problem {
    /// The problem also goes into the response's extensions, so that the pages can say it in a page instead.
    fn into_response(self) -> Response {
        let members = Members {
            r#type: format!("urn:vestibule:problem:{}", self.kind.code()),
            title: self.kind.title(),
            status: self.kind.status().as_u16(),
            detail: self.detail.as_deref(),
            errors: &self.errors,
            members: self.members.iter().map(|(name, value)| (*name, value)).collect(),
        };
        let body = serde_json::to_vec(&members).unwrap_or_default();
        let media_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
        let mut response = (self.kind.status(), media_type, body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
#[path = "problem_tests.rs"]
mod tests;
