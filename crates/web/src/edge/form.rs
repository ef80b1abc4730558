//! The strict form body: UTF-8, every field once, no U+0000, unknown fields refused by the type, and the CSRF
//! token kept apart. Deliberately not here: checking that token (`csrf`), uploads (there are none).

use std::collections::HashSet;

use axum::extract::{FromRequest, Request};
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::json::{body, expectation, media_type_is, pointer};
use super::problem::{Problem, ProblemKind};

/// The hidden field of every form.
const CSRF: &str = "csrf";

/// More fields than any form of ours has.
const MAX_FIELDS: usize = 64;

/// A form. Types that are read say `#[serde(deny_unknown_fields)]`; the field `csrf` is not theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form<T> {
    /// The fields.
    pub fields: T,
    /// The CSRF token, empty if the form had none; see [`super::csrf::check_form`].
    pub csrf: String,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !media_type_is(request.headers(), "application/x-www-form-urlencoded") {
            let detail = "Send application/x-www-form-urlencoded.";
            return Err(Problem::with_detail(ProblemKind::WrongMediaType, detail));
        }
        read(&body(request, state).await?)
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<Form<T>, Problem> {
    let mut seen = HashSet::new();
    let mut csrf = String::new();
    let mut fields = form_urlencoded::Serializer::new(String::new());
    for pair in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let (name, value) = decoded_pair(pair)?;
        let problem = |detail: &str| Err(Problem::field(format!("/{name}"), detail));
        if name.contains('\0') || value.contains('\0') {
            return Err(Problem::field("", "contains U+0000"));
        }
        if seen.len() == MAX_FIELDS {
            return Err(Problem::with_detail(ProblemKind::MalformedBody, "The form has too many fields."));
        }
        if !seen.insert(name.clone()) {
            return problem("stands there twice");
        }
        if name == CSRF {
            csrf = value;
        } else {
            fields.append_pair(&name, &value);
        }
    }
    let fields = fields.finish();
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(fields.as_bytes()));
    let fields = serde_path_to_error::deserialize(reader)
        .map_err(|error| Problem::field(pointer(error.path()), expectation(&error.inner().to_string())))?;
    Ok(Form { fields, csrf })
}

fn decoded_pair(pair: &[u8]) -> Result<(String, String), Problem> {
    let cut = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
    let (name, value) = (&pair[..cut], pair.get(cut + 1..).unwrap_or_default());
    Ok((decoded(name)?, decoded(value)?))
}

/// Lossless where the common reader puts U+FFFD: a password that is not UTF-8 is refused, not changed.
fn decoded(text: &[u8]) -> Result<String, Problem> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded = percent_decode(&spaced).decode_utf8();
    let text =
        decoded.map_err(|_| Problem::with_detail(ProblemKind::MalformedBody, "The form is not UTF-8."))?;
    Ok(text.into_owned())
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
