//! Stories of sealed values: they open at their own place only, and survive rotation.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn seed_of(row: &str) -> Place<'_> {
    Place { table: "methods", column: "seed", row }
}

#[test]
fn a_value_opens_at_its_own_place() {
    let keys = Keys::generate(&mut rng(1));
    let sealed = keys.seal(seed_of("ann/1"), b"seed of ann", &mut rng(2)).unwrap();
    assert!(sealed.starts_with("k1."));
    assert_eq!(keys.open(seed_of("ann/1"), &sealed).unwrap().as_slice(), b"seed of ann");
}

#[test]
fn swapping_the_ciphertext_of_two_rows_opens_neither() {
    let keys = Keys::generate(&mut rng(1));
    let of_ann = keys.seal(seed_of("ann/1"), b"seed of ann", &mut rng(2)).unwrap();
    let of_bob = keys.seal(seed_of("bob/1"), b"seed of bob", &mut rng(3)).unwrap();
    assert_eq!(keys.open(seed_of("bob/1"), &of_ann), Err(SealError::Refused));
    assert_eq!(keys.open(seed_of("ann/1"), &of_bob), Err(SealError::Refused));
    let elsewhere = Place { column: "phone", ..seed_of("ann/1") };
    assert_eq!(keys.open(elsewhere, &of_ann), Err(SealError::Refused));
}

#[test]
fn parts_of_a_place_do_not_run_into_each_other() {
    let keys = Keys::generate(&mut rng(1));
    let here = Place { table: "ab", column: "c", row: "1" };
    let there = Place { table: "a", column: "bc", row: "1" };
    let sealed = keys.seal(here, b"x", &mut rng(2)).unwrap();
    assert_eq!(keys.open(there, &sealed), Err(SealError::Refused));
}

#[test]
fn after_rotation_old_values_open_and_ask_to_be_sealed_anew() {
    let mut keys = Keys::generate(&mut rng(1));
    let old = keys.seal(seed_of("ann/1"), b"seed", &mut rng(2)).unwrap();
    assert!(!keys.needs_reseal(&old));
    keys.add_key(&mut rng(3));
    assert!(keys.needs_reseal(&old));
    assert_eq!(keys.open(seed_of("ann/1"), &old).unwrap().as_slice(), b"seed");
    let new = keys.seal(seed_of("ann/1"), b"seed", &mut rng(4)).unwrap();
    assert!(new.starts_with("k2.") && !keys.needs_reseal(&new));
    keys.remove_key("k1").unwrap();
    assert_eq!(keys.open(seed_of("ann/1"), &old), Err(SealError::UnknownKey("k1".to_owned())));
}

#[test]
fn the_keys_of_another_installation_open_nothing() {
    let sealed = Keys::generate(&mut rng(1)).seal(seed_of("ann/1"), b"seed", &mut rng(2)).unwrap();
    let other = Keys::generate(&mut rng(9));
    assert_eq!(other.open(seed_of("ann/1"), &sealed), Err(SealError::Refused));
}

proptest! {
    #[test]
    fn no_altered_text_opens(plaintext: Vec<u8>, at: prop::sample::Index, letter in "[A-Za-z0-9._-]") {
        let keys = Keys::generate(&mut rng(1));
        let sealed = keys.seal(seed_of("ann/1"), &plaintext, &mut rng(2)).unwrap();
        let at = at.index(sealed.len());
        let altered = format!("{}{letter}{}", &sealed[..at], &sealed[at + 1..]);
        if altered == sealed {
            prop_assert_eq!(keys.open(seed_of("ann/1"), &sealed).unwrap().to_vec(), plaintext);
        } else {
            prop_assert!(keys.open(seed_of("ann/1"), &altered).is_err());
        }
    }

    #[test]
    fn no_text_makes_opening_fall_over(text: String) {
        let keys = Keys::generate(&mut rng(1));
        prop_assert!(keys.open(seed_of("ann/1"), &text).is_err());
    }
}
