//! Two walls against forged requests: where a request comes from, and a token that binds a form to its session.
//! Deliberately not here: `GET`, which has no effects, and receipts of carriers, which are routed outside.

use axum::http::{HeaderMap, HeaderValue, Method, header};
use rand::CryptoRng;
use secrets::Keys;

use super::cookies::Cookies;
use super::json::is_json;
use super::problem::{Problem, ProblemKind};

/// Whether a request with this method and these headers may change something on a site of this origin.
///
/// Browsers tell `Sec-Fetch-Site` (secure pages) or at least `Origin` with every request that is not `GET` or
/// `HEAD` (Fetch standard), and scripts cannot write either. A request with cookies that tells neither is refused;
/// one without cookies carries no power that could be borrowed, and must only be JSON, which no form can send.
///
/// # Errors
/// [`ProblemKind::CrossSite`], [`ProblemKind::OtherAddress`], or [`ProblemKind::WrongMediaType`] for a program that sends no JSON.
pub fn check_origin(method: &Method, headers: &HeaderMap, origin: &str) -> Result<(), Problem> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let cross_site = |detail: &'static str| Err(Problem::with_detail(ProblemKind::CrossSite, detail));
    let other_address = || {
        let detail = "Origin and the site's public URL differ; check `site.url`.";
        Err(Problem::with_detail(ProblemKind::OtherAddress, detail))
    };
    let cookies = headers.contains_key(header::COOKIE);
    if headers.contains_key(header::AUTHORIZATION) && !cookies {
        return program(headers);
    }
    let told_origin = headers.get(header::ORIGIN);
    let elsewhere = told_origin.is_some_and(|told| told.as_bytes() != origin.as_bytes());
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        Some(b"same-origin" | b"none") if elsewhere => other_address(),
        Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => cross_site("Sec-Fetch-Site says so."),
        None if elsewhere && is_of_host(told_origin, headers) => other_address(),
        None if elsewhere => cross_site("Origin says so."),
        None if told_origin.is_some() => Ok(()),
        None if cookies => cross_site("A request with cookies must tell its Origin."),
        None => program(headers),
    }
}

/// Whether the page that sent the request came from where the request goes. Over plain HTTP browsers send no
/// `Sec-Fetch-Site`, so this is how a site that is opened under another address than its own shows. It is refused all
/// the same: any name that leads here looks like that.
fn is_of_host(origin: Option<&HeaderValue>, headers: &HeaderMap) -> bool {
    let authority = origin.and_then(|origin| origin.to_str().ok()?.split_once("://").map(|(_, rest)| rest));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    authority.is_some_and(|authority| host == Some(authority))
}

/// A request of a program, not of a page: JSON, or no body at all.
fn program(headers: &HeaderMap) -> Result<(), Problem> {
    let empty = headers.get(header::CONTENT_LENGTH).is_none_or(|length| length == "0")
        && !headers.contains_key(header::TRANSFER_ENCODING)
        && !headers.contains_key(header::CONTENT_TYPE);
    if empty || is_json(headers) {
        return Ok(());
    }
    Err(Problem::with_detail(ProblemKind::WrongMediaType, "Send application/json."))
}

/// The token for the forms of a page. `binding` is [`Cookies::form_binding`], or the id that is just being set.
pub fn form_token(keys: &Keys, binding: &str, rng: &mut impl CryptoRng) -> String {
    keys.csrf_token(binding, rng)
}

/// Whether a form was made for the session, or the browser before it, that now sends it.
///
/// # Errors
/// [`ProblemKind::StaleForm`].
pub fn check_form(keys: &Keys, cookies: &Cookies, token: &str) -> Result<(), Problem> {
    let good = cookies.form_binding().is_some_and(|binding| keys.csrf_matches(binding, token));
    if good { Ok(()) } else { Err(Problem::new(ProblemKind::StaleForm)) }
}

#[cfg(test)]
#[path = "csrf_tests.rs"]
mod tests;
