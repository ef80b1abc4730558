//! The key ring: one root key, and sealing keys of which the newest seals. Made, read and rotated here.
//! Deliberately not here: where the file lies (config) and re-sealing of rows (`store` and `flows`).
//!
//! # Why a root and a ring
//! Sealed rows carry the id of their key, so sealing keys can be rotated row by row. Everything
//! else that is derived (locators in tokens, buckets of unknown names, lookup hashes, the pepper)
//! carries no key id and must give the same answer for ever, so it comes from the root, which is
//! made once and never rotated. Losing the root loses every password; it belongs in the backup.
//!
//! # The text form
//! Entries `name:base64url` (32 bytes each) separated by white space or commas; `#` starts a
//! comment. `root` must be there once; the others are sealing keys named `k1`, `k2`, ... in the order of their age.

use std::fmt;
use std::path::PathBuf;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::digest::{from_base64url, to_base64url};

mod file;

const ROOT: &str = "root";
const HEADER: &str =
    "# Keys of Vestibule. Back this file up apart from the database: without `root` no password works.\n";

/// 32 secret bytes, wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// What a key is derived for. Values of different purposes are unrelated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Hides the account inside a token.
    Locator,
    /// Hides the account inside a public identifier.
    Reference,
    /// Sorts names without an account into buckets.
    Bucket,
    /// Binds a form to its session.
    Csrf,
    /// The pepper of password hashes.
    Pepper,
    /// Finds an address or number without storing it readable.
    Lookup,
    /// Authenticates the delivery receipts of couriers.
    Receipt,
    /// Marks the tokens of known browsers.
    Browser,
    /// Proves that a browser opened a mailed link.
    Opened,
    /// Names what the risk engine has seen.
    Seen,
}

impl Purpose {
    /// The label that goes into the derivation; changing one breaks what is stored.
    fn label(self) -> &'static [u8] {
        match self {
            Self::Locator => b"locator",
            Self::Reference => b"reference",
            Self::Bucket => b"bucket",
            Self::Csrf => b"csrf",
            Self::Pepper => b"pepper",
            Self::Lookup => b"lookup",
            Self::Receipt => b"receipt",
            Self::Browser => b"browser",
            Self::Opened => b"opened",
            Self::Seen => b"seen",
        }
    }
}

