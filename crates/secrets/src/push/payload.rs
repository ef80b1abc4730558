//! Message encryption for Web Push: RFC 8291 over the `aes128gcm` coding of RFC 8188, one record a message.
//! Deliberately not here: decryption, which is the browser's (`testing` plays one), and padding, since all our messages are
//! alike.

use std::fmt;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes128Gcm, Nonce};
use hkdf::Hkdf;
use p256::elliptic_curve::Generate as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{PublicKey, SecretKey};
use rand::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::digest::{from_base64url, to_base64url};

/// The longest message that every push service takes (RFC 8291 section 4): 4,096 octets with header, delimiter and tag.
pub const LONGEST_MESSAGE: usize = 3_993;

/// An uncompressed point: 0x04 and both coordinates.
const POINT: usize = 65;
const SALT: usize = 16;
const AUTH: usize = 16;
const RECORD_SIZE: u32 = 4_096;
/// Ends the last record (RFC 8188 section 2).
const LAST_RECORD: u8 = 2;

/// What a browser tells of itself when it subscribes: its public key and its authentication secret. Debug output shows
/// neither.
#[derive(Clone, PartialEq, Eq)]
pub struct SubscriptionKeys {
    public: PublicKey,
    auth: Zeroizing<[u8; AUTH]>,
}

/// Why a browser's keys are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSubscriptionKeys {
    /// The public key.
    #[error("p256dh must be an uncompressed point on P-256: 65 bytes in base64url without padding")]
    P256dh,
    /// The authentication secret.
    #[error("auth must be 16 bytes in base64url without padding")]
    Auth,
}

/// The message is longer than push services take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a push message has {LONGEST_MESSAGE} bytes at most")]
pub struct TooLong;

impl SubscriptionKeys {
    /// Reads the `keys` of a `PushSubscription` as its `toJSON()` gives them.
    ///
    /// # Errors
    /// [`BadSubscriptionKeys`].
    pub fn parse(p256dh: &str, auth: &str) -> Result<Self, BadSubscriptionKeys> {
        let point = from_base64url(p256dh).filter(|point| point.len() == POINT);
        let public = point.and_then(|point| PublicKey::from_sec1_bytes(&point).ok());
        let public = public.ok_or(BadSubscriptionKeys::P256dh)?;
        let auth = from_base64url(auth).map(Zeroizing::new);
        let auth = auth.and_then(|auth| auth.as_slice().try_into().ok()).ok_or(BadSubscriptionKeys::Auth)?;
        Ok(Self { public, auth: Zeroizing::new(auth) })
    }

    /// The public key as it was told.
    #[must_use]
    pub fn p256dh(&self) -> String {
        to_base64url(&point(&self.public))
    }

    /// The authentication secret as it was told. Keep it sealed.
    #[must_use]
    pub fn auth(&self) -> Zeroizing<String> {
        Zeroizing::new(to_base64url(self.auth.as_slice()))
    }

    /// Encrypts a message to this browser, with a key pair and a salt that are made for it alone.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn encrypt(&self, message: &[u8], rng: &mut impl CryptoRng) -> Result<Vec<u8>, TooLong> {
        let sender = SecretKey::generate_from_rng(rng);
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        self.encrypt_with(message, &sender, salt)
    }

    fn encrypt_with(&self, message: &[u8], sender: &SecretKey, salt: [u8; SALT]) -> Result<Vec<u8>, TooLong> {
        if message.len() > LONGEST_MESSAGE {
            return Err(TooLong);
        }
        let key_id = point(&sender.public_key());
        encode(message, self.input_key(sender).as_slice(), salt, &key_id)
    }

    /// The input keying material that both ends derive (RFC 8291 section 3.3 and 3.4).
    fn input_key(&self, sender: &SecretKey) -> Zeroizing<[u8; 32]> {
        let shared = sender.diffie_hellman(&self.public);
        let info = [b"WebPush: info\0".as_slice(), &point(&self.public), &point(&sender.public_key())];
        expand(self.auth.as_slice(), shared.raw_secret_bytes(), &info)
    }
}

impl fmt::Debug for SubscriptionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriptionKeys").finish_non_exhaustive()
    }
}

/// One record in the coding `aes128gcm` (RFC 8188 section 2).
fn encode(message: &[u8], input_key: &[u8], salt: [u8; SALT], key_id: &[u8]) -> Result<Vec<u8>, TooLong> {
    let (key, nonce) = content_keys(input_key, &salt);
    let record = Zeroizing::new([message, &[LAST_RECORD]].concat());
    let sealed = Aes128Gcm::new((&*key).into())
        .encrypt(&Nonce::from(nonce), Payload { msg: &record, aad: &[] })
        .map_err(|_| TooLong)?;
    let mut body = header(salt, key_id)?;
    body.extend_from_slice(&sealed);
    Ok(body)
}

/// Salt, record size, and the key id after its length.
fn header(salt: [u8; SALT], key_id: &[u8]) -> Result<Vec<u8>, TooLong> {
    let length = u8::try_from(key_id.len()).map_err(|_| TooLong)?;
    Ok([salt.as_slice(), &RECORD_SIZE.to_be_bytes(), &[length], key_id].concat())
}

/// The key and nonce of the first and only record (RFC 8188 sections 2.2 and 2.3).
fn content_keys(input_key: &[u8], salt: &[u8; SALT]) -> (Zeroizing<[u8; 16]>, [u8; 12]) {
    let key = expand(salt, input_key, &[b"Content-Encoding: aes128gcm\0"]);
    let nonce: Zeroizing<[u8; 12]> = expand(salt, input_key, &[b"Content-Encoding: nonce\0"]);
    (key, *nonce)
}

/// HKDF-SHA256, both steps (RFC 5869).
fn expand<const N: usize>(salt: &[u8], input_key: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 32, "one block of HKDF is all that is ever asked for") };
    let mut output = Zeroizing::new([0; N]);
    // Fails only beyond 255 blocks, which the line above rules out.
    let _expanded = Hkdf::<Sha256>::new(Some(salt), input_key).expand_multi_info(info, output.as_mut_slice());
    output
}

fn point(key: &PublicKey) -> [u8; POINT] {
    let mut bytes = [0; POINT];
    // A public key is never the point at infinity, so its uncompressed form has this very length.
    bytes.copy_from_slice(key.to_sec1_point(false).as_bytes());
    bytes
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
