//! Stories of carriers that report what became of a text.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use delivery::MessageId;
use delivery::http::{Http, Patience, Reach, Trust};
use delivery::receipts::Receipts;
use delivery::text::{CourierParts, TextCourier, TextCourierConfig};

use crate::testing_house::{NOON, ORIGIN, TestHouse};

fn kannel() -> (TextCourier, Receipts) {
    let config = serde_json::json!({
        "kind": "kannel", "url": "http://127.0.0.1:9/cgi-bin/sendsms", "username": "u", "password": "p", "from": "Pine",
    });
    let config: TextCourierConfig = serde_json::from_value(config).unwrap();
    let trust = Trust::new(Arc::new(rustls::crypto::ring::default_provider()), None).unwrap();
    let http = Http::new(&trust, Reach::Operator, Patience::default()).unwrap();
    let receipts = Receipts::new(&format!("{ORIGIN}/receipts"), &[7; 32]).unwrap();
    let parts = CourierParts { http, receipts: Some(receipts.clone()) };
    (TextCourier::new(&config, &parts).unwrap(), receipts)
}

/// The path that Kannel was given for a message, with the state put in.
fn report(receipts: &Receipts, state: &str) -> String {
    let id = MessageId::new("m1").unwrap();
    let address = receipts.kannel_address("kannel", &id, NOON);
    address.replace("%d", state).replace("%F", "c-9").split_off(ORIGIN.len())
}

#[tokio::test]
async fn a_carriers_report_is_taken_once_without_cookies_and_again_without_effect() {
    let (courier, receipts) = kannel();
    let house = TestHouse::with_couriers(vec![courier]).await;
    let mut carrier = house.browser();
    let path = report(&receipts, "1");
    assert_eq!(carrier.get(&path).await.status, StatusCode::NO_CONTENT);
    let sums = house.house.store().sums(&["receipt/kannel:m1:1".to_owned()]).await.unwrap();
    assert_eq!(sums, [1]);
    assert_eq!(carrier.get(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.house.store().sums(&["receipt/kannel:m1:1".to_owned()]).await.unwrap(), [1]);
    let posted = carrier.request(Method::POST, &report(&receipts, "2")).body(Body::empty()).unwrap();
    assert_eq!(carrier.send(posted).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_report_that_nobody_was_asked_for_is_not_believed() {
    let (courier, receipts) = kannel();
    let house = TestHouse::with_couriers(vec![courier]).await;
    let mut stranger = house.browser();
    let path = report(&receipts, "1");
    for (path, status) in [
        (path.replace("m1", "m2"), StatusCode::FORBIDDEN),
        (path.replace("kannel?", "twilio?"), StatusCode::NOT_FOUND),
        (report(&receipts, "7"), StatusCode::BAD_REQUEST),
        ("/receipts/kannel".to_owned(), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(stranger.get(&path).await.status, status, "{path}");
    }
    house.pass(5 * 24 * 3600);
    assert_eq!(stranger.get(&path).await.status, StatusCode::FORBIDDEN, "long after the message");
}
