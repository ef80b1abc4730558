//! Stories of subscriptions that browsers tell, soundly or slyly.

use proptest::prelude::*;
use secrets::testing::PushBrowser;

use super::*;

fn told(endpoint: &str) -> Result<Subscription, SubscriptionRefusal> {
    let browser = PushBrowser::new(1);
    Subscription::new(endpoint, &browser.p256dh(), &browser.auth(), &[])
}

#[test]
fn the_push_services_of_browsers_are_taken() {
    for (endpoint, origin) in [
        ("https://fcm.googleapis.com/fcm/send/dQw4w9:APA91b", "https://fcm.googleapis.com"),
        (
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://updates.push.services.mozilla.com",
        ),
        ("https://web.push.apple.com/QGHqZ", "https://web.push.apple.com"),
        ("https://wns2-par02p.notify.windows.com/w/?token=BQYA%2b", "https://wns2-par02p.notify.windows.com"),
        ("https://push.example.net:443/a", "https://push.example.net"),
    ] {
        assert_eq!(told(endpoint).unwrap().origin(), origin);
    }
}

#[test]
fn an_endpoint_has_its_bounds() {
    let long = |length: usize| format!("https://push.example.net/{}", "x".repeat(length - 25));
    assert!(told(&long(LONGEST_ENDPOINT)).is_ok());
    let refused = told(&long(LONGEST_ENDPOINT + 1)).unwrap_err();
    assert_eq!((refused, refused.field()), (SubscriptionRefusal::TooLong, "/endpoint"));
    for (endpoint, refusal) in [
        ("", UrlRefusal::NotAUrl),
        ("push", UrlRefusal::NotAUrl),
        ("http://push.example.net/a", UrlRefusal::NotHttps),
        ("file:///etc/passwd", UrlRefusal::NotHttps),
        ("https://user@push.example.net/a", UrlRefusal::UserInfo),
        ("https://push.example.net:8443/a", UrlRefusal::Port),
        ("https://intranet/a", UrlRefusal::NotPublic),
    ] {
        assert_eq!(told(endpoint), Err(SubscriptionRefusal::Endpoint(refusal)), "{endpoint}");
    }
}

#[test]
fn keys_that_are_none_are_refused() {
    let browser = PushBrowser::new(1);
    let with = |p256dh: &str, auth: &str| Subscription::new("https://push.example.net/a", p256dh, auth, &[]);
    let refused = with("AAAA", &browser.auth()).unwrap_err();
    assert_eq!(
        (refused, refused.field()),
        (SubscriptionRefusal::Keys(BadSubscriptionKeys::P256dh), "/keys/p256dh")
    );
    let refused = with(&browser.p256dh(), "AAAA").unwrap_err();
    assert_eq!(
        (refused, refused.field()),
        (SubscriptionRefusal::Keys(BadSubscriptionKeys::Auth), "/keys/auth")
    );
}

#[test]
fn what_is_kept_is_read_again_and_other_texts_are_not() {
    let subscription = told("https://push.example.net/a?b=%22c%22").unwrap();
    assert_eq!(Subscription::of_text(&subscription.to_text(), &[]), Ok(subscription.clone()));
    let more = subscription.to_text().replacen('{', "{\"more\":1,", 1);
    for text in ["", "{}", "null", more.as_str()] {
        assert_eq!(Subscription::of_text(text, &[]), Err(SubscriptionRefusal::Unreadable), "{text}");
    }
}

#[test]
fn a_service_of_the_houses_own_is_that_origin_and_nothing_beside_it() {
    let own = ["http://127.0.0.1:4000".parse().unwrap()];
    let browser = PushBrowser::new(1);
    let told = |endpoint| Subscription::new(endpoint, &browser.p256dh(), &browser.auth(), &own);
    assert!(told("http://127.0.0.1:4000/push/1").unwrap().is_own(&own));
    assert!(!told("https://push.example.net/push/1").unwrap().is_own(&own));
    for endpoint in [
        "http://127.0.0.1:4001/push/1",
        "http://127.0.0.2:4000/push/1",
        "https://127.0.0.1:4000/push/1",
        "http://user@127.0.0.1:4000/push/1",
        "http://127.0.0.1:4000@evil.example/push/1",
        "http://127.0.0.1/push/1",
    ] {
        assert!(told(endpoint).is_err(), "{endpoint}");
    }
}

#[test]
fn a_service_of_the_houses_own_is_named_by_its_origin_alone() {
    assert!("https://push.internal:8443".parse::<OwnService>().is_ok());
    for bad in ["https://push.internal/path", "https://push.internal/?a", "http://push.example.org", "push"] {
        assert!(bad.parse::<OwnService>().is_err(), "{bad}");
    }
}

#[test]
fn a_contact_is_an_address_or_a_page() {
    use super::super::{BadContact, Contact};
    for good in ["mailto:admin@example.org", "https://example.org/contact", "https://id.example.org/"] {
        assert_eq!(good.parse::<Contact>().unwrap().as_str(), good);
    }
    for bad in [
        "admin@example.org",
        "mailto:",
        "mailto:admin",
        "http://example.org",
        "tel:+49",
        "",
        "https://u@e.org",
    ] {
        assert_eq!(bad.parse::<Contact>(), Err(BadContact), "{bad}");
    }
}

proptest! {
    #[test]
    fn no_endpoint_that_is_taken_names_an_address_of_the_house(
        a in 0_u8.., b in 0_u8.., c in 0_u8.., d in 0_u8..
    ) {
        let address = std::net::Ipv4Addr::new(a, b, c, d);
        let taken = told(&format!("https://{address}/push")).is_ok();
        prop_assert_eq!(taken, guard::is_public(address.into()));
    }
}
