//! Stories of browsers' marks that hold or do not.

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

#[test]
fn a_mark_is_good_for_its_own_account_and_browser_only() {
    let keys = Keys::generate(&mut ChaCha20Rng::seed_from_u64(1));
    let mark = keys.browser_mark(&[1; 16], &[2; 16]);
    assert_eq!(mark.len(), MARK);
    assert!(keys.browser_matches(&[1; 16], &[2; 16], &mark));
    assert!(!keys.browser_matches(&[9; 16], &[2; 16], &mark));
    assert!(!keys.browser_matches(&[1; 16], &[9; 16], &mark));
    assert!(!keys.browser_matches(&[1; 16], &[2; 16], ""));
    let others = Keys::generate(&mut ChaCha20Rng::seed_from_u64(2));
    assert!(!others.browser_matches(&[1; 16], &[2; 16], &mark));
}
