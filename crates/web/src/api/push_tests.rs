//! Waking a phone: what its push service is asked and told, and what the waiting page hears when nobody can be woken.

use std::sync::Arc;
use std::time::Duration;

use delivery::http::{Patience, Trust};
use delivery::push::{PushConfig, PushCourier};
use delivery::testing::{PushService, Told};
use rand::SeedableRng as _;
use secrets::push::VapidKey;
use serde_json::{Value, json};

use super::device_tests::{Phone, asked, look};
use super::testing::Api;
use crate::testing_house::{NOON, TestHouse};

fn courier(service: &PushService) -> PushCourier {
    let key = VapidKey::generate(&mut rand_chacha::ChaCha20Rng::seed_from_u64(3));
    let config = PushConfig {
        contact: "mailto:admin@example.org".parse().unwrap(),
        own_services: vec![service.origin().parse().unwrap()],
    };
    let trust = Trust::new(Arc::new(rustls::crypto::ring::default_provider()), None).unwrap();
    let patience = Patience { connect: Duration::from_secs(5), total: Duration::from_secs(5) };
    PushCourier::new(key, config, &trust, patience).unwrap()
}

fn body(told: &Told) -> Value {
    json!({"endpoint": told.endpoint, "keys": {"p256dh": told.p256dh, "auth": told.auth}, "expirationTime": null})
}

/// A phone of Ana's that can be woken.
async fn woken() -> (PushService, Api, Phone, Told) {
    let service = PushService::open(|| NOON).await;
    let api = Api { house: TestHouse::with_push(courier(&service)).await };
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let me = phone.call(&api, "GET /devices/me", Value::Null).await;
    let told = service.subscribe(&me.text("/push/key"));
    assert_eq!(phone.call(&api, "PUT /devices/me/push", body(&told)).await.status, 204);
    (service, api, phone, told)
}

async fn subscribed(api: &Api, phone: &Phone) -> Value {
    phone.call(api, "GET /devices/me", Value::Null).await.body["push"]["subscribed"].clone()
}

#[tokio::test]
async fn a_prompt_wakes_the_phone_urgently_for_as_long_as_it_lives_and_says_nothing() {
    let (service, api, phone, told) = woken().await;
    assert_eq!(subscribed(&api, &phone).await, json!(true));
    asked(&api, "ana").await;
    api.house.deliver().await;
    let messages = service.until(1).await;
    assert_eq!(
        (messages[0].endpoint.as_str(), messages[0].text.as_slice()),
        (told.endpoint.as_str(), &b"{}"[..])
    );
    assert_eq!((messages[0].ttl, messages[0].urgency.as_deref()), (120, Some("high")));
    assert!(messages[0].topic.is_some());
    assert_eq!(phone.call(&api, "DELETE /devices/me/push", Value::Null).await.status, 204);
    asked(&api, "ana").await;
    api.house.deliver().await;
    assert_eq!(service.calls(), 1, "nobody is woken who does not want it");
}

#[tokio::test]
async fn a_subscription_that_has_ended_is_dropped_and_the_page_offers_another_way_at_once() {
    let (service, api, phone, told) = woken().await;
    service.unsubscribe(&told.endpoint);
    let (step, _) = asked(&api, "ana").await;
    api.house.deliver().await;
    assert_eq!(look(&api, &step).await.text("/challenge/prompt"), "unseen");
    assert_eq!(subscribed(&api, &phone).await, json!(false));
    assert_eq!(phone.prompts(&api).await.len(), 1, "it can still be answered by whoever opens the app");
    assert_eq!(look(&api, &step).await.text("/challenge/prompt"), "waiting", "now somebody has it");
}

#[tokio::test]
async fn a_push_service_that_asks_for_patience_is_asked_again_later() {
    let (service, api, phone, _) = woken().await;
    service.answer_next(429, Some("20"));
    let (step, _) = asked(&api, "ana").await;
    api.house.deliver().await;
    assert_eq!(look(&api, &step).await.text("/challenge/prompt"), "unseen");
    api.house.deliver().await;
    assert_eq!(service.calls(), 1, "not before it said");
    api.house.pass(21);
    api.house.deliver().await;
    assert_eq!(service.until(1).await.len(), 1);
    assert_eq!(subscribed(&api, &phone).await, json!(true));
}

#[tokio::test]
async fn nobody_makes_us_call_inside_the_house() {
    let (service, api, phone, told) = woken().await;
    for endpoint in [
        "https://127.0.0.1/push/1",
        "https://[::1]/push/1",
        "https://10.1.2.3/push/1",
        "https://169.254.169.254/latest",
        "http://push.example.org/1",
        "https://user:secret@push.example.org/1",
        "ftp://push.example.org/1",
        "nowhere",
    ] {
        let wrong = Told { endpoint: endpoint.into(), ..told.clone() };
        let refused = phone.call(&api, "PUT /devices/me/push", body(&wrong)).await;
        assert_eq!((refused.status, refused.problem()), (422, "wrong-field"), "{endpoint}: {}", refused.body);
        assert_eq!(refused.text("/errors/0/pointer"), "/endpoint");
    }
    let wrong = Told { p256dh: "AAAA".repeat(21), ..told };
    let refused = phone.call(&api, "PUT /devices/me/push", body(&wrong)).await;
    assert_eq!(refused.text("/errors/0/pointer"), "/keys/p256dh", "{}", refused.body);
    assert_eq!(service.calls(), 0);
    assert_eq!(subscribed(&api, &phone).await, json!(true), "what was there stays");
}

#[tokio::test]
async fn of_two_phones_one_that_can_be_woken_is_enough_to_wait_for() {
    let service = PushService::open(|| NOON).await;
    let api = Api { house: TestHouse::with_push(courier(&service)).await };
    let ana = api.enrolled("ana").await;
    let mut endpoints = Vec::new();
    for seed in [1, 2] {
        let phone = Phone::paired(&api, &ana.session, seed).await;
        let me = phone.call(&api, "GET /devices/me", Value::Null).await;
        let told = service.subscribe(&me.text("/push/key"));
        assert_eq!(phone.call(&api, "PUT /devices/me/push", body(&told)).await.status, 204);
        endpoints.push(told.endpoint);
    }
    service.unsubscribe(&endpoints[0]);
    let (step, _) = asked(&api, "ana").await;
    api.house.deliver().await;
    assert_eq!(look(&api, &step).await.text("/challenge/prompt"), "waiting", "the other phone rings");
    service.unsubscribe(&endpoints[1]);
    let (step, _) = asked(&api, "ana").await;
    api.house.deliver().await;
    assert_eq!(look(&api, &step).await.text("/challenge/prompt"), "unseen", "now no phone does");
}
