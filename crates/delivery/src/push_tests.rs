//! Stories of waking an app: what the push service and the browser get, what their answers mean, and whom no stranger can
//! make us call.

use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::*;
use crate::gateway_tests::{Gateway, Manner, closed, trust};
use crate::guard::UrlRefusal;
use crate::guard::tests::every_name_is_loopback;
use crate::testing::{PushService, Told};

const NOW: i64 = 1_800_000_123;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn patience() -> Patience {
    Patience { connect: Duration::from_millis(400), total: Duration::from_millis(600) }
}

fn config(own: &[&str]) -> PushConfig {
    PushConfig {
        contact: "mailto:admin@example.org".parse().unwrap(),
        own_services: own.iter().map(|service| service.parse().unwrap()).collect(),
    }
}

/// A courier for which these are services of the operator's own.
fn courier(own: &[&str]) -> PushCourier {
    PushCourier::new(VapidKey::generate(&mut rng(1)), config(own), &trust(), patience()).unwrap()
}

fn read(courier: &PushCourier, told: &Told) -> Result<Subscription, SubscriptionRefusal> {
    courier.subscription(&told.endpoint, &told.p256dh, &told.auth)
}

/// What a browser would tell that subscribed at this endpoint.
fn at(endpoint: &str) -> Told {
    let browser = secrets::testing::PushBrowser::new(9);
    Told { endpoint: endpoint.to_owned(), p256dh: browser.p256dh(), auth: browser.auth() }
}

fn wake() -> WakeUp {
    WakeUp { topic: Topic::of("prompt 1"), until: NOW + 120 }
}

async fn send(courier: &PushCourier, to: &Subscription, now: i64) -> Outcome {
    courier.send(to, &wake(), now, &mut rng(5)).await
}

/// A push service, a courier that may call it, and a browser that subscribed.
async fn subscribed() -> (PushService, PushCourier, Subscription) {
    let service = PushService::open(|| NOW).await;
    let courier = courier(&[service.origin()]);
    let told = service.subscribe(courier.public_key());
    let subscription = read(&courier, &told).unwrap();
    (service, courier, subscription)
}

#[tokio::test]
async fn a_wake_up_arrives_urgent_for_as_long_as_the_prompt_lives_and_says_nothing() {
    let (service, courier, subscription) = subscribed().await;
    assert_eq!(send(&courier, &subscription, NOW + 20).await, Outcome::Taken);
    let messages = service.until(1).await;
    let [message] = messages.as_slice() else { panic!("one message: {messages:?}") };
    assert_eq!((message.text.as_slice(), message.ttl), (b"{}".as_slice(), 100));
    assert_eq!(message.urgency.as_deref(), Some("high"));
    assert_eq!(message.topic.as_deref(), Some(Topic::of("prompt 1").as_str()));
    assert_eq!(message.caller.key, courier.public_key());
    assert_eq!(message.caller.contact.as_deref(), Some("mailto:admin@example.org"));
}

#[tokio::test]
async fn what_goes_over_the_wire_tells_a_push_service_nothing_of_the_prompt() {
    let gateway = Gateway::saying(201, "").await;
    let courier = courier(&[&gateway.base]);
    let subscription = read(&courier, &at(&format!("{}/push/secret?x=1", gateway.base))).unwrap();
    assert_eq!(send(&courier, &subscription, NOW).await, Outcome::Taken);
    let heard = gateway.only();
    assert_eq!((heard.method.as_str(), heard.uri.as_str()), ("POST", "/push/secret?x=1"));
    let mut names: Vec<_> = heard.headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    let expected = [
        "accept",
        "authorization",
        "content-encoding",
        "content-length",
        "content-type",
        "host",
        "topic",
        "ttl",
        "urgency",
        "user-agent",
    ];
    assert_eq!(names, expected);
    // Header, two bytes, delimiter and tag: the same for every message.
    assert_eq!(heard.headers["content-length"], "105");
    assert!(!format!("{:?}", heard.headers).contains("prompt"));
}

