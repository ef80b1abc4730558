//! An authenticator in software, for tests: it makes P-256 passkeys and signs with them as a browser and its security key
//! would, and lies on request. Beside it, `push`: the other ends of Web Push. Never part of the product.
#![expect(clippy::expect_used, reason = "tests may fail")]

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::digest::{from_base64url, to_base64url};

mod push;

pub use push::{PushBrowser, VapidCaller, check_vapid, decode};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const MAY_SYNC: u8 = 0x08;
const SYNCED: u8 = 0x10;
const NEW_KEY: u8 = 0x40;

/// One passkey with its owner's browser. Every field may be set to what a test needs.
#[derive(Clone, Debug)]
pub struct Authenticator {
    key: SigningKey,
    /// The credential's id.
    pub id: Vec<u8>,
    /// The account that it was made for, as it tells it when it is the whole sign-in.
    pub handle: Option<Vec<u8>>,
    /// Where the browser is.
    pub origin: String,
    /// The relying party that it is made for.
    pub relying_party: String,
    /// Whether the browser says that a frame of another site asks.
    pub cross_origin: bool,
    /// Whether the person is verified.
    pub verifies: bool,
    /// Whether the person touches it.
    pub present: bool,
    /// Whether it is copied to other devices.
    pub synced: bool,
    /// The signature counter; counts up where it is not zero.
    pub counter: u32,
}

impl Authenticator {
    /// A new one at `origin`, of the host there. `seed`: its key and id.
    #[must_use]
    pub fn new(origin: &str, seed: u8) -> Self {
        let host = origin.split("//").nth(1).unwrap_or_default().split(':').next().unwrap_or_default();
        let secret = [seed.max(1); 32];
        Self {
            key: SigningKey::from_slice(&secret).expect("a small number is a private key"),
            id: Sha256::digest(secret).to_vec(),
            handle: None,
            origin: origin.to_owned(),
            relying_party: host.to_owned(),
            cross_origin: false,
            verifies: true,
            present: true,
            synced: false,
            counter: 0,
        }
    }

    /// What the browser brings when a passkey is made for these options (`navigator.credentials.create`).
    pub fn make(&mut self, options: &Value) -> Value {
        self.handle = options["user"]["id"].as_str().and_then(from_base64url);
        let data = self.authenticator_data(NEW_KEY);
        let mut object = vec![0xa3, 0x63];
        object.extend_from_slice(b"fmt\x64none\x67attStmt\xa0\x68authData");
        object.extend_from_slice(&[0x59]);
        object.extend_from_slice(&u16::try_from(data.len()).expect("short").to_be_bytes());
        object.extend_from_slice(&data);
        json!({
            "id": to_base64url(&self.id),
            "rawId": to_base64url(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": { "credProps": { "rk": true } },
            "response": {
                "attestationObject": to_base64url(&object),
                "clientDataJSON": to_base64url(&self.client_data("webauthn.create", options)),
                "transports": ["internal"],
            },
        })
    }

    /// What the browser brings when this passkey is used for these options (`navigator.credentials.get`).
    pub fn sign(&mut self, options: &Value) -> Value {
        if self.counter > 0 {
            self.counter += 1;
        }
        let data = self.authenticator_data(0);
        let client_data = self.client_data("webauthn.get", options);
        let signed = [data.clone(), Sha256::digest(&client_data).to_vec()].concat();
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": to_base64url(&self.id),
            "rawId": to_base64url(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": to_base64url(&data),
                "clientDataJSON": to_base64url(&client_data),
                "signature": to_base64url(signature.to_der().as_bytes()),
                "userHandle": self.handle.as_deref().map(to_base64url),
            },
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let said = json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        });
        said.to_string().into_bytes()
    }

    fn authenticator_data(&self, more: u8) -> Vec<u8> {
        let on = |set: bool, flags: u8| if set { flags } else { 0 };
        let flags = more
            | on(self.present, PRESENT)
            | on(self.verifies, VERIFIED)
            | on(self.synced, MAY_SYNC | SYNCED);
        let mut data = Sha256::digest(self.relying_party.as_bytes()).to_vec();
        data.push(flags);
        data.extend_from_slice(&self.counter.to_be_bytes());
        if more & NEW_KEY != 0 {
            data.extend_from_slice(&[0; 16]);
            data.extend_from_slice(&u16::try_from(self.id.len()).expect("short").to_be_bytes());
            data.extend_from_slice(&self.id);
            data.extend_from_slice(&self.cose_key());
        }
        data
    }

    /// The public key as COSE writes an ES256 one (RFC 9053 section 2.1).
    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().expect("a whole point"), point.y().expect("a whole point"));
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend_from_slice(x);
        key.extend_from_slice(&[0x22, 0x58, 0x20]);
        key.extend_from_slice(y);
        key
    }
}
