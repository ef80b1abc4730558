//! Stories of numeric and recovery codes: evenly spread, forgiving to type, strict to read.

use std::collections::HashSet;

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Pearson's statistic against the uniform distribution.
fn chi_square(counts: &[u32]) -> f64 {
    let mean = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    counts.iter().map(|count| (f64::from(*count) - mean).powi(2) / mean).sum()
}

#[test]
fn every_digit_is_equally_likely_at_every_place() {
    let mut rng = rng(1);
    let mut counts = [[0_u32; 10]; 6];
    for _ in 0..20_000 {
        for (place, digit) in numeric_code(6, &mut rng).bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1;
        }
    }
    for place in counts {
        // 27.88 is the 99.9 % quantile at 9 degrees of freedom.
        assert!(chi_square(&place) < 27.88, "{place:?}");
    }
}

#[test]
fn every_pair_of_digits_is_equally_likely() {
    let mut rng = rng(2);
    let mut counts = [0_u32; 100];
    for _ in 0..50_000 {
        counts[numeric_code(2, &mut rng).parse::<usize>().unwrap()] += 1;
    }
    // 148.2 is the 99.9 % quantile at 99 degrees of freedom.
    assert!(chi_square(&counts) < 148.2);
}

#[test]
fn every_character_of_a_recovery_code_is_equally_likely() {
    let mut rng = rng(3);
    let mut counts = [0_u32; 32];
    for code in (0..500).flat_map(|_| RecoveryCode::set(&mut rng)) {
        for byte in code.secret.bytes() {
            counts[CROCKFORD.iter().position(|known| *known == byte).unwrap()] += 1;
        }
    }
    // 61.1 is the 99.9 % quantile at 31 degrees of freedom.
    assert!(chi_square(&counts) < 61.1, "{counts:?}");
}

#[test]
fn leading_zeros_are_kept() {
    let mut rng = rng(4);
    let codes: Vec<_> = (0..200).map(|_| numeric_code(6, &mut rng)).collect();
    assert!(codes.iter().all(|code| code.len() == 6));
    assert!(codes.iter().any(|code| code.starts_with('0')));
}

#[test]
fn a_set_has_ten_codes_that_begin_with_their_slot() {
    let set = RecoveryCode::set(&mut rng(5));
    let firsts: HashSet<char> = set.iter().filter_map(|code| code.to_text().chars().next()).collect();
    assert_eq!((set.len(), firsts.len()), (10, 10));
    assert!(set.iter().all(|code| code.to_text().len() == 21 && code.secret.len() * 5 == 80));
}

#[test]
fn a_recovery_code_is_read_as_people_type_it() {
    let code = RecoveryCode { slot: 1, secret: Zeroizing::new("0123456789ABCDE1".to_owned()) };
    assert_eq!(code.to_text().as_str(), "1-0123-4567-89AB-CDE1");
    let typed = [
        "1-0123-4567-89AB-CDE1",
        "1 0123 4567 89ab cde1",
        "i-oL23-4567-89ab-cdeI",
        " 10123456789ABCDEl\n",
        "1–0123–4567–89AB–CDE1",
    ];
    for typed in typed {
        assert_eq!(RecoveryCode::parse(typed), Some(code.clone()), "{typed}");
    }
}

#[test]
fn what_is_no_recovery_code_is_refused() {
    for typed in [
        "",
        "1",
        "1-0123-4567-89AB-CDE",
        "1-0123-4567-89AB-CDE11",
        "A-0123-4567-89AB-CDE1",
        "1-0123-4567-89AB-CDEU",
        "1-0123-4567-89AB-CDEé",
    ] {
        assert_eq!(RecoveryCode::parse(typed), None, "{typed}");
    }
}

#[test]
fn debug_output_shows_the_slot_only() {
    let shown = format!("{:?}", RecoveryCode::set(&mut rng(6))[3]);
    assert_eq!(shown, "RecoveryCode { slot: 3, .. }");
}

proptest! {
    #[test]
    fn every_code_is_read_back(seed: u64) {
        for code in RecoveryCode::set(&mut rng(seed)) {
            prop_assert_eq!(RecoveryCode::parse(&code.to_text()), Some(code));
        }
    }

    #[test]
    fn what_is_read_is_canonical(text in "\\PC{0,30}|[0-9a-zA-Z -]{15,25}") {
        if let Some(code) = RecoveryCode::parse(&text) {
            prop_assert!(code.slot < RECOVERY_CODES);
            prop_assert_eq!(RecoveryCode::parse(&code.to_text()), Some(code));
        }
    }
}
