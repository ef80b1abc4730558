//! What holds for every request and every answer of the whole house, whoever answers.

use std::sync::Mutex;

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, header};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

use crate::testing_house::{ORIGIN, TestHouse};

/// What any answer carries, and which only some must not lack.
fn is_hardened(headers: &HeaderMap) -> bool {
    let names = ["content-security-policy", "x-content-type-options", "permissions-policy"];
    names.iter().all(|name| headers.contains_key(*name))
        && headers[header::STRICT_TRANSPORT_SECURITY] == "max-age=63072000"
        && headers[header::CACHE_CONTROL] == "no-store"
}

#[tokio::test]
async fn pages_refusals_of_the_wall_answers_of_the_api_and_to_carriers_are_hardened() {
    let mut browser = TestHouse::open().await.browser();
    browser.get("/signin").await;
    let answers = [
        (Method::GET, "/signin", 200),
        (Method::GET, "/nowhere", 404),
        (Method::GET, "/api/v1/nowhere", 404),
        (Method::GET, "/api/v1/me", 401),
        (Method::PUT, "/signin", 403),
        (Method::POST, "/receipts/nobody", 404),
        (Method::GET, "/receipts/none/at/all", 404),
    ];
    for (method, path, status) in answers {
        let request = browser.request(method.clone(), path).body(Body::empty()).unwrap();
        let page = browser.send(request).await;
        assert_eq!(page.status.as_u16(), status, "{method} {path}");
        assert!(is_hardened(&page.headers), "{method} {path}: {:?}", page.headers);
    }
}

#[tokio::test]
async fn another_site_changes_nothing_and_carriers_need_no_origin() {
    let mut browser = TestHouse::open().await.browser();
    browser.get("/signin").await;
    for (path, status) in [("/signin", 403), ("/api/v1/sign-ins", 403), ("/receipts/nobody", 404)] {
        let request = browser.request(Method::POST, path).header(header::ORIGIN, "https://evil.example");
        let page = browser.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn nobody_sends_more_than_a_body_may_have() {
    let mut browser = TestHouse::open().await.browser();
    for path in ["/api/v1/sign-ins", "/receipts/nobody"] {
        let request = browser
            .request(Method::POST, path)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/json");
        let page = browser.send(request.body(Body::from("x".repeat(70_000))).unwrap()).await;
        assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}: {}", page.body);
    }
}

/// Keeps the name and labels of everything that is counted.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Heard {
    fn hear(&self, key: &Key) {
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        self.0.lock().unwrap().push(format!("{} {}", key.name(), labels.join(" ")));
    }
}

impl Recorder for Heard {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        self.hear(key);
        Counter::noop()
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        self.hear(key);
        Histogram::noop()
    }
}

#[test]
fn every_request_is_counted_by_its_route_and_never_by_what_a_stranger_wrote() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let heard = Heard::default();
    metrics::with_local_recorder(&heard, || {
        runtime.block_on(async {
            let mut browser = TestHouse::open().await.browser();
            browser.get("/signin?x=1").await;
            browser.get("/api/v1/sign-ins/of-a-stranger").await;
            browser.get("/nowhere-of-a-stranger").await;
        });
    });
    let heard = heard.0.into_inner().unwrap();
    let counted: Vec<_> = heard.iter().filter(|line| line.starts_with("vestibule_request")).collect();
    let expected = [
        "vestibule_requests_total route=/signin status=2xx",
        "vestibule_request_seconds route=/signin",
        "vestibule_requests_total route=/api/v1/sign-ins/{id} status=4xx",
        "vestibule_request_seconds route=/api/v1/sign-ins/{id}",
        "vestibule_requests_total route=none status=4xx",
        "vestibule_request_seconds route=none",
    ];
    assert_eq!(counted, expected);
}