/// Why keys could not be had. Never quotes key material.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The file can be read by others than its owner.
    #[error(
        "the key file {path} is readable by other users (mode {mode:03o}); run `chmod 600 {path}` and start again"
    )]
    TooOpen {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file could not be read or written.
    #[error("the key file {path} cannot be used: {source}")]
    File {
        /// The key file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The text is not a key ring; `line` counts from 1.
    #[error("line {line} of the keys: {problem}")]
    Malformed {
        /// Line of the entry.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// There is no `root` entry or no sealing key.
    #[error("the keys lack {0}; restore the key file from its backup")]
    Missing(&'static str),
    /// A key that is asked for is not there, or is the current one and cannot go.
    #[error("the key {0} cannot be removed: it does not exist or is the one in use")]
    NotRemovable(String),
}

/// One sealing key with its name.
#[derive(Clone)]
struct RingKey {
    id: String,
    key: Key,
}

/// The keys of one installation. Debug output shows key ids only; the bytes are wiped when dropped.
#[derive(Clone)]
pub struct Keys {
    root: Key,
    /// Oldest first; never empty; the last one seals.
    ring: Vec<RingKey>,
}

impl Keys {
    /// New keys: a root and the sealing key `k1`.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let root = random_key(rng);
        let ring = vec![RingKey { id: "k1".to_owned(), key: random_key(rng) }];
        Self { root, ring }
    }

    /// Reads the text form (see the module), as kept in the file or in a variable.
    ///
    /// # Errors
    /// [`KeysError::Malformed`] or [`KeysError::Missing`].
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        let mut root = None;
        let mut ring: Vec<RingKey> = Vec::new();
        for (line, entry) in entries(text) {
            let malformed = |problem| KeysError::Malformed { line, problem };
            let (name, value) =
                entry.split_once(':').ok_or_else(|| malformed("an entry is `name:base64url`"))?;
            let key =
                read_key(value).ok_or_else(|| malformed("a key is 32 bytes in base64url without padding"))?;
            if name == ROOT {
                if root.replace(key).is_some() {
                    return Err(malformed("`root` stands here a second time"));
                }
            } else if key_number(name).is_none() {
                return Err(malformed("a key is named `root`, or `k` and a number from 1"));
            } else if ring.iter().any(|held| held.id == name) {
                return Err(malformed("a key of this name stands here a second time"));
            } else {
                ring.push(RingKey { id: name.to_owned(), key });
            }
        }
        let root = root.ok_or(KeysError::Missing("the entry `root`"))?;
        if ring.is_empty() {
            return Err(KeysError::Missing("a sealing key such as `k1`"));
        }
        Ok(Self { root, ring })
    }

    /// The text form, to be kept as secret as the keys are.
    pub fn to_text(&self) -> Zeroizing<String> {
        // Reserved up front, so that no half-grown copy is left behind in freed memory.
        let mut text = Zeroizing::new(String::with_capacity(HEADER.len() + (self.ring.len() + 1) * 80));
        text.push_str(HEADER);
        let ring = self.ring.iter().map(|held| (held.id.as_str(), &held.key));
        for (name, key) in std::iter::once((ROOT, &self.root)).chain(ring) {
            let value = Zeroizing::new(to_base64url(key.as_slice()));
            text.push_str(name);
            text.push(':');
            text.push_str(&value);
            text.push('\n');
        }
        text
    }

    /// Adds a sealing key, which seals from now on, and returns its id. Write the keys back with
    /// [`Keys::save`] before anything is sealed.
    pub fn add_key(&mut self, rng: &mut impl CryptoRng) -> String {
        let highest = self.ring.iter().filter_map(|held| key_number(&held.id)).max().unwrap_or(0);
        let id = format!("k{}", highest.saturating_add(1));
        self.ring.push(RingKey { id: id.clone(), key: random_key(rng) });
        id
    }

    /// Forgets an old sealing key once nothing is sealed with it any more.
    ///
    /// # Errors
    /// [`KeysError::NotRemovable`] for the current and for an unknown key.
    pub fn remove_key(&mut self, id: &str) -> Result<(), KeysError> {
        match self.ring.iter().position(|held| held.id == id) {
            Some(place) if place + 1 < self.ring.len() => {
                self.ring.remove(place);
                Ok(())
            }
            _ => Err(KeysError::NotRemovable(id.to_owned())),
        }
    }

    /// Name and fingerprint (16 hexadecimal digits) of every key, the root first. Safe to store
    /// and to show: a node whose fingerprints differ from the database's must not start.
    pub fn fingerprints(&self) -> Vec<(String, String)> {
        let ring = self.ring.iter().map(|held| (held.id.as_str(), &held.key));
        std::iter::once((ROOT, &self.root))
            .chain(ring)
            .map(|(name, key)| {
                let whole = mac(key, &[b"vestibule fingerprint"]);
                (name.to_owned(), data_encoding::HEXLOWER.encode(&whole[..8]))
            })
            .collect()
    }

    /// The key derived from the root for one purpose: HMAC-SHA256 as the pseudo-random function
    /// of NIST SP 800-108, which is sound because the root is uniformly random.
    pub(crate) fn purpose_key(&self, purpose: Purpose) -> Key {
        Zeroizing::new(mac(&self.root, &[b"vestibule", purpose.label()]))
    }

    /// HMAC-SHA256 over `parts` under the key of `purpose`; the parts cannot run into each other.
    pub(crate) fn stamp(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.purpose_key(purpose), parts)
    }

    /// Id and derived key that seal now.
    pub(crate) fn sealing_key(&self) -> (&str, Key) {
        // The ring is never empty; falling back to the root keeps this free of a panic.
        let (id, key) = self.ring.last().map_or((ROOT, &self.root), |held| (held.id.as_str(), &held.key));
        (id, Zeroizing::new(mac(key, &[b"vestibule", b"seal"])))
    }

    /// The derived sealing key of that id, if this installation still has it.
    pub(crate) fn opening_key(&self, id: &str) -> Option<Key> {
        let held = self.ring.iter().find(|held| held.id == id)?;
        Some(Zeroizing::new(mac(&held.key, &[b"vestibule", b"seal"])))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.ring.iter().map(|held| held.id.as_str()).collect();
        f.debug_struct("Keys").field("ring", &ids).finish_non_exhaustive()
    }
}

/// HMAC-SHA256 with every part preceded by its length, so that no two lists of parts are alike.
fn mac(key: &Key, parts: &[&[u8]]) -> [u8; 32] {
    let block = Zeroizing::new({
        let mut block = [0; 64];
        block[..32].copy_from_slice(key.as_slice());
        block
    });
    // A key zero-filled to the block size is the same HMAC key (RFC 2104 section 2), and this
    // constructor cannot fail.
    let mut hmac = Hmac::<Sha256>::new((&*block).into());
    for part in parts {
        hmac.update(&(part.len() as u64).to_be_bytes());
        hmac.update(part);
    }
    hmac.finalize().into_bytes().into()
}

fn random_key(rng: &mut impl CryptoRng) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    rng.fill_bytes(key.as_mut_slice());
    key
}

fn read_key(value: &str) -> Option<Key> {
    let bytes = Zeroizing::new(from_base64url(value)?);
    <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Zeroizing::new)
}

/// The number of a well-formed key id: `k` and a number from 1 without leading zeros.
fn key_number(id: &str) -> Option<u32> {
    let number: u32 = id.strip_prefix('k')?.parse().ok()?;
    (number > 0 && format!("k{number}") == id).then_some(number)
}

/// The entries of the text form with their line numbers.
fn entries(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().flat_map(|(index, line)| {
        let kept = line.split('#').next().unwrap_or_default();
        kept.split([' ', '\t', ',']).filter(|entry| !entry.is_empty()).map(move |entry| (index + 1, entry))
    })
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
