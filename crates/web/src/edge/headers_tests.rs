//! What every answer carries, whatever it is an answer to.

use super::*;
use crate::edge::csrf::same_origin;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::routing::get;
use tower::ServiceExt as _;

async fn answer(site: &str, method: &str, path: &str) -> (u16, HeaderMap) {
    let site = Url::parse(site).unwrap();
    let kept = || [(header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    let router = Router::new()
        .route("/signin", get(move || async move { (kept(), "page") }))
        .route("/app/", get(move || async move { (kept(), "app") }))
        .route("/assets/a.0123456789ab.css", get(move || async move { (kept(), "style") }));
    let router = hardened(same_origin(router, &site), &site);
    let request =
        Request::builder().method(method).uri(path).header("cookie", "a=b").body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    (response.status().as_u16(), response.headers().clone())
}

#[tokio::test]
async fn every_answer_is_hardened_also_errors_and_refusals() {
    for (method, path, status) in
        [("GET", "/signin", 200), ("GET", "/nowhere", 404), ("POST", "/signin", 403)]
    {
        let (told, headers) = answer("https://id.example.org", method, path).await;
        assert_eq!(told, status, "{method} {path}");
        for (name, value) in ALWAYS {
            assert_eq!(headers[&name], value, "{method} {path}");
        }
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{method} {path}");
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], TRANSPORT, "{method} {path}");
    }
}

#[tokio::test]
async fn only_the_companion_app_may_run_a_worker_and_ask_for_the_camera() {
    let (_, app) = answer("https://id.example.org", "GET", "/app/").await;
    let (_, other) = answer("https://id.example.org", "GET", "/signin").await;
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

#[tokio::test]
async fn only_hashed_assets_are_kept() {
    let (_, headers) = answer("https://id.example.org", "GET", "/assets/a.0123456789ab.css").await;
    assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    let (status, headers) = answer("https://id.example.org", "GET", "/assets/a.old.css").await;
    assert_eq!((status, &headers[header::CACHE_CONTROL]), (404, &HeaderValue::from_static("no-store")));
}

#[tokio::test]
async fn strict_transport_is_asked_for_only_where_there_is_tls() {
    let (_, headers) = answer("http://localhost:8400", "GET", "/signin").await;
    assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[test]
fn the_policy_lets_no_inline_code_in() {
    assert!(!POLICY.contains("unsafe") && POLICY.starts_with("default-src 'none'"));
}
