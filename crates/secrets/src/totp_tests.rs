//! The vectors of RFC 4226 and RFC 6238, and stories of codes with wrong clocks and odd typing.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

const SEED_20: &[u8] = b"12345678901234567890";
const SEED_32: &[u8] = b"12345678901234567890123456789012";
const SEED_64: &[u8] = b"1234567890123456789012345678901234567890123456789012345678901234";
const PLAIN: TotpParams = TotpParams { algorithm: Algorithm::Sha1, digits: Digits::Six };

/// RFC 6238 appendix B: moment, step, and the codes of SHA-1, SHA-256, SHA-512.
const RFC_6238: [(i64, i64, &str, &str, &str); 6] = [
    (59, 0x1, "94287082", "46119246", "90693936"),
    (1_111_111_109, 0x0235_23EC, "07081804", "68084774", "25091201"),
    (1_111_111_111, 0x0235_23ED, "14050471", "67062674", "99943326"),
    (1_234_567_890, 0x0273_EF07, "89005924", "91819424", "93441116"),
    (2_000_000_000, 0x03F9_40AA, "69279037", "90698825", "38618901"),
    (20_000_000_000, 0x27BC_86AA, "65353130", "77737706", "47863826"),
];

#[test]
fn the_counters_of_rfc_4226_give_its_codes() {
    let codes =
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    let decimals: [u32; 10] = [
        1_284_755_224,
        1_094_287_082,
        137_359_152,
        1_726_969_429,
        1_640_338_314,
        868_254_676,
        1_918_287_922,
        82_162_583,
        673_399_871,
        645_520_489,
    ];
    for (step, (expected, decimal)) in (0_i64..).zip(codes.into_iter().zip(decimals)) {
        assert_eq!(code(SEED_20, PLAIN, step).as_str(), expected);
        assert_eq!(truncated(SEED_20, Algorithm::Sha1, step), decimal);
    }
}

#[test]
fn the_moments_of_rfc_6238_give_its_codes_at_every_length() {
    for (moment, step, sha1, sha256, sha512) in RFC_6238 {
        assert_eq!(step_at(moment), step);
        let cases = [
            (Algorithm::Sha1, SEED_20, sha1),
            (Algorithm::Sha256, SEED_32, sha256),
            (Algorithm::Sha512, SEED_64, sha512),
        ];
        for (algorithm, seed, eight) in cases {
            for digits in [Digits::Six, Digits::Seven, Digits::Eight] {
                let params = TotpParams { algorithm, digits };
                let expected = &eight[8 - usize::from(digits.count())..];
                assert_eq!(code(seed, params, step).as_str(), expected);
                assert_eq!(check(seed, params, expected, step, 1), Some(step));
            }
        }
    }
}

#[test]
fn a_leading_zero_is_kept() {
    let params = TotpParams { algorithm: Algorithm::Sha512, digits: Digits::Seven };
    assert_eq!(code(SEED_64, params, 1).as_str(), "0693936");
}

#[test]
fn a_code_counts_one_step_around_the_center_and_no_further() {
    let now = step_at(1_700_000_000);
    for step in now - 3..=now + 3 {
        let expected = ((step - now).abs() <= 1).then_some(step);
        assert_eq!(check(SEED_20, PLAIN, &code(SEED_20, PLAIN, step), now, 1), expected);
    }
}

/// A09: a guess learns nothing from the work that its check takes.
#[test]
fn the_check_does_the_same_work_whatever_was_typed() {
    let steps_for = |given: u32| {
        let mut steps = Vec::new();
        let found = compared(given, 1000, 3, |step| {
            steps.push(step);
            value(SEED_20, PLAIN, step)
        });
        (found, steps)
    };
    let right = value(SEED_20, PLAIN, 1000);
    let (found, all) = steps_for(right);
    assert_eq!((found, all.len()), (Some(1000), 8), "the center is compared from both sides");
    let first_digit_right = right / 100_000 * 100_000 + (right + 1) % 100_000;
    let last_digit_wrong = right / 10 * 10 + (right + 1) % 10;
    for near in [first_digit_right, last_digit_wrong, 0, 999_999, u32::MAX] {
        assert_eq!(steps_for(near), (None, all.clone()), "{near}");
    }
    for step in 997..=1003 {
        assert_eq!(steps_for(value(SEED_20, PLAIN, step)), (Some(step), all.clone()));
    }
}

