//! Stories of forms bound to their session.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

#[test]
fn a_form_works_in_its_own_session_only() {
    let keys = Keys::generate(&mut rng(1));
    let token = keys.csrf_token("session of ann", &mut rng(2));
    assert!(keys.csrf_matches("session of ann", &token));
    assert!(!keys.csrf_matches("session of bob", &token));
    assert!(!Keys::generate(&mut rng(9)).csrf_matches("session of ann", &token));
}

#[test]
fn every_page_carries_another_token() {
    let keys = Keys::generate(&mut rng(1));
    let mut rng = rng(2);
    assert_ne!(keys.csrf_token("session", &mut rng), keys.csrf_token("session", &mut rng));
}

proptest! {
    #[test]
    fn no_made_up_token_matches(token in "[A-Za-z0-9_-]{64}|.{0,80}") {
        prop_assert!(!Keys::generate(&mut rng(1)).csrf_matches("session", &token));
    }
}
