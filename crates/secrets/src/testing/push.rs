//! The other ends of Web Push in software, for tests: a browser that decrypts, and a push service's look at who calls.
//! Written apart from the product's own encryption, and held to the RFCs' vectors beside it. Never part of the product.

use aes_gcm::aead::{Aead as _, KeyInit as _};
use aes_gcm::{Aes128Gcm, Nonce};
use hkdf::Hkdf;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{PublicKey, SecretKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::digest::{from_base64url, to_base64url};

/// A browser that has subscribed to push messages.
#[derive(Clone, Debug)]
pub struct PushBrowser {
    secret: SecretKey,
    auth: [u8; 16],
}

impl PushBrowser {
    /// A new one. `seed`: its keys.
    #[must_use]
    pub fn new(seed: u8) -> Self {
        let secret = SecretKey::from_slice(&[seed.max(1); 32]).expect("a small number is a private key");
        let digest = Sha256::digest([seed]);
        Self { secret, auth: digest[..16].try_into().expect("16 of 32 bytes") }
    }

    /// One with keys in base64url, as vectors give them.
    ///
    /// # Panics
    /// If they are none.
    #[must_use]
    pub fn with_keys(private: &str, auth: &str) -> Self {
        let private = from_base64url(private).expect("base64url");
        let auth = from_base64url(auth).expect("base64url");
        Self {
            secret: SecretKey::from_slice(&private).expect("a private key"),
            auth: auth.as_slice().try_into().expect("16 bytes"),
        }
    }

    /// What it tells as `keys.p256dh`.
    #[must_use]
    pub fn p256dh(&self) -> String {
        to_base64url(self.secret.public_key().to_sec1_point(false).as_bytes())
    }

    /// What it tells as `keys.auth`.
    #[must_use]
    pub fn auth(&self) -> String {
        to_base64url(&self.auth)
    }

    /// The message in a body of the coding `aes128gcm`; nothing if it is not for this browser, or broken.
    #[must_use]
    pub fn decrypt(&self, body: &[u8]) -> Option<Vec<u8>> {
        let (key_id, _) = key_id(body)?;
        let sender = PublicKey::from_sec1_bytes(key_id).ok()?;
        let shared = self.secret.diffie_hellman(&sender);
        let mut info = b"WebPush: info\0".to_vec();
        info.extend_from_slice(self.secret.public_key().to_sec1_point(false).as_bytes());
        info.extend_from_slice(key_id);
        let mut input_key = [0; 32];
        shared.extract::<Sha256>(Some(&self.auth)).expand(&info, &mut input_key).ok()?;
        decode(body, &input_key)
    }
}

/// The key id of a coded body, and what follows its header.
fn key_id(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(*body.get(20)?);
    body.get(21..)?.split_at_checked(length)
}

/// The message in a body of one record whose input keying material is known (RFC 8188).
#[must_use]
pub fn decode(body: &[u8], input_key: &[u8]) -> Option<Vec<u8>> {
    let (_, sealed) = key_id(body)?;
    let record_size = u32::from_be_bytes(body.get(16..20)?.try_into().ok()?);
    if record_size < 18 || sealed.len() > usize::try_from(record_size).ok()? {
        return None;
    }
    let coding = Hkdf::<Sha256>::new(Some(&body[..16]), input_key);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    coding.expand(b"Content-Encoding: aes128gcm\0", &mut key).ok()?;
    coding.expand(b"Content-Encoding: nonce\0", &mut nonce).ok()?;
    let mut record = Aes128Gcm::new(&key.into()).decrypt(&Nonce::from(nonce), sealed).ok()?;
    while record.last() == Some(&0) {
        record.pop();
    }
    (record.pop()? == 2).then_some(record)
}

/// Who calls a push service, by a token that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VapidCaller {
    /// The public key.
    pub key: String,
    /// When the token ends, in Unix seconds.
    pub expires: i64,
    /// Whom to write to about it.
    pub contact: Option<String>,
}

/// Checks an `Authorization` as a push service of that origin does (RFC 8292 sections 2 and 4.2).
///
/// # Errors
/// What is wrong with it.
pub fn check_vapid(authorization: &str, origin: &str, now: i64) -> Result<VapidCaller, &'static str> {
    let rest = authorization.strip_prefix("vapid ").ok_or("the scheme is not vapid")?;
    let field = |name: &str| {
        let mut fields = rest.split(',').map(str::trim);
        fields.find_map(|field| field.strip_prefix(name)).ok_or("t or k is missing")
    };
    let (token, key) = (field("t=")?, field("k=")?);
    let point = from_base64url(key).ok_or("k is not base64url")?;
    let verifier = VerifyingKey::from_sec1_bytes(&point).map_err(|_| "k is no point on P-256")?;
    let (signed, signature) = token.rsplit_once('.').ok_or("t is no JWT")?;
    let signature = from_base64url(signature).ok_or("the signature is not base64url")?;
    let signature = Signature::from_slice(&signature).map_err(|_| "the signature is none")?;
    verifier.verify(signed.as_bytes(), &signature).map_err(|_| "the signature is another's")?;
    let (header, claims) = signed.split_once('.').ok_or("t is no JWT")?;
    let read = |part: &str| {
        let json = from_base64url(part).ok_or("a part of t is not base64url")?;
        serde_json::from_slice::<Value>(&json).map_err(|_| "a part of t is not JSON")
    };
    let (header, claims) = (read(header)?, read(claims)?);
    if header["alg"] != "ES256" || header["typ"] != "JWT" {
        return Err("the algorithm is not ES256");
    }
    if claims["aud"] != origin {
        return Err("the token is for another origin");
    }
    let expires = claims["exp"].as_i64().ok_or("exp is missing")?;
    if expires <= now {
        return Err("the token has expired");
    }
    if expires > now.saturating_add(24 * 3_600) {
        return Err("the token lives longer than 24 hours");
    }
    let contact = claims["sub"].as_str().map(str::to_owned);
    Ok(VapidCaller { key: key.to_owned(), expires, contact })
}