#[test]
fn steps_before_the_epoch_and_at_the_end_of_time_do_no_harm() {
    assert_eq!(step_at(-1), -1);
    assert_eq!(check(SEED_20, PLAIN, &code(SEED_20, PLAIN, i64::MAX), i64::MAX, 1), Some(i64::MAX));
    assert_eq!(check(SEED_20, PLAIN, "000000", i64::MIN, 1), None);
}

#[test]
fn the_drift_of_a_wrong_clock_is_found_within_reach() {
    let now = step_at(1_700_000_000);
    for drift in -7..=7_i64 {
        let typed = code(SEED_20, PLAIN, now + drift);
        assert_eq!(find_drift(SEED_20, PLAIN, &typed, now, 5), (drift.abs() <= 5).then_some(drift));
    }
}

#[test]
fn spaces_and_hyphens_are_dropped_and_nothing_else_is() {
    for typed in ["755224", " 755 224 ", "755-224", "7 5 5 2 2 4", "755\u{a0}224"] {
        assert_eq!(check(SEED_20, PLAIN, typed, 0, 0), Some(0), "{typed}");
    }
    let no_codes = [
        "",
        "75522",
        "7552244",
        "0755224",
        "75522a",
        "٧٥٥٢٢٤",
        "７５５２２４",
        "+755224",
        "755.224",
        "755\u{0}224",
        "755\t224",
    ];
    for typed in no_codes {
        assert_eq!(check(SEED_20, PLAIN, typed, 0, 0), None, "{typed}");
    }
}

#[test]
fn seeds_are_as_long_as_their_hash() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for (algorithm, bits) in [(Algorithm::Sha1, 160), (Algorithm::Sha256, 256), (Algorithm::Sha512, 512)] {
        assert_eq!(new_seed(algorithm, &mut rng).len() * 8, bits);
        assert_ne!(new_seed(algorithm, &mut rng), new_seed(algorithm, &mut rng));
        assert_eq!(Algorithm::from_name(&algorithm.name().to_lowercase()), Some(algorithm));
    }
    assert_eq!(Algorithm::from_name("sha-256"), Some(Algorithm::Sha256));
    assert_eq!(Algorithm::from_name("md5"), None);
    assert_eq!((Digits::from_count(7), Digits::from_count(9)), (Some(Digits::Seven), None));
}

#[test]
fn seeds_are_shown_in_base32_without_padding_and_read_as_typed() {
    assert_eq!(seed_to_base32(SEED_20).as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(seed_to_base32(SEED_32).as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA");
    for typed in [
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "GEZDGNBVGY3TQOJQ-GEZDGNBVGY3TQOJQ",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ====",
    ] {
        assert_eq!(seed_from_base32(typed).unwrap().as_slice(), SEED_20);
    }
    assert!(seed_from_base32("GEZDGNBV0189").is_none());
}

#[test]
fn the_address_behind_the_qr_code_is_encoded_and_names_the_issuer_twice() {
    let uri = otpauth_uri("Ann & Bob: Café", "ann+x@example.org", SEED_20, PLAIN);
    assert_eq!(
        uri.as_str(),
        "otpauth://totp/Ann%20%26%20Bob%20%20Caf%C3%A9:ann%2Bx%40example.org\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Ann%20%26%20Bob%20%20Caf%C3%A9&algorithm=SHA1&digits=6&period=30"
    );
}

proptest! {
    #[test]
    fn every_code_is_accepted_at_its_own_step(seed in prop::collection::vec(any::<u8>(), 0..100), step in 0..i64::MAX) {
        let params = TotpParams { algorithm: Algorithm::Sha256, digits: Digits::Eight };
        prop_assert_eq!(check(&seed, params, &code(&seed, params, step), step, 1), Some(step));
    }

    #[test]
    fn no_text_makes_reading_fall_over(text: String) {
        let read = read_code(&text, Digits::Six);
        prop_assert!(read.is_none_or(|value| value < 1_000_000));
    }
}
