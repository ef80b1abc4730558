//! Time-based one-time passwords (RFC 6238) on HMAC (RFC 4226), with the accepted step told.
//! Not here: which steps are burnt, the learned offset and the number of tries, which are `rules`'.

use data_encoding::BASE32_NOPAD;
use hmac::{EagerHash, Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rand::CryptoRng;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::{ConditionallySelectable as _, ConstantTimeEq as _};
use zeroize::Zeroizing;

/// Seconds of one step (RFC 6238 section 4.1, T0 = 0).
pub const PERIOD: i64 = 30;

/// RFC 3986 section 2.3: everything but the unreserved characters is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The hash under the HMAC. Many apps know SHA-1 only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC-SHA-1, the default of every app.
    #[default]
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}

impl Algorithm {
    /// The name in `otpauth` addresses and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// Reads [`Algorithm::name`], in any case and also with a hyphen.
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = name.to_ascii_uppercase().replace('-', "");
        [Self::Sha1, Self::Sha256, Self::Sha512].into_iter().find(|algorithm| algorithm.name() == plain)
    }

    /// Bytes of a new seed, as long as the hash's output (RFC 4226 R6, RFC 6238 section 5.1).
    pub fn seed_bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }
}

/// How many digits a code has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digits {
    /// Six, what every app shows.
    #[default]
    Six,
    /// Seven.
    Seven,
    /// Eight.
    Eight,
}

impl Digits {
    /// The number of digits.
    pub fn count(self) -> u8 {
        match self {
            Self::Six => 6,
            Self::Seven => 7,
            Self::Eight => 8,
        }
    }

    /// From a number of 6 to 8.
    pub fn from_count(count: u8) -> Option<Self> {
        [Self::Six, Self::Seven, Self::Eight].into_iter().find(|digits| digits.count() == count)
    }

    fn modulus(self) -> u32 {
        10_u32.pow(u32::from(self.count()))
    }
}

/// How codes are made from a seed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotpParams {
    /// The hash.
    pub algorithm: Algorithm,
    /// The length of a code.
    pub digits: Digits,
}

/// The step that a moment (Unix seconds) falls in.
pub fn step_at(unix_seconds: i64) -> i64 {
    unix_seconds.div_euclid(PERIOD)
}

/// A new seed of 160, 256 or 512 bits.
pub fn new_seed(algorithm: Algorithm, rng: &mut impl CryptoRng) -> Zeroizing<Vec<u8>> {
    let mut seed = Zeroizing::new(vec![0; algorithm.seed_bytes()]);
    rng.fill_bytes(&mut seed);
    seed
}

/// The code of one step, with its leading zeros.
pub fn code(seed: &[u8], params: TotpParams, step: i64) -> Zeroizing<String> {
    let width = usize::from(params.digits.count());
    Zeroizing::new(format!("{:0width$}", value(seed, params, step)))
}

/// Checks a code against the steps `center - window ..= center + window` and tells the step that
/// it is of. Takes the same time wherever it matches. The caller burns the step.
pub fn check(seed: &[u8], params: TotpParams, text: &str, center: i64, window: i64) -> Option<i64> {
    let given = read_code(text, params.digits)?;
    compared(given, center, window, |step| value(seed, params, step))
}

/// The step whose value was given. Every step is computed and compared whatever was given, so that the time it takes says
/// nothing of how near a guess was (A09).
fn compared(given: u32, center: i64, window: i64, mut value: impl FnMut(i64) -> u32) -> Option<i64> {
    let mut found = subtle::Choice::from(0);
    let mut matched = 0_i64;
    // Outermost first: where two steps share a code, the one nearest to the center is told.
    for distance in (0..=window).rev() {
        for step in [center.saturating_sub(distance), center.saturating_add(distance)] {
            let same = value(step).ct_eq(&given);
            matched.conditional_assign(&step, same);
            found |= same;
        }
    }
    bool::from(found).then_some(matched)
}

/// How many steps the clock that made this code is ahead of `now_step` (negative: behind), if by
/// no more than `reach`. For enrollment (reach 5), and for the hint about a wrong clock, whose
/// step must be burnt.
pub fn find_drift(seed: &[u8], params: TotpParams, text: &str, now_step: i64, reach: i64) -> Option<i64> {
    check(seed, params, text, now_step, reach).map(|step| step.saturating_sub(now_step))
}

/// The digits of a typed code: spaces and hyphens are dropped; other characters, other digits
/// than ASCII and another length make it no code.
pub fn read_code(text: &str, digits: Digits) -> Option<u32> {
    let mut value = 0_u32;
    let mut count = 0_u8;
    for character in text.chars().filter(|character| !matches!(character, ' ' | '-' | '\u{a0}' | '\u{202f}'))
    {
        let digit = character.to_digit(10)?;
        count = count.checked_add(1).filter(|count| *count <= digits.count())?;
        value = value * 10 + digit;
    }
    (count == digits.count()).then_some(value)
}

/// A seed as people copy it: base32 without padding (RFC 4648 section 6).
pub fn seed_to_base32(seed: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(BASE32_NOPAD.encode(seed))
}

/// Reads a base32 seed, in any case, with spaces, hyphens and padding tolerated (for imports).
pub fn seed_from_base32(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let kept = text.trim_end_matches('=').bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
    let plain = Zeroizing::new(kept.map(|byte| byte.to_ascii_uppercase()).collect::<Vec<u8>>());
    BASE32_NOPAD.decode(&plain).ok().map(Zeroizing::new)
}

/// The address behind the QR code. A colon in the issuer would end it (it separates issuer and
/// account in the label), so it becomes a space.
pub fn otpauth_uri(issuer: &str, account: &str, seed: &[u8], params: TotpParams) -> Zeroizing<String> {
    let issuer = issuer.replace(':', " ");
    let issuer = utf8_percent_encode(&issuer, RESERVED);
    let account = utf8_percent_encode(account, RESERVED);
    let secret = seed_to_base32(seed);
    Zeroizing::new(format!(
        "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm={}&digits={}&period={PERIOD}",
        secret.as_str(),
        params.algorithm.name(),
        params.digits.count(),
    ))
}

/// The decimal value of a code (RFC 4226 section 5.3).
fn value(seed: &[u8], params: TotpParams, step: i64) -> u32 {
    truncated(seed, params.algorithm, step) % params.digits.modulus()
}

/// Dynamic truncation of the HMAC over the step as eight bytes (RFC 4226 section 5.3).
fn truncated(seed: &[u8], algorithm: Algorithm, step: i64) -> u32 {
    let counter = step.to_be_bytes();
    match algorithm {
        Algorithm::Sha1 => truncate(&mac::<Sha1>(seed, counter)),
        Algorithm::Sha256 => truncate(&mac::<Sha256>(seed, counter)),
        Algorithm::Sha512 => truncate(&mac::<Sha512>(seed, counter)),
    }
}

/// HMAC with a key of any length (RFC 2104 section 2).
fn mac<D: EagerHash>(seed: &[u8], counter: [u8; 8]) -> Vec<u8> {
    // The constructor fails for no length of key; an empty value would truncate to zero bits.
    Hmac::<D>::new_from_slice(seed)
        .map(|hmac| hmac.chain_update(counter).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

fn truncate(hmac: &[u8]) -> u32 {
    let offset = usize::from(hmac.last().copied().unwrap_or_default() & 0x0f);
    let four = hmac.get(offset..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
    u32::from_be_bytes(four) & 0x7fff_ffff
}

#[cfg(test)]
#[path = "totp_tests.rs"]
mod tests;
