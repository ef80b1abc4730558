//! Keyed names for what the risk engine has seen, so that a profile that leaks names no country, network or browser.
//! Deliberately not here: what is seen, and what it means (`risk`).

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::keys::{Keys, Purpose};

/// What is named. Equal bytes of two kinds have unrelated names; the numbers are kept for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "each name says what it is")]
pub enum Seen {
    Country = 1,
    NetworkOwner = 2,
    Network = 3,
    System = 4,
    Browser = 5,
    Address = 6,
    Account = 7,
}

/// Gives the names. Made once, as its key is then ready.
#[derive(Clone)]
pub struct Hidden(Hmac<Sha256>);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden")
    }
}

impl Keys {
    /// What gives the names of what the risk engine has seen.
    pub fn hidden(&self) -> Hidden {
        let key = self.purpose_key(Purpose::Seen);
        let mut block = zeroize::Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(key.as_slice());
        // A key zero-filled to the block size is the same HMAC key (RFC 2104 section 2), and this cannot fail.
        Hidden(Hmac::<Sha256>::new((&*block).into()))
    }
}

impl Hidden {
    /// The name of something: the first 32 bits of its HMAC-SHA256. Two things share one by chance once in four thousand
    /// million, which a score can bear.
    #[must_use]
    pub fn name(&self, what: Seen, bytes: &[u8]) -> u32 {
        let mut hmac = self.0.clone();
        hmac.update(&[what as u8]);
        hmac.update(bytes);
        let whole: [u8; 32] = hmac.finalize().into_bytes().into();
        u32::from_be_bytes([whole[0], whole[1], whole[2], whole[3]])
    }
}

#[cfg(test)]
#[path = "hidden_tests.rs"]
mod tests;
