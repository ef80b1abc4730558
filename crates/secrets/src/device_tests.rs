//! Signatures of phones: the key's own count, nothing else does.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use super::DeviceKey;
use crate::digest::to_base64url;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).expect("a scalar in range")
}

fn public(key: &SigningKey) -> String {
    to_base64url(key.verifying_key().to_sec1_point(false).as_bytes())
}

fn sign(key: &SigningKey, statement: &str) -> String {
    let signature: Signature = key.sign(statement.as_bytes());
    to_base64url(&signature.to_bytes())
}

#[test]
fn what_the_phone_signed_counts_and_nothing_beside_it() {
    let (phone, other) = (key(7), key(9));
    let read = DeviceKey::parse(&public(&phone)).expect("a public key");
    let signature = sign(&phone, "approve\n47");
    assert!(read.signed("approve\n47", &signature));
    assert!(!read.signed("approve\n48", &signature), "another number");
    assert!(!read.signed("approve\n47", &sign(&other, "approve\n47")), "another key");
    for broken in ["", "AAAA", &signature[1..], &format!("{signature}A"), &to_base64url(&[0; 64])] {
        assert!(!read.signed("approve\n47", broken), "{broken}");
    }
}

#[test]
fn a_key_has_one_text() {
    let text = public(&key(7));
    assert_eq!(DeviceKey::parse(&text).map(|key| key.to_text()), Some(text));
}

#[test]
fn what_is_no_point_of_the_curve_is_no_key() {
    let compressed = to_base64url(key(7).verifying_key().to_sec1_point(true).as_bytes());
    let mut off = [4; 65];
    off[64] = 1;
    for text in ["", "x", &compressed, &to_base64url(&off), &to_base64url(&[0; 65]), &to_base64url(&[4; 64])]
    {
        assert_eq!(DeviceKey::parse(text), None, "{text}");
    }
}
