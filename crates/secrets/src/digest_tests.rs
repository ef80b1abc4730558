//! Stories of digests and the strict text form.

use proptest::prelude::*;

use super::*;

#[test]
fn the_digest_is_the_one_of_fips_180() {
    // FIPS 180-4 example "abc": ba7816bf...
    assert_eq!(sha256_base64url(b"abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

proptest! {
    #[test]
    fn every_value_has_one_text(bytes: Vec<u8>, text in "[A-Za-z0-9_=+/-]{0,20}") {
        prop_assert_eq!(from_base64url(&to_base64url(&bytes)), Some(bytes));
        if let Some(read) = from_base64url(&text) {
            prop_assert_eq!(to_base64url(&read), text);
        }
    }
}