#[tokio::test]
async fn a_subscription_that_ended_is_to_be_dropped() {
    let (service, courier, subscription) = subscribed().await;
    service.answer_next(404, None);
    assert_eq!(send(&courier, &subscription, NOW).await, Outcome::Gone);
    service.unsubscribe(subscription.url().as_str());
    assert_eq!(send(&courier, &subscription, NOW).await, Outcome::Gone);
    assert!(service.messages().is_empty());
}

#[tokio::test]
async fn a_push_service_that_asks_for_patience_is_left_alone_so_long() {
    let (service, courier, subscription) = subscribed().await;
    let other = read(&courier, &service.subscribe(courier.public_key())).unwrap();
    let later = |retry_after, why| Outcome::Later(Setback { retry_after, why });
    service.answer_next(429, Some("40"));
    assert_eq!(send(&courier, &subscription, NOW).await, later(40, Delay::Status(429)));
    assert_eq!(send(&courier, &subscription, NOW + 39).await, later(1, Delay::Paused));
    assert_eq!(service.calls(), 1);
    assert_eq!(send(&courier, &other, NOW + 1).await, Outcome::Taken, "one person's pause is nobody else's");
    assert_eq!(send(&courier, &subscription, NOW + 40).await, Outcome::Taken);
}

#[tokio::test]
async fn a_date_to_come_back_at_is_understood_and_a_broken_service_may_be_asked_again_at_once() {
    let (service, courier, subscription) = subscribed().await;
    let later = |retry_after, status| Outcome::Later(Setback { retry_after, why: Delay::Status(status) });
    service.answer_next(503, Some("Fri, 15 Jan 2027 08:03:00 GMT"));
    assert_eq!(send(&courier, &subscription, NOW).await, later(57, 503));
    service.answer_next(500, None);
    assert_eq!(send(&courier, &subscription, NOW).await, later(5, 500));
    assert_eq!(send(&courier, &subscription, NOW).await, Outcome::Taken);
}

#[tokio::test]
async fn a_subscription_made_for_another_key_is_refused_by_the_push_service() {
    let service = PushService::open(|| NOW).await;
    let courier = courier(&[service.origin()]);
    let another = VapidKey::generate(&mut rng(2)).public_key();
    let subscription = read(&courier, &service.subscribe(&another)).unwrap();
    assert_eq!(send(&courier, &subscription, NOW).await, Outcome::Refused(Refusal::Status(403)));
}

