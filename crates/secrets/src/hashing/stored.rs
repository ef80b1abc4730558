//! What a stored hash may be: Argon2 of any kind, or a foreign hash brought in by an import.
//! Not here: the computing, which is `argon` and `foreign`.

use argon2::password_hash::phc::PasswordHash;

use super::Verdict;
use super::argon::{Hasher, Memory, StoredArgon};
use super::foreign::ForeignHash;
use super::queue::Pace;

/// A stored hash that was read and found within bounds.
pub(super) enum StoredHash {
    Argon(StoredArgon),
    Foreign(ForeignHash),
}

impl StoredHash {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(bcrypt) = ForeignHash::read_bcrypt(text) {
            return Some(Self::Foreign(bcrypt));
        }
        let phc = PasswordHash::new(text).ok()?;
        match phc.algorithm.as_str() {
            "argon2id" | "argon2i" | "argon2d" => StoredArgon::read(&phc).map(Self::Argon),
            _ => ForeignHash::read_phc(&phc).map(Self::Foreign),
        }
    }

    /// Whether it can be checked here: it needs no pepper, or ours.
    pub(super) fn is_ours_to_check(&self, hasher: &Hasher) -> bool {
        match self {
            Self::Argon(argon) => argon.is_ours_to_check(hasher),
            Self::Foreign(_) => true,
        }
    }

    /// How long checking it takes.
    pub(super) fn pace(&self, hasher: &Hasher) -> Pace {
        match self {
            Self::Argon(argon) if argon.is_steady(hasher) => Pace::Steady,
            _ => Pace::Any,
        }
    }

    /// Nothing if the hash cannot be checked here, because its pepper is another's.
    pub(super) fn verify(&self, password: &str, hasher: &Hasher, memory: &mut Memory) -> Option<Verdict> {
        match self {
            Self::Argon(argon) => {
                let matches = argon.verify(password, hasher, memory)?;
                Some(Verdict { matches, needs_rehash: argon.needs_rehash(hasher) })
            }
            Self::Foreign(foreign) => {
                Some(Verdict { matches: foreign.verify(password)?, needs_rehash: true })
            }
        }
    }
}
