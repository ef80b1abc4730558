//! What all accounts together showed: shares, halving, merging, bounds.

use super::Statistics;
use super::counts::Counts;
use super::sketch::Sketch;
use crate::samples::{DAY, NOW};
use crate::{Key, Profile, Signals, TokenEvidence};

fn visit(country: u32, network: u32, at: i64) -> Signals {
    Signals {
        country: Some(Key::new(country)),
        owner: Some(Key::new(64_496)),
        network: Some(Key::new(network)),
        token: TokenEvidence::Known,
        ..Signals::at(at)
    }
}

fn counted(visits: impl IntoIterator<Item = Signals>) -> Statistics {
    let mut all = Statistics::default();
    for visit in visits {
        all.learn(&Profile::default().learn(&visit).1);
    }
    all
}

#[test]
fn what_is_common_has_a_large_share_and_what_is_new_a_small_one_never_none() {
    let all = counted((0..100).map(|n| visit(if n < 90 { 1 } else { 2 }, n, NOW)));
    let share = |country| all.country(Key::new(country));
    assert!((share(1) - 90.5 / 130.0).abs() < 1e-12, "{}", share(1));
    assert!(share(2) < 0.1 && share(3) > 0.0);
    assert!(all.network(&visit(1, 7, NOW), Key::new(7)) > all.network(&visit(1, 7, NOW), Key::new(500)));
}

#[test]
fn ninety_days_halve_everything() {
    let mut all = counted((0..64).map(|n| visit(1, n % 2, NOW)));
    all.learn(&Profile::default().learn(&visit(1, 0, NOW + 90 * DAY)).1);
    assert_eq!(all.total(), 33);
    all.learn(&Profile::default().learn(&visit(1, 0, NOW)).1);
    assert_eq!(all.total(), 34, "a late row fades nothing");
    all.learn(&Profile::default().learn(&visit(1, 0, NOW + 9_000 * DAY)).1);
    assert_eq!(all.total(), 1);
}

#[test]
fn two_nodes_merged_know_what_one_would() {
    let (odd, even): (Vec<_>, Vec<_>) =
        (0..500).map(|n| visit(n % 7, n, NOW)).partition(|visit| visit.network.unwrap().get() % 2 == 1);
    let mut merged = counted(odd.clone());
    merged.merge(&counted(even.clone()));
    assert_eq!(merged, counted(odd.into_iter().chain(even)));
}

#[test]
fn a_node_that_has_not_halved_yet_is_merged_as_if_it_had() {
    let old = counted((0..64).map(|_| visit(1, 1, NOW)));
    let mut new = counted([visit(1, 1, NOW + 90 * DAY)]);
    new.merge(&old);
    assert_eq!(new.total(), 33);
    let mut other_way = old;
    other_way.merge(&counted([visit(1, 1, NOW + 90 * DAY)]));
    assert_eq!(other_way, new);
}

#[test]
fn a_flood_of_different_values_is_bounded_and_the_common_stay() {
    let mut counts = Counts::at_most(100);
    for _ in 0..50 {
        counts.add(Key::new(7), 1);
    }
    for key in 0..10_000 {
        counts.add(Key::new(1_000 + key), 1);
        assert!(counts.len() <= 100);
    }
    assert_eq!(counts.count(Key::new(7)), 50);
}

#[test]
fn a_sketch_never_counts_too_little_and_seldom_too_much() {
    let mut sketch = Sketch::default();
    for key in 0..50_000_u32 {
        sketch.add(Key::new(key.wrapping_mul(0x9e37_79b1)), 1 + key % 3);
    }
    let mut too_much = 0;
    for key in 0..50_000_u32 {
        let count = sketch.count(Key::new(key.wrapping_mul(0x9e37_79b1)));
        assert!(count > key % 3);
        too_much += u32::from(count > 1 + key % 3);
    }
    assert!(too_much < 10_000, "{too_much} of 50,000 counts are too large");
}
