//! Sealing of stored values: XChaCha20-Poly1305 bound to the place where the value is kept.
//! Not here: which columns are sealed (`store`) and when rows are sealed anew (`vestibule keys rotate`).

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::digest::{from_base64url, to_base64url};
use crate::keys::Keys;

/// 192 bits, so that random nonces never meet.
const NONCE: usize = 24;

/// Where a sealed value is kept. A value opened at any other place is refused, so rows cannot be
/// exchanged inside the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Table name.
    pub table: &'a str,
    /// Column name.
    pub column: &'a str,
    /// What identifies the row, with its account.
    pub row: &'a str,
}

impl Place<'_> {
    /// The associated data: every part preceded by its length.
    fn associated_data(&self) -> Vec<u8> {
        let mut data = Vec::new();
        for part in [self.table, self.column, self.row] {
            data.extend_from_slice(&(part.len() as u64).to_be_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }
}

/// Why a sealed value could not be opened. Holds nothing of the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not the text of a sealed value.
    #[error("the stored value is not a sealed one")]
    Malformed,
    /// Sealed with a key that this installation does not have.
    #[error("the value is sealed with the key {0}, which is not in the key file")]
    UnknownKey(String),
    /// Altered, or moved from another place, or sealed with another key of the same name.
    #[error("the sealed value was altered or moved from another row")]
    Refused,
}

impl Keys {
    /// Seals `plaintext` for its place: `<key id>.<base64url of nonce, ciphertext and tag>`.
    ///
    /// # Errors
    /// [`SealError::Refused`] for a plaintext beyond 256 GiB, the limit of the cipher.
    pub fn seal(
        &self,
        place: Place<'_>,
        plaintext: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<String, SealError> {
        let (id, key) = self.sealing_key();
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let payload = Payload { msg: plaintext, aad: &place.associated_data() };
        let ciphertext = XChaCha20Poly1305::new((&*key).into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::Refused)?;
        let sealed = [nonce.as_slice(), &ciphertext].concat();
        Ok(format!("{id}.{}", to_base64url(&sealed)))
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn open(&self, place: Place<'_>, sealed: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (id, body) = sealed.split_once('.').ok_or(SealError::Malformed)?;
        let body = from_base64url(body).ok_or(SealError::Malformed)?;
        let (nonce, ciphertext) = body.split_first_chunk::<NONCE>().ok_or(SealError::Malformed)?;
        let key = self.opening_key(id).ok_or_else(|| SealError::UnknownKey(id.to_owned()))?;
        let payload = Payload { msg: ciphertext, aad: &place.associated_data() };
        XChaCha20Poly1305::new((&*key).into())
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| SealError::Refused)
    }

    /// Whether the value is sealed with another key than the one that seals now.
    pub fn needs_reseal(&self, sealed: &str) -> bool {
        sealed.split_once('.').is_none_or(|(id, _)| id != self.sealing_key().0)
    }
}

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
