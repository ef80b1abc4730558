//! Hashes of other systems, verified once after an import and then replaced: bcrypt, scrypt, PBKDF2.
//! Not here: making such hashes, ever.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Upper bounds: what one check may cost. bcrypt at 16 takes some seconds, PBKDF2 likewise.
const MOST_BCRYPT_COST: u32 = 16;
const MOST_SCRYPT_BYTES: u64 = 1 << 30;
const MOST_SCRYPT_LANES: u32 = 16;
const MOST_PBKDF2_ROUNDS: u32 = 10_000_000;

/// A foreign hash within bounds.
pub(super) enum ForeignHash {
    Bcrypt(String),
    Scrypt { params: scrypt::Params, salt: Salt, expected: Output },
    Pbkdf2Sha256 { rounds: u32, salt: Salt, expected: Output },
}

impl ForeignHash {
    /// Reads `$2a$`, `$2b$` and `$2y$`; `$2x$` marks hashes of a broken implementation.
    pub(super) fn read_bcrypt(text: &str) -> Option<Self> {
        ["$2a$", "$2b$", "$2y$"].iter().find(|prefix| text.starts_with(**prefix))?;
        let parts: bcrypt::HashParts = text.parse().ok()?;
        (parts.get_cost() <= MOST_BCRYPT_COST).then(|| Self::Bcrypt(text.to_owned()))
    }

    /// Reads `$scrypt$ln=..,r=..,p=..$` and `$pbkdf2-sha256$i=..$`.
    pub(super) fn read_phc(phc: &PasswordHash) -> Option<Self> {
        let (salt, expected) = (phc.salt?, phc.hash?);
        match phc.algorithm.as_str() {
            "scrypt" => {
                let params = scrypt_params(&phc.params)?;
                Some(Self::Scrypt { params, salt, expected })
            }
            "pbkdf2-sha256" => {
                let rounds =
                    phc.params.get_decimal("i").filter(|rounds| (1..=MOST_PBKDF2_ROUNDS).contains(rounds))?;
                Some(Self::Pbkdf2Sha256 { rounds, salt, expected })
            }
            _ => None,
        }
    }

    pub(super) fn verify(&self, password: &str) -> Option<bool> {
        match self {
            // bcrypt reads 72 bytes at most; whoever made the hash checked no more either.
            Self::Bcrypt(text) => bcrypt::verify(password, text).ok(),
            Self::Scrypt { params, salt, expected } => {
                let mut output = Zeroizing::new(vec![0; expected.len()]);
                scrypt::scrypt(password.as_bytes(), salt.as_ref(), params, &mut output).ok()?;
                Some(output.as_slice().ct_eq(expected.as_bytes()).into())
            }
            Self::Pbkdf2Sha256 { rounds, salt, expected } => {
                let mut output = Zeroizing::new(vec![0; expected.len()]);
                pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_ref(), *rounds, &mut output);
                Some(output.as_slice().ct_eq(expected.as_bytes()).into())
            }
        }
    }
}

fn scrypt_params(params: &ParamsString) -> Option<scrypt::Params> {
    let log_n = u8::try_from(params.get_decimal("ln")?).ok().filter(|log_n| (1..=30).contains(log_n))?;
    let r = params.get_decimal("r")?;
    let p = params.get_decimal("p").filter(|p| *p <= MOST_SCRYPT_LANES)?;
    // Memory is 128 r N bytes (RFC 7914 section 6).
    let bytes = u64::from(r).checked_mul(128)?.checked_mul(1 << log_n)?;
    (bytes <= MOST_SCRYPT_BYTES).then(|| scrypt::Params::new(log_n, r, p).ok())?
}
