//! Numeric codes for messages and prompts, and recovery codes.
//! Not here: their hashing (`hashing`), their lifetime and their tries (`rules`).

use rand::CryptoRng;
use zeroize::Zeroizing;

/// How many recovery codes a set has.
pub const RECOVERY_CODES: u8 = 10;

/// Characters after the slot: 16 of 5 bits each are 80 random bits (NIST 800-63B-4 asks 64).
const SECRET: usize = 16;

/// Crockford's base32: no I, L, O or U.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of `digits` decimal digits, leading zeros kept, every code equally likely: random bytes
/// from 250 on are thrown away, since they would favour the low digits.
pub fn numeric_code(digits: u8, rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let mut code = Zeroizing::new(String::with_capacity(usize::from(digits)));
    while code.len() < usize::from(digits) {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        if byte[0] < 250 {
            code.push(char::from(b'0' + byte[0] % 10));
        }
    }
    code
}

/// One recovery code. The first character of its text is the slot, so that one hash is checked,
/// not ten; the 16 after it are secret. Hash [`RecoveryCode::secret`] with the pool.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// Which of the set it is, 0 to 9.
    pub slot: u8,
    /// The 16 secret characters in their canonical form.
    pub secret: Zeroizing<String>,
}

impl RecoveryCode {
    /// A full set of ten, in slot order.
    pub fn set(rng: &mut impl CryptoRng) -> Vec<Self> {
        (0..RECOVERY_CODES).map(|slot| Self { slot, secret: new_secret(rng) }).collect()
    }

    /// What is shown once: `3-7K2M-9QRT-04AB-XYZ8`.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(1 + SECRET + SECRET / 4));
        text.push(char::from(b'0' + self.slot % RECOVERY_CODES));
        for (index, character) in self.secret.chars().enumerate() {
            if index % 4 == 0 {
                text.push('-');
            }
            text.push(character);
        }
        text
    }

    /// Reads a typed code: case, spaces, hyphens and look-alikes (O for 0, I and L for 1) do not
    /// matter.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut plain = Zeroizing::new(String::with_capacity(1 + SECRET));
        for character in typed.chars().filter(|character| {
            !matches!(character, '-' | '\u{2010}'..='\u{2015}') && !character.is_whitespace()
        }) {
            if plain.len() > SECRET {
                return None;
            }
            plain.push(canonical(character)?);
        }
        let (slot, secret) = plain.split_at_checked(1)?;
        let slot = slot.parse().ok()?;
        (secret.len() == SECRET).then(|| Self { slot, secret: Zeroizing::new(secret.to_owned()) })
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecoveryCode").field("slot", &self.slot).finish_non_exhaustive()
    }
}

fn new_secret(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; SECRET]);
    rng.fill_bytes(bytes.as_mut_slice());
    let mut secret = Zeroizing::new(String::with_capacity(SECRET));
    // Five bits of each byte: 32 divides 256, so every character is equally likely.
    secret.extend(bytes.iter().map(|byte| char::from(CROCKFORD[usize::from(byte % 32)])));
    secret
}

/// The character of the alphabet that was meant.
fn canonical(typed: char) -> Option<char> {
    let meant = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    CROCKFORD.iter().map(|byte| char::from(*byte)).find(|known| *known == meant)
}

#[cfg(test)]
#[path = "codes_tests.rs"]
mod tests;
