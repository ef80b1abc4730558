//! Plain digests and the one text form of bytes, base64url without padding.
//! Not here: anything with a key, which is `keys`, and slow hashes, which are `hashing`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// SHA-256 of `bytes` as base64url without padding (43 characters). Fit for storing secrets of
/// 256 random bits, which need no slow hash; never for passwords or codes.
pub fn sha256_base64url(bytes: &[u8]) -> String {
    to_base64url(&Sha256::digest(bytes))
}

/// Base64url without padding (RFC 4648 section 5).
pub fn to_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url strictly: padding, other alphabets and stray trailing bits are refused, so
/// that one value has one text only.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
