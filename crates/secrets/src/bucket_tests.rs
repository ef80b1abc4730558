//! Stories of buckets and lookup hashes.

use std::collections::HashSet;

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

fn keys(seed: u64) -> Keys {
    Keys::generate(&mut ChaCha20Rng::seed_from_u64(seed))
}

#[test]
fn any_number_of_unknown_names_fills_no_more_than_the_buckets() {
    let keys = keys(1);
    let ids: HashSet<[u8; 16]> = (0..60_000).map(|n| keys.bucket(&format!("nobody{n}"))).collect();
    // 60,000 names leave a bucket of 4096 empty with a chance of e^-14.6 each.
    assert!((4090..=4096).contains(&ids.len()), "{}", ids.len());
}

#[test]
fn a_name_keeps_its_bucket_through_rotation_and_has_another_elsewhere() {
    let mut here = keys(1);
    let before = here.bucket("nobody");
    here.add_key(&mut ChaCha20Rng::seed_from_u64(7));
    assert_eq!(here.bucket("nobody"), before);
    assert_ne!(keys(2).bucket("nobody"), before);
}

#[test]
fn lookup_hashes_tell_kinds_texts_and_installations_apart() {
    let keys_here = keys(1);
    let of = |kind, text| keys_here.lookup_hash(kind, text);
    assert_eq!(of(LookupKind::Email, "ann@example.org"), of(LookupKind::Email, "ann@example.org"));
    assert_ne!(of(LookupKind::Email, "ann@example.org"), of(LookupKind::Name, "ann@example.org"));
    assert_ne!(of(LookupKind::Email, "ann@example.org"), of(LookupKind::Email, "bob@example.org"));
    assert_ne!(of(LookupKind::Phone, "+14155550100"), keys(2).lookup_hash(LookupKind::Phone, "+14155550100"));
}
