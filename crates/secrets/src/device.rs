//! Keys of phones: reading a public one, and checking what was signed with its private half (ECDSA on P-256 with SHA-256, FIPS
//! 186-5). Deliberately not here: what is signed for.

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::digest::{from_base64url, to_base64url};

/// Bytes of a public key: an uncompressed point (SEC 1 section 2.3.3).
const POINT: usize = 65;

/// A phone's public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceKey(VerifyingKey);

impl DeviceKey {
    /// Reads base64url of an uncompressed point; none: it is not one, or not on the curve.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = from_base64url(text).filter(|bytes| bytes.len() == POINT)?;
        VerifyingKey::from_sec1_bytes(&bytes).ok().map(Self)
    }

    /// The one text of this key.
    #[must_use]
    pub fn to_text(&self) -> String {
        to_base64url(self.0.to_sec1_point(false).as_bytes())
    }

    /// Whether `signature` (64 bytes `r || s`, base64url) is this key's over `statement`.
    #[must_use]
    pub fn signed(&self, statement: &str, signature: &str) -> bool {
        from_base64url(signature)
            .and_then(|bytes| Signature::from_slice(bytes.as_slice()).ok())
            .is_some_and(|signature| self.0.verify(statement.as_bytes(), &signature).is_ok())
    }
}

/// A key of a phone, for clients: the reference client and the tests. The service never holds one.
pub struct DeviceSigner(SigningKey);

impl std::fmt::Debug for DeviceSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceSigner(..)")
    }
}

impl DeviceSigner {
    /// A new key.
    pub fn new(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        loop {
            rng.fill_bytes(bytes.as_mut_slice());
            // All but one of 2^32 draws are scalars in range.
            if let Ok(key) = SigningKey::from_slice(bytes.as_slice()) {
                return Self(key);
            }
        }
    }

    /// Reads a kept key; none: it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        SigningKey::from_slice(&Zeroizing::new(from_base64url(text)?)).ok().map(Self)
    }

    /// The key as its holder keeps it.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(to_base64url(&self.0.to_bytes()))
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> DeviceKey {
        DeviceKey(*self.0.verifying_key())
    }

    /// A signature over a statement: 64 bytes `r || s`, base64url.
    #[must_use]
    pub fn sign(&self, statement: &str) -> String {
        let signature: Signature = self.0.sign(statement.as_bytes());
        to_base64url(&signature.to_bytes())
    }
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
