//! What every answer carries, whatever it is an answer to.

use super::*;
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;

/// The headers of an answer that says that it may be kept, and has this status.
fn answer(https: bool, path: &str, status: StatusCode) -> HeaderMap {
    let kept = [(header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    let mut response = (status, kept).into_response();
    Hardening::of(path, https).put_on(&mut response);
    response.headers().clone()
}

#[test]
fn every_answer_is_hardened_also_errors_and_refusals() {
    for status in [StatusCode::OK, StatusCode::NOT_FOUND, StatusCode::FORBIDDEN] {
        let headers = answer(true, "/signin", status);
        for (name, value) in ALWAYS {
            assert_eq!(headers[&name], value, "{status}");
        }
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{status}");
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], TRANSPORT, "{status}");
    }
}

#[test]
fn only_the_companion_app_may_run_a_worker_and_ask_for_the_camera() {
    let app = answer(true, "/app/", StatusCode::OK);
    let other = answer(true, "/signin", StatusCode::OK);
    let says = |headers: &HeaderMap, name: &HeaderName, text: &str| {
        headers[name].to_str().unwrap().split([';', ',']).any(|part| part.trim() == text)
    };
    assert!(
        says(&app, &PERMISSIONS_POLICY, "camera=(self)") && says(&other, &PERMISSIONS_POLICY, "camera=()")
    );
    let policy = header::CONTENT_SECURITY_POLICY;
    assert!(says(&app, &policy, "worker-src 'self'") && says(&other, &policy, "worker-src 'none'"));
    let changed = ["camera=(self)", "camera=()", "worker-src 'self'", "worker-src 'none'"];
    for name in [&PERMISSIONS_POLICY, &policy] {
        let plain = |headers: &HeaderMap| {
            changed
                .iter()
                .fold(headers[name].to_str().unwrap().to_owned(), |text, part| text.replace(part, ""))
        };
        assert_eq!(plain(&app), plain(&other), "nothing else differs");
    }
    assert_eq!(app[header::CACHE_CONTROL], "no-store");
}

#[test]
fn only_hashed_assets_are_kept() {
    let asset = "/assets/a.0123456789ab.css";
    let kept = "public, max-age=31536000, immutable";
    assert_eq!(answer(true, asset, StatusCode::OK)[header::CACHE_CONTROL], kept);
    assert_eq!(answer(true, asset, StatusCode::NOT_MODIFIED)[header::CACHE_CONTROL], kept);
    assert_eq!(answer(true, asset, StatusCode::NOT_FOUND)[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer(true, "/signin", StatusCode::OK)[header::CACHE_CONTROL], "no-store");
}

#[test]
fn strict_transport_is_asked_for_only_where_there_is_tls() {
    let headers = answer(false, "/signin", StatusCode::OK);
    assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[test]
fn the_policy_lets_no_inline_code_in() {
    assert!(!POLICY.contains("unsafe") && POLICY.starts_with("default-src 'none'"));
}
