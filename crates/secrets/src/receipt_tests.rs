//! Stories of delivery reports that are believed or not.

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

#[test]
fn a_report_is_believed_for_its_own_message_and_courier_only() {
    let keys = Keys::generate(&mut ChaCha20Rng::seed_from_u64(1));
    let mark = keys.receipt_mark("kannel", "m1");
    assert!(keys.receipt_matches("kannel", "m1", &mark));
    assert!(!keys.receipt_matches("kannel", "m2", &mark));
    assert!(!keys.receipt_matches("twilio", "m1", &mark));
    assert!(!keys.receipt_matches("kannel", "m1", ""));
}
