//! Stories of the key ring: made once, private, rotated without breaking what was derived.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

#[test]
fn the_first_start_makes_a_private_file_and_the_second_reads_it() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("vestibule.keys");
    let made = Keys::load_or_create(&path, &mut rng(1)).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let read = Keys::load_or_create(&path, &mut rng(2)).unwrap();
    assert_eq!(made.fingerprints(), read.fingerprints());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "no draft is left behind");
}

#[test]
fn a_file_that_others_can_read_is_refused_with_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("vestibule.keys");
    Keys::load_or_create(&path, &mut rng(1)).unwrap();
    for mode in [0o640, 0o604, 0o660, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let refusal = Keys::load(&path).unwrap_err();
        assert!(matches!(refusal, KeysError::TooOpen { .. }));
        assert!(refusal.to_string().contains("chmod 600"), "{refusal}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(Keys::load(&path).is_ok());
}

#[test]
fn loading_never_makes_keys() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("nothing.keys");
    assert!(matches!(Keys::load(&path), Err(KeysError::File { .. })));
    assert!(!path.exists());
}

#[test]
fn rotation_adds_a_key_and_leaves_the_derived_values_alone() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("vestibule.keys");
    let mut keys = Keys::load_or_create(&path, &mut rng(1)).unwrap();
    let locator = keys.stamp(Purpose::Locator, &[b"one"]);
    assert_eq!(keys.add_key(&mut rng(5)), "k2");
    keys.save(&path, &mut rng(6)).unwrap();
    let again = Keys::load(&path).unwrap();
    assert_eq!(again.sealing_key().0, "k2");
    assert_eq!(again.stamp(Purpose::Locator, &[b"one"]), locator);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn only_a_key_that_no_longer_seals_can_be_removed_and_its_name_is_not_reused() {
    let mut keys = Keys::generate(&mut rng(1));
    assert!(keys.remove_key("k1").is_err());
    keys.add_key(&mut rng(2));
    keys.remove_key("k1").unwrap();
    assert!(keys.remove_key("k1").is_err());
    assert_eq!(keys.add_key(&mut rng(3)), "k3");
}

#[test]
fn keys_can_stand_in_a_variable_on_one_line() {
    let keys = Keys::generate(&mut rng(1));
    let line = keys.to_text().lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join(", ");
    assert_eq!(Keys::parse(&line).unwrap().fingerprints(), keys.fingerprints());
}

#[test]
fn broken_rings_are_refused_without_quoting_them() {
    let whole = Keys::generate(&mut rng(1)).to_text().to_string();
    let lines: Vec<&str> = whole.lines().collect();
    let secret = lines[1].split(':').nth(1).unwrap();
    let broken = [
        String::new(),
        lines[1].to_owned(),
        lines[2].to_owned(),
        format!("{whole}{}", lines[1]),
        format!("{whole}{}", lines[2]),
        format!("{whole}k02:{secret}"),
        format!("{whole}k0:{secret}"),
        format!("{whole}other:{secret}"),
        format!("{whole}k2:{secret}="),
        format!("{whole}k2:{}", &secret[..40]),
        format!("{whole}k2 {secret}"),
    ];
    for text in broken {
        let refusal = Keys::parse(&text).unwrap_err().to_string();
        assert!(!refusal.contains(secret), "{refusal}");
    }
}

#[test]
fn purposes_and_parts_never_run_into_each_other() {
    let keys = Keys::generate(&mut rng(1));
    assert_ne!(keys.stamp(Purpose::Locator, &[b"a"]), keys.stamp(Purpose::Lookup, &[b"a"]));
    assert_ne!(keys.stamp(Purpose::Lookup, &[b"ab", b"c"]), keys.stamp(Purpose::Lookup, &[b"a", b"bc"]));
}

#[test]
fn the_mac_is_hmac_sha256_over_parts_with_their_lengths() {
    let key = Zeroizing::new([0x0b; 32]);
    let mut reference = Hmac::<Sha256>::new_from_slice(&[0x0b; 32]).unwrap();
    reference.update(&[0, 0, 0, 0, 0, 0, 0, 8]);
    reference.update(b"Hi There");
    assert_eq!(mac(&key, &[b"Hi There"]), <[u8; 32]>::from(reference.finalize().into_bytes()));
}

#[test]
fn debug_output_shows_no_key() {
    let keys = Keys::generate(&mut rng(1));
    assert_eq!(format!("{keys:?}"), "Keys { ring: [\"k1\"], .. }");
}
