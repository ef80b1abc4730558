//! Stories about the push service of the tests: it is as strict as RFC 8030 and RFC 8292 want one to be.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use secrets::push::{SubscriptionKeys, VapidKey};

use super::*;
use crate::gateway_tests::http;
use crate::http::{Answer, Reach};

const NOW: i64 = 1_800_000_000;

struct Caller {
    service: PushService,
    vapid: VapidKey,
    told: Told,
}

impl Caller {
    async fn new() -> Self {
        let service = PushService::open(|| NOW).await;
        let vapid = VapidKey::generate(&mut ChaCha20Rng::seed_from_u64(1));
        let told = service.subscribe(&vapid.public_key());
        Self { service, vapid, told }
    }

    fn body(&self) -> Vec<u8> {
        let keys = SubscriptionKeys::parse(&self.told.p256dh, &self.told.auth).unwrap();
        keys.encrypt(b"wake up", &mut ChaCha20Rng::seed_from_u64(2)).unwrap()
    }

    fn authorization(&self, origin: &str, now: i64) -> String {
        self.vapid.authorization(origin, "mailto:admin@example.org", now)
    }

    /// Calls with these headers over the sound ones; an empty value takes a header away.
    async fn call(&self, path: &str, body: Vec<u8>, changed: &[(&str, &str)]) -> Answer {
        let authorization = self.authorization(self.service.origin(), NOW);
        let sound = [
            ("ttl", "60"),
            ("authorization", authorization.as_str()),
            ("content-encoding", "aes128gcm"),
            ("urgency", "high"),
            ("topic", "abc"),
        ];
        let http = http(Reach::Operator);
        let url = format!("{}{path}", self.service.origin()).parse().unwrap();
        let mut request = http.post(url);
        for (name, value) in sound {
            let value =
                changed.iter().find(|(changed, _)| *changed == name).map_or(value, |(_, value)| value);
            if !value.is_empty() {
                request = request.header(name, value);
            }
        }
        http.call(request.body(body).build().unwrap()).await.unwrap()
    }
}

#[tokio::test]
async fn a_sound_call_is_taken_and_read() {
    let caller = Caller::new().await;
    assert_eq!(caller.call("/push/1", caller.body(), &[]).await.status, 201);
    let messages = caller.service.until(1).await;
    assert_eq!(messages[0].text, b"wake up");
    assert_eq!((messages[0].ttl, messages[0].endpoint.as_str()), (60, caller.told.endpoint.as_str()));
}

#[tokio::test]
async fn each_unsound_call_is_refused_for_its_own_reason() {
    let caller = Caller::new().await;
    let elsewhere = caller.authorization("https://push.example.net", NOW);
    let old = caller.authorization(caller.service.origin(), NOW - 13 * 3_600);
    let stranger = VapidKey::generate(&mut ChaCha20Rng::seed_from_u64(9));
    let stranger = stranger.authorization(caller.service.origin(), "mailto:a@example.org", NOW);
    for (name, value, status) in [
        ("ttl", "", 400),
        ("ttl", "-1", 400),
        ("ttl", "soon", 400),
        ("authorization", "", 401),
        ("authorization", "Bearer x", 403),
        ("authorization", &elsewhere, 403),
        ("authorization", &old, 403),
        ("authorization", &stranger, 403),
        ("content-encoding", "", 415),
        ("content-encoding", "gzip", 415),
        ("urgency", "highest", 400),
        ("topic", "with space", 400),
        ("topic", "123456789012345678901234567890123", 400),
    ] {
        let answer = caller.call("/push/1", caller.body(), &[(name, value)]).await;
        assert_eq!(answer.status, status, "{name}: {value}");
    }
    let mut spoilt = caller.body();
    spoilt[100] ^= 1;
    assert_eq!(caller.call("/push/1", spoilt, &[]).await.status, 400);
    assert_eq!(caller.call("/push/1", Vec::new(), &[]).await.status, 400);
    assert_eq!(caller.call("/push/1", vec![0; 4_097], &[]).await.status, 413);
    assert_eq!(caller.call("/push/2", caller.body(), &[]).await.status, 410);
    assert_eq!(caller.call("/elsewhere", caller.body(), &[]).await.status, 404);
    assert!(caller.service.messages().is_empty());
    assert_eq!(caller.service.calls(), 18);
}

#[tokio::test]
async fn it_answers_as_a_test_wishes_in_that_order() {
    let caller = Caller::new().await;
    caller.service.answer_next(429, Some("7"));
    caller.service.answer_next(500, None);
    let answer = caller.call("/push/1", caller.body(), &[]).await;
    assert_eq!((answer.status, answer.retry_after.as_deref()), (429, Some("7")));
    assert_eq!(caller.call("/push/1", caller.body(), &[]).await.status, 500);
    assert_eq!(caller.call("/push/1", caller.body(), &[]).await.status, 201);
}
