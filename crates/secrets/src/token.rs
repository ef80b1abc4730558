//! Tokens and public identifiers: both carry their account, hidden, so that a lookup goes straight to it.
//! Not here: what a token is good for, how long, and where its hash is kept.

use std::fmt;

use rand::CryptoRng;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::digest::{from_base64url, sha256_base64url, to_base64url};
use crate::keys::{Keys, Purpose};

/// A secret of 256 bits that its holder shows to be recognised. The text is
/// base64url(locator || secret), 64 characters, where locator = account XOR HMAC(secret): two
/// tokens of one account look unrelated, and the server learns the account without a lookup.
/// Debug output is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    locator: [u8; 16],
    secret: Zeroizing<[u8; 32]>,
}

impl Token {
    /// A new token of an account.
    pub fn new(keys: &Keys, account: &[u8; 16], rng: &mut impl CryptoRng) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill_bytes(secret.as_mut_slice());
        let locator = hidden(keys, Purpose::Locator, secret.as_slice(), account);
        Self { locator, secret }
    }

    /// What the holder keeps; to be told once and never stored.
    pub fn to_text(&self) -> Zeroizing<String> {
        let bytes = Zeroizing::new([self.locator.as_slice(), self.secret.as_slice()].concat());
        Zeroizing::new(to_base64url(&bytes))
    }

    /// What the server stores: SHA-256 of the secret, base64url.
    pub fn hash(&self) -> String {
        sha256_base64url(self.secret.as_slice())
    }

    /// Reads a shown token; nothing but the exact text is a token. That it parses proves nothing
    /// yet: look the hash up under the account.
    pub fn parse(keys: &Keys, text: &str) -> Option<ParsedToken> {
        let bytes = Zeroizing::new(read_exactly(text, 48)?);
        let (locator, secret) = bytes.split_first_chunk::<16>()?;
        let account = hidden(keys, Purpose::Locator, secret, locator);
        Some(ParsedToken { account, hash: sha256_base64url(secret) })
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What the server learns from a shown token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedToken {
    /// The account it claims to be of.
    pub account: [u8; 16],
    /// The hash to compare with the stored one.
    pub hash: String,
}

impl ParsedToken {
    /// Whether this token is the one whose hash is stored, in constant time.
    pub fn matches(&self, stored_hash: &str) -> bool {
        self.hash.as_bytes().ct_eq(stored_hash.as_bytes()).into()
    }
}

/// A public identifier (of a sign-in, a method, a session) as it stands in URLs and JSON:
/// base64url(hidden account || id), 43 characters. It is opaque, not secret: showing it must
/// never be enough for anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ref {
    /// The account that the thing belongs to.
    pub account: [u8; 16],
    /// The random id of the thing.
    pub id: [u8; 16],
}

impl Ref {
    /// A reference to a new thing of an account, with a random id.
    pub fn new(account: &[u8; 16], rng: &mut impl CryptoRng) -> Self {
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        Self { account: *account, id }
    }

    /// The text of this reference, always the same for one thing.
    pub fn to_text(&self, keys: &Keys) -> String {
        let hidden = hidden(keys, Purpose::Reference, &self.id, &self.account);
        to_base64url(&[hidden, self.id].concat())
    }

    /// Reads a reference; nothing but the exact text is one. A made-up text parses to an account
    /// that does not exist.
    pub fn parse(keys: &Keys, text: &str) -> Option<Self> {
        let bytes = read_exactly(text, 32)?;
        let (veil, id) = bytes.split_first_chunk::<16>()?;
        let id = <[u8; 16]>::try_from(id).ok()?;
        Some(Self { account: hidden(keys, Purpose::Reference, &id, veil), id })
    }
}

/// XOR of an account id with a keyed mask of `salt`; applied twice it gives the account back.
fn hidden(keys: &Keys, purpose: Purpose, salt: &[u8], account: &[u8; 16]) -> [u8; 16] {
    let mask = keys.stamp(purpose, &[salt]);
    std::array::from_fn(|i| account[i] ^ mask[i])
}

fn read_exactly(text: &str, bytes: usize) -> Option<Vec<u8>> {
    // Four characters per three bytes; checked first, so that long texts cost nothing.
    (text.len() == (bytes * 4).div_ceil(3)).then(|| from_base64url(text))?
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
