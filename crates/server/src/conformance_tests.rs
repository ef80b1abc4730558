//! Stories of the list of norms.

use super::{NORMS, Norm, Standing};
use crate::config::{Config, Environment};

fn config(variables: &[(&str, &str)]) -> Config {
    Config::without_file(&Environment::of(variables)).unwrap()
}

fn norm(id: &str) -> &'static Norm {
    NORMS.iter().find(|norm| norm.ids.contains(id)).unwrap()
}

#[test]
fn classic_owns_up_to_what_strict_meets() {
    let (classic, strict) = (config(&[]), config(&[("VESTIBULE__PROFILE", "strict")]));
    for id in ["6.2.9", "NIST 2.2.1", "6.4.2", "7.5.1", "7.3.1"] {
        assert_eq!(norm(id).standing(&classic).word(), Standing::DEVIATES, "{id}");
        assert_eq!(norm(id).standing(&strict).word(), Standing::MET, "{id}");
    }
}

#[test]
fn a_key_that_loosens_strict_is_told() {
    let loosened = config(&[("VESTIBULE__PROFILE", "strict"), ("VESTIBULE__RULES__PASSWORD_MIN", "12")]);
    let standing = norm("6.2.9").standing(&loosened);
    assert!(standing.how().contains("loosens the profile"), "{standing:?}");
}

#[test]
fn every_norm_stands_here_once_and_says_how() {
    let config = config(&[]);
    let mut ids: Vec<_> = NORMS.iter().map(|norm| norm.ids).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), NORMS.len());
    assert!(NORMS.iter().all(|norm| !norm.standing(&config).how().is_empty() && !norm.asks.is_empty()));
}
