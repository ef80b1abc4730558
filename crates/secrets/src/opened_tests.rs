//! Stories of what a browser kept of a link, and what it cannot make of it.

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

#[test]
fn it_tells_its_own_moment_to_its_own_account_and_generation_only() {
    let keys = Keys::generate(&mut ChaCha20Rng::seed_from_u64(1));
    let kept = keys.opened(&[1; 16], 3, 1_790_000_000);
    assert!(kept.len() < 64, "it fits a cookie: {kept}");
    assert_eq!(keys.opened_at(&[1; 16], 3, &kept), Some(1_790_000_000));
    assert_eq!(keys.opened_at(&[2; 16], 3, &kept), None);
    assert_eq!(keys.opened_at(&[1; 16], 4, &kept), None);
    let others = Keys::generate(&mut ChaCha20Rng::seed_from_u64(2));
    assert_eq!(others.opened_at(&[1; 16], 3, &kept), None);
}

#[test]
fn nobody_makes_it_younger() {
    let keys = Keys::generate(&mut ChaCha20Rng::seed_from_u64(1));
    let kept = keys.opened(&[1; 16], 0, 1_790_000_000);
    let later = kept.replace("1790000000", "1790003600");
    assert_ne!(later, kept);
    for made_up in [later.as_str(), "1790003600_", "1790003600", "_", "", "now_x"] {
        assert_eq!(keys.opened_at(&[1; 16], 0, made_up), None, "{made_up}");
    }
}
