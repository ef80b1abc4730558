//! Stories of browsers that say they are known.

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;

fn token_of(keys: &Keys, account: AccountId) -> String {
    Token::new(keys, account.bytes(), &mut ChaCha20Rng::seed_from_u64(3)).to_text().to_string()
}

#[test]
fn a_token_that_was_given_to_a_browser_is_read_and_nobody_elses() {
    let keys = Keys::generate(&mut ChaCha20Rng::seed_from_u64(1));
    let (ana, bo) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
    let browser = BrowserId::from_bytes([7; 16]);
    let given = format!("{browser}_{}", token_of(&keys, ana));
    let kept = marked_browser(&keys, ana, &given).unwrap();
    assert_eq!(read_browser(&keys, ana, &kept).unwrap().browser, browser);
    assert_eq!(read_browser(&keys, bo, &kept), None);
}

#[test]
fn whoever_is_given_any_token_of_an_account_cannot_make_a_browser_of_it() {
    let keys = Keys::generate(&mut ChaCha20Rng::seed_from_u64(1));
    let ana = AccountId::from_bytes([1; 16]);
    // The secret of a sign-in is such a token: a wrong password with Ana's name earns one.
    let secret = token_of(&keys, ana);
    let own = BrowserId::from_bytes([7; 16]);
    let mark = keys.browser_mark(AccountId::from_bytes([2; 16]).bytes(), own.bytes());
    for forged in [
        format!("{own}_{secret}"),
        format!("{own}_{}{secret}", "A".repeat(MARK)),
        format!("{own}_{mark}{secret}"),
        format!("{own}_"),
        format!("{own}_é{secret}"),
        secret,
    ] {
        assert_eq!(read_browser(&keys, ana, &forged), None, "{forged}");
    }
}
