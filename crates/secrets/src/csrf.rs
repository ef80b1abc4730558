//! CSRF tokens: an HMAC that binds a form to its session, or to the id that a page without one carries.
//! Not here: the `Origin` and `Sec-Fetch-Site` checks, which are `web`'s.

use rand::CryptoRng;
use subtle::ConstantTimeEq as _;

use crate::digest::{from_base64url, to_base64url};
use crate::keys::{Keys, Purpose};

impl Keys {
    /// A token for a form of this session (or pre-session) id: base64url(nonce || HMAC), 64
    /// characters. It differs at every call, so that compressed pages leak nothing of it (BREACH).
    pub fn csrf_token(&self, session: &str, rng: &mut impl CryptoRng) -> String {
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let proof = self.stamp(Purpose::Csrf, &[&nonce, session.as_bytes()]);
        to_base64url(&[nonce.as_slice(), &proof].concat())
    }

    /// Whether the form was made for this session, in constant time.
    pub fn csrf_matches(&self, session: &str, token: &str) -> bool {
        let Some(bytes) = from_base64url(token).filter(|bytes| bytes.len() == 48) else {
            return false;
        };
        let (nonce, proof) = bytes.split_at(16);
        self.stamp(Purpose::Csrf, &[nonce, session.as_bytes()]).ct_eq(proof).into()
    }
}

#[cfg(test)]
#[path = "csrf_tests.rs"]
mod tests;