#[tokio::test]
async fn what_came_too_late_is_not_sent() {
    let (service, courier, subscription) = subscribed().await;
    for late in [NOW + 120, NOW + 121, i64::MAX] {
        assert_eq!(send(&courier, &subscription, late).await, Outcome::Refused(Refusal::Expired));
    }
    assert_eq!(service.calls(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let gateway = Gateway::open(Manner::Redirects).await;
    let courier = courier(&[&gateway.base]);
    let subscription = read(&courier, &at(&format!("{}/push/1", gateway.base))).unwrap();
    assert_eq!(send(&courier, &subscription, NOW).await, Outcome::Refused(Refusal::Status(307)));
    assert_eq!(gateway.only().uri, "/push/1");
}

#[tokio::test]
async fn an_endless_answer_and_a_silent_one_hold_nobody_up() {
    let endless = Gateway::open(Manner::Endless(201)).await;
    let silent = Gateway::open(Manner::Silent).await;
    let closed = closed().await;
    let courier = courier(&[&endless.base, &silent.base, &closed]);
    let to = |base: &str| read(&courier, &at(&format!("{base}/push/1"))).unwrap();
    assert_eq!(send(&courier, &to(&endless.base), NOW).await, Outcome::Taken);
    let why = |outcome| if let Outcome::Later(Setback { why, .. }) = outcome { Some(why) } else { None };
    assert_eq!(why(send(&courier, &to(&silent.base), NOW).await), Some(Delay::NoAnswer));
    assert_eq!(why(send(&courier, &to(&closed), NOW).await), Some(Delay::NotSent));
}

#[tokio::test]
async fn no_more_of_an_answer_is_read_than_four_kibibytes() {
    let endless = Gateway::open(Manner::Endless(410)).await;
    let courier = courier(&[&endless.base]);
    let subscription = read(&courier, &at(&format!("{}/push/1", endless.base))).unwrap();
    let request =
        courier.request(&courier.inner.own, &subscription, &wake(), (120, NOW), &mut rng(1)).unwrap();
    let answer = courier.inner.own.call(request).await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (410, crate::http::LONGEST_ANSWER));
}

#[tokio::test]
async fn no_endpoint_leads_into_the_house() {
    let (service, _, _) = subscribed().await;
    // This courier has no services of its own: what the other may call is as closed to it as the rest.
    let courier = courier(&[]);
    let port = service.origin().rsplit(':').next().unwrap().to_owned();
    let refused = |endpoint: &str| read(&courier, &at(endpoint)).unwrap_err();
    for endpoint in [
        "https://127.0.0.1/push/1",
        "https://10.0.0.7/push/1",
        "https://192.168.1.1/push/1",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/push/1",
        "https://[fd00::1]/push/1",
        "https://[fe80::1]/push/1",
        "https://[::ffff:127.0.0.1]/push/1",
        "https://2130706433/push/1",
        "https://localhost/push/1",
        "https://push.internal/push/1",
    ] {
        let not_public = SubscriptionRefusal::Endpoint(UrlRefusal::NotPublic);
        assert_eq!(refused(endpoint), not_public, "{endpoint}");
    }
    let not_https = SubscriptionRefusal::Endpoint(UrlRefusal::NotHttps);
    assert_eq!(refused(&format!("{}/push/1", service.origin())), not_https);
    let port = refused(&format!("https://push.example.net:{port}/push/1"));
    assert_eq!(port, SubscriptionRefusal::Endpoint(UrlRefusal::Port));
    assert_eq!(service.calls(), 0);
}

#[tokio::test]
async fn a_name_that_leads_into_the_house_is_found_out_before_connecting() {
    let resolver = every_name_is_loopback();
    let public = Http::resolving(&trust(), Reach::Public, patience(), resolver).unwrap();
    let own = Http::new(&trust(), Reach::Operator, patience()).unwrap();
    let courier = PushCourier::calling(VapidKey::generate(&mut rng(1)), config(&[]), public, own).unwrap();
    let subscription = read(&courier, &at("https://push.example.net/push/1")).unwrap();
    assert_eq!(send(&courier, &subscription, NOW).await, Outcome::Refused(Refusal::NotPublic));
}

#[tokio::test]
async fn a_subscription_kept_from_before_is_judged_anew() {
    let (service, courier_of_before, subscription) = subscribed().await;
    let kept = subscription.to_text();
    assert_eq!(courier_of_before.kept_subscription(&kept), Ok(subscription));
    let refused = courier(&[]).kept_subscription(&kept);
    assert_eq!(refused, Err(SubscriptionRefusal::Endpoint(UrlRefusal::NotHttps)));
    assert_eq!(service.calls(), 0);
}

#[test]
fn a_topic_is_short_and_hides_its_name() {
    let topic = Topic::of("a name that is much longer than thirty-two characters, with / and ü");
    assert_eq!(topic.as_str().len(), 32);
    assert!(topic.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert_eq!(Topic::of("a"), Topic::of("a"));
    assert_ne!(Topic::of("a"), Topic::of("b"));
}

#[test]
fn debug_output_has_neither_endpoint_nor_keys() {
    let courier = courier(&[]);
    let told = at("https://push.example.net/push/secret");
    let subscription = read(&courier, &told).unwrap();
    assert_eq!(format!("{subscription:?}"), "Subscription { origin: \"https://push.example.net\", .. }");
    assert!(!format!("{courier:?}").contains("vapid"));
}
