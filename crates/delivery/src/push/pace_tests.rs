//! Stories of push services that are not run over.

use secrets::testing::PushBrowser;

use super::*;

const NOW: i64 = 1_800_000_000;
const PATIENCE: Setback = Setback { retry_after: 40, why: Delay::Status(429) };

fn at(host: &str, path: usize) -> Subscription {
    let browser = PushBrowser::new(1);
    let endpoint = format!("https://{host}.example.net/{path}");
    Subscription::new(&endpoint, &browser.p256dh(), &browser.auth(), &[]).unwrap()
}

#[test]
fn a_push_service_gets_so_many_calls_at_once_and_places_come_back() {
    let pace = Arc::new(Pace::default());
    let mut calls: Vec<_> = (0..AT_ONCE).map(|n| pace.enter(&at("one", n), NOW).unwrap()).collect();
    let busy = Setback { retry_after: 1, why: Delay::Busy };
    assert_eq!(pace.enter(&at("one", 999), NOW).unwrap_err(), busy);
    assert!(pace.enter(&at("two", 0), NOW).is_ok(), "another service has its own places");
    calls.pop();
    assert!(pace.enter(&at("one", 999), NOW).is_ok());
    calls.clear();
    assert!(pace.lock().under_way.is_empty(), "nothing is kept of services that nobody calls");
}

#[test]
fn only_a_wish_for_patience_is_remembered_and_only_for_that_subscription() {
    let pace = Arc::new(Pace::default());
    pace.remember(&at("one", 1), Setback { retry_after: 40, why: Delay::Status(503) }, NOW);
    assert!(pace.enter(&at("one", 1), NOW).is_ok());
    pace.remember(&at("one", 1), PATIENCE, NOW);
    let paused = |retry_after| Setback { retry_after, why: Delay::Paused };
    assert_eq!(pace.enter(&at("one", 1), NOW).unwrap_err(), paused(40));
    assert_eq!(pace.enter(&at("one", 1), NOW + 39).unwrap_err(), paused(1));
    assert!(pace.enter(&at("one", 1), NOW + 40).is_ok());
    assert!(pace.enter(&at("one", 2), NOW).is_ok());
}

#[test]
fn memory_of_pauses_is_bounded_and_those_that_passed_make_room() {
    let pace = Arc::new(Pace::default());
    for path in 0..PAUSES + 9 {
        pace.remember(&at("one", path), PATIENCE, NOW);
    }
    assert_eq!(pace.lock().paused.len(), PAUSES);
    pace.remember(&at("one", 9_999), PATIENCE, NOW + 40);
    assert_eq!(pace.lock().paused.len(), 1);
}
