//! The strict JSON body: one media type, no trailing bytes, no U+0000, and the path of what is wrong.
//! Deliberately not here: what the fields mean.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::Segment;

use super::problem::{Problem, ProblemKind};

/// A JSON body, in and out. Types that are read say `#[serde(deny_unknown_fields)]`, so that a misspelt field is
/// refused and not lost. Fails with 400 (no JSON), 413, 415 or 422 (JSON of the wrong shape), as a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Send application/json.";
            return Err(Problem::with_detail(ProblemKind::WrongMediaType, detail));
        }
        read(&body(request, state).await?).map(Json)
    }
}

impl<T: serde::Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The whole body, within the limit of [`super::limits`].
pub(super) async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(ProblemKind::BodyTooLarge),
        _ => Problem::with_detail(ProblemKind::MalformedBody, "The body ended early."),
    })
}

/// Whether the body is called JSON; parameters such as a character set change nothing (RFC 8259 section 11).
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    media_type_is(headers, "application/json")
}

/// Whether the body is called this.
pub(super) fn media_type_is(headers: &HeaderMap, wanted: &str) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(wanted)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let place = pointer(error.path());
        // Where one of a few names is expected, serde_json calls a number a mistake of syntax.
        if error.inner().is_syntax() && serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
            return Problem::field(place, "not a value of this field");
        }
        shape_problem(&place, error.inner())
    })?;
    reader.end().map_err(|error| shape_problem("", &error))?;
    match zero_character(bytes) {
        Some(place) => Err(Problem::field(place, "contains U+0000")),
        None => Ok(read),
    }
}

fn shape_problem(place: &str, error: &serde_json::Error) -> Problem {
    match error.classify() {
        Category::Data => Problem::field(place, expectation(&error.to_string())),
        Category::Syntax | Category::Eof | Category::Io => {
            let (line, column) = (error.line(), error.column());
            let detail = format!("This is no JSON: see line {line}, column {column}.");
            Problem::with_detail(ProblemKind::MalformedBody, detail)
        }
    }
}

/// What serde says of a field, without the place and without repeating what was sent, which may be a secret.
pub(super) fn expectation(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(said, _)| said);
    let repeats =
        ["invalid type", "invalid value", "invalid length"].iter().any(|start| message.starts_with(start));
    if !repeats {
        return message.to_owned();
    }
    let expected = message.rfind(", expected ").map_or("", |at| &message[at + 2..]);
    match expected.strip_prefix("expected ") {
        None => "not a value of this field".to_owned(),
        // Rust's names of its types mean nothing to who wrote the JSON.
        Some(thing) if thing.starts_with("struct ") || thing == "a map" => "expected an object".to_owned(),
        Some("a sequence") => "expected a list".to_owned(),
        Some("usize" | "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64") => {
            "expected a whole number within its bounds".to_owned()
        }
        Some(_) => expected.to_owned(),
    }
}

/// A path as a JSON pointer (RFC 6901).
pub(super) fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("/{index}")),
            Segment::Map { key } => text.push_str(&step(key)),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

fn step(key: &str) -> String {
    format!("/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Where a string holds U+0000, which no database of ours keeps. The second look is rare: only JSON that has the
/// escape is read twice.
fn zero_character(bytes: &[u8]) -> Option<String> {
    if !bytes.windows(6).any(|window| window == b"\\u0000") {
        return None;
    }
    let value: Value = serde_json::from_slice(bytes).ok()?;
    zero_in(&value)
}

fn zero_in(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => {
            let found = items.iter().enumerate().find_map(|(index, item)| Some((index, zero_in(item)?)));
            found.map(|(index, rest)| format!("/{index}{rest}"))
        }
        Value::Object(members) => members.iter().find_map(|(key, member)| {
            if key.contains('\0') {
                return Some(String::new());
            }
            Some(format!("{}{}", step(key), zero_in(member)?))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
