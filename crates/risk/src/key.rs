//! How the scored engine names what it has seen: by keyed hashes that the caller makes, so that a
//! profile that leaks names no country, network or browser. Making them is not here: that needs a key.

use serde::{Deserialize, Serialize};

/// A 32-bit keyed hash of one thing: a country, a network owner, a network, a system, a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(u32);

impl Key {
    /// A key of this value.
    pub const fn new(hash: u32) -> Key {
        Key(hash)
    }

    /// The value.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The key of this thing as a part of another: a network owner in a country, a browser on a system.
    #[must_use]
    pub const fn within(self, whole: Option<Key>) -> Key {
        let Some(whole) = whole else { return self };
        // The finalizer of MurmurHash3: every bit of both changes every bit of the outcome.
        let mut mixed = self.0 ^ whole.0.rotate_left(15).wrapping_mul(0x9e37_79b1);
        mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x85eb_ca6b);
        mixed = (mixed ^ (mixed >> 13)).wrapping_mul(0xc2b2_ae35);
        Key(mixed ^ (mixed >> 16))
    }

    /// The key of one major version of this browser: the upper half names the browser, the lower half
    /// is the version itself, so that versions of one browser can be told older from newer.
    #[must_use]
    pub const fn version(self, major: u16) -> Key {
        Key((self.0 & 0xffff_0000) | major as u32)
    }

    /// The major version, if this is the key of a version of that browser.
    pub const fn version_of(self, browser: Key) -> Option<u16> {
        let [browser_high, browser_low, ..] = browser.0.to_be_bytes();
        let [high, low, upper, lower] = self.0.to_be_bytes();
        if high == browser_high && low == browser_low {
            Some(u16::from_be_bytes([upper, lower]))
        } else {
            None
        }
    }
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
