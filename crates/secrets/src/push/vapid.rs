//! VAPID (RFC 8292): the key pair that this installation shows to push services, and the token that it signs for each.
//! Deliberately not here: the database that keeps the pair, and any use of it for encryption, which RFC 8292 section 2
//! forbids.

use std::fmt;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::Generate as _;
use rand::CryptoRng;
use serde_json::json;
use zeroize::Zeroizing;

use crate::digest::to_base64url;
use crate::keys::Keys;
use crate::seal::{Place, SealError};

/// Where the pair is kept: the table `meta`, under this name.
pub const KEPT_AS: &str = "vapid";

const HEADER: &str = r#"{"typ":"JWT","alg":"ES256"}"#;
const HOUR: i64 = 3_600;

/// The life of a token, in seconds. RFC 8292 section 2 allows 24 hours; half of it forgives a clock that is wrong.
const LIFE: i64 = 12 * HOUR;

/// The key pair of this installation. Browsers bind their subscriptions to it, so it lasts as long as they shall.
#[derive(Clone)]
pub struct VapidKey(SigningKey);

impl VapidKey {
    /// A new pair.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(SigningKey::generate_from_rng(rng))
    }

    /// The pair as it is kept in the database.
    ///
    /// # Errors
    /// [`SealError`], never in practice.
    pub fn sealed(&self, keys: &Keys, rng: &mut impl CryptoRng) -> Result<String, SealError> {
        keys.seal(place(), Zeroizing::new(<[u8; 32]>::from(self.0.to_bytes())).as_slice(), rng)
    }

    /// Opens what [`VapidKey::sealed`] gave.
    ///
    /// # Errors
    /// [`SealError`]; [`SealError::Malformed`] also for what was sealed and is no private key.
    pub fn open(keys: &Keys, sealed: &str) -> Result<Self, SealError> {
        let secret = keys.open(place(), sealed)?;
        // `SigningKey::from_slice` alone would take shorter ones too, and fill them up.
        let secret =
            Some(secret.as_slice()).filter(|secret| secret.len() == 32).ok_or(SealError::Malformed)?;
        SigningKey::from_slice(secret).map(Self).map_err(|_| SealError::Malformed)
    }

    /// The public key as browsers take it for `applicationServerKey`: an uncompressed point in base64url.
    #[must_use]
    pub fn public_key(&self) -> String {
        to_base64url(self.0.verifying_key().to_sec1_point(false).as_bytes())
    }

    /// The `Authorization` for a push service. `audience`: the origin of the endpoint; `contact`: a `mailto:` or `https:`
    /// URL of the operator; `now`: Unix seconds.
    ///
    /// The end of life is counted from the hour's beginning and signatures are deterministic (RFC 6979), so that a push
    /// service sees one token an hour, which RFC 8292 section 2 asks for so that it can remember having checked it.
    #[must_use]
    pub fn authorization(&self, audience: &str, contact: &str, now: i64) -> String {
        let expires = now.saturating_sub(now.rem_euclid(HOUR)).saturating_add(LIFE);
        let signed = signing_input(audience, expires, contact);
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("vapid t={signed}.{}, k={}", to_base64url(&signature.to_bytes()), self.public_key())
    }
}

/// Header and claims of the token.
fn signing_input(audience: &str, expires: i64, contact: &str) -> String {
    let claims = json!({ "aud": audience, "exp": expires, "sub": contact }).to_string();
    format!("{}.{}", to_base64url(HEADER.as_bytes()), to_base64url(claims.as_bytes()))
}

const fn place() -> Place<'static> {
    Place { table: "meta", column: "v", row: KEPT_AS }
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VapidKey").field(&self.public_key()).finish()
    }
}

#[cfg(test)]
#[path = "vapid_tests.rs"]
mod tests;
