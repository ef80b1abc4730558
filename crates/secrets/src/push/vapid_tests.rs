//! Stories of how push services know who calls, held to the example of RFC 8292 section 2.4.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;
use crate::testing::check_vapid;

const K: &str = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
const T: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0\
    NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojF\
    wDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
/// When the example's token ends.
const ENDS: i64 = 1_453_523_768;
const ORIGIN: &str = "https://push.example.net";
const CONTACT: &str = "mailto:push@example.com";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

#[test]
fn the_rfcs_token_is_believed_at_its_origin_until_it_ends() {
    let example = format!("vapid t={T}, k={K}");
    let caller = check_vapid(&example, ORIGIN, ENDS - 1).unwrap();
    assert_eq!((caller.key.as_str(), caller.expires, caller.contact.as_deref()), (K, ENDS, Some(CONTACT)));
    assert!(check_vapid(&example, ORIGIN, ENDS).is_err());
    assert!(check_vapid(&example, ORIGIN, ENDS - 24 * HOUR - 1).is_err());
    assert!(check_vapid(&example, "https://push.example.org", ENDS - 1).is_err());
    let another = VapidKey::generate(&mut rng(1)).public_key();
    assert!(check_vapid(&format!("vapid t={T}, k={another}"), ORIGIN, ENDS - 1).is_err());
}

#[test]
fn what_we_sign_is_written_as_the_rfc_writes_it() {
    let signed = signing_input(ORIGIN, ENDS, CONTACT);
    assert_eq!(Some(signed.as_str()), T.rsplit_once('.').map(|(signed, _)| signed));
}

#[test]
fn our_token_is_believed_and_is_the_same_for_an_hour() {
    let key = VapidKey::generate(&mut rng(1));
    let on_the_hour = 1_800_000_000;
    let first = key.authorization(ORIGIN, CONTACT, on_the_hour);
    let caller = check_vapid(&first, ORIGIN, on_the_hour).unwrap();
    assert_eq!(caller.key, key.public_key());
    assert_eq!(caller.expires, on_the_hour + 12 * HOUR);
    assert_eq!(caller.contact.as_deref(), Some(CONTACT));
    assert_eq!(key.authorization(ORIGIN, CONTACT, on_the_hour + HOUR - 1), first);
    assert_ne!(key.authorization(ORIGIN, CONTACT, on_the_hour + HOUR), first);
    assert_ne!(key.authorization("https://push.example.org", CONTACT, on_the_hour), first);
}

#[test]
fn the_pair_is_kept_sealed_and_opens_in_its_place_only() {
    let keys = Keys::generate(&mut rng(1));
    let key = VapidKey::generate(&mut rng(2));
    let sealed = key.sealed(&keys, &mut rng(3)).unwrap();
    assert_eq!(VapidKey::open(&keys, &sealed).unwrap().public_key(), key.public_key());
    let elsewhere = Place { table: "meta", column: "v", row: "signing" };
    assert_eq!(keys.open(elsewhere, &sealed).unwrap_err(), SealError::Refused);
    let others = Keys::generate(&mut rng(9));
    assert_eq!(VapidKey::open(&others, &sealed).unwrap_err(), SealError::Refused);
    for no_key in [[0; 32].as_slice(), &[0xff; 32], &[1; 31], &[]] {
        let sealed = keys.seal(place(), no_key, &mut rng(3)).unwrap();
        assert_eq!(VapidKey::open(&keys, &sealed).unwrap_err(), SealError::Malformed, "{no_key:?}");
    }
}

#[test]
fn debug_output_shows_the_public_key_alone() {
    let key = VapidKey::generate(&mut rng(2));
    assert_eq!(format!("{key:?}"), format!("VapidKey({:?})", key.public_key()));
}

proptest! {
    #[test]
    fn no_token_lives_longer_than_push_services_allow(now in 0_i64..4_000_000_000) {
        let key = VapidKey::generate(&mut rng(1));
        let caller = check_vapid(&key.authorization(ORIGIN, CONTACT, now), ORIGIN, now).unwrap();
        let life = caller.expires - now;
        prop_assert!(life > 11 * HOUR && life <= 12 * HOUR);
    }

    #[test]
    fn a_contact_cannot_write_claims_of_its_own(contact in "\\PC{0,40}") {
        let key = VapidKey::generate(&mut rng(1));
        let caller = check_vapid(&key.authorization(ORIGIN, &contact, 0), ORIGIN, 0).unwrap();
        prop_assert_eq!(caller.contact, Some(contact));
    }
}
