//! Stories of tokens and references: they lead to their account, look unrelated, and parse strictly.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

const ANN: [u8; 16] = *b"account of ann..";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn keys() -> Keys {
    Keys::generate(&mut rng(1))
}

#[test]
fn a_token_leads_to_its_account_and_matches_its_stored_hash() {
    let keys = keys();
    let token = Token::new(&keys, &ANN, &mut rng(2));
    let shown = Token::parse(&keys, &token.to_text()).unwrap();
    assert_eq!(shown.account, ANN);
    assert!(shown.matches(&token.hash()));
    assert!(!shown.matches(&Token::new(&keys, &ANN, &mut rng(3)).hash()));
    assert!(!shown.matches(""));
}

#[test]
fn two_tokens_of_one_account_share_no_locator() {
    let keys = keys();
    let mut rng = rng(2);
    let (one, two) = (Token::new(&keys, &ANN, &mut rng), Token::new(&keys, &ANN, &mut rng));
    assert_ne!(one.locator, two.locator);
    assert!(!one.to_text().contains(&to_base64url(&ANN)[..8]));
}

#[test]
fn with_other_keys_a_token_leads_elsewhere() {
    let token = Token::new(&keys(), &ANN, &mut rng(2));
    let stranger = Keys::generate(&mut rng(9));
    assert_ne!(Token::parse(&stranger, &token.to_text()).unwrap().account, ANN);
}

#[test]
fn debug_output_shows_no_secret() {
    assert_eq!(format!("{:?}", Token::new(&keys(), &ANN, &mut rng(2))), "Token(..)");
}

#[test]
fn padded_shortened_lengthened_and_foreign_texts_are_no_tokens() {
    let keys = keys();
    let text = Token::new(&keys, &ANN, &mut rng(2)).to_text();
    let texts = [
        format!("{}=", text.as_str()),
        format!("{}A", text.as_str()),
        format!(" {}", &text[1..]),
        format!("+{}", &text[1..]),
        text[1..].to_owned(),
        String::new(),
        "ä".repeat(32),
    ];
    for text in texts {
        assert!(Token::parse(&keys, &text).is_none());
    }
}

#[test]
fn a_reference_has_one_text_only() {
    let keys = keys();
    let reference = Ref::new(&ANN, &mut rng(2));
    let text = reference.to_text(&keys);
    assert_eq!(Ref::parse(&keys, &text), Some(reference));
    // The last of 43 characters holds four bits; the two below them must be zero.
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let read = letters.iter().filter(|letter| {
        let other = format!("{}{}", &text[..42], char::from(**letter));
        Ref::parse(&keys, &other).is_some()
    });
    assert_eq!(read.count(), 16);
    assert!(Ref::parse(&keys, &format!("{text}=")).is_none());
}

proptest! {
    #[test]
    fn what_parses_is_canonical(text in "[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{64}|.{0,70}") {
        let keys = keys();
        if let Some(reference) = Ref::parse(&keys, &text) {
            prop_assert_eq!(reference.to_text(&keys), text.clone());
        }
        prop_assert_eq!(Token::parse(&keys, &text).is_some(), text.len() == 64 && from_base64url(&text).is_some());
    }

    #[test]
    fn every_account_comes_back(account: [u8; 16], seed: u64) {
        let keys = keys();
        let token = Token::new(&keys, &account, &mut rng(seed));
        prop_assert_eq!(Token::parse(&keys, &token.to_text()).unwrap().account, account);
        let reference = Ref::new(&account, &mut rng(seed));
        prop_assert_eq!(Ref::parse(&keys, &reference.to_text(&keys)), Some(reference));
    }
}
