//! Keyed stand-ins for names: the bucket of a name without an account, and lookup hashes of addresses.
//! Not here: how names, addresses and numbers are normalised; callers pass the normal form.

use crate::digest::to_base64url;
use crate::keys::{Keys, Purpose};

/// How many buckets all unknown names share.
pub const BUCKETS: u16 = 4096;

/// What a lookup hash is of, so that equal texts of different kinds stay apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupKind {
    /// A sign-in name.
    Name,
    /// An e-mail address.
    Email,
    /// A phone number in E.164.
    Phone,
}

impl LookupKind {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Name => b"name",
            Self::Email => b"email",
            Self::Phone => b"phone",
        }
    }
}

impl Keys {
    /// The pseudo account id under which tries on a name without an account are counted: one of
    /// [`BUCKETS`] fixed values that look like account ids. Without the keys nobody can find two
    /// names of one bucket, nor tell the id from a real one.
    pub fn bucket(&self, name: &str) -> [u8; 16] {
        let sorted = self.stamp(Purpose::Bucket, &[b"name", name.as_bytes()]);
        let number = u16::from_be_bytes([sorted[0], sorted[1]]) % BUCKETS;
        let id = self.stamp(Purpose::Bucket, &[b"id", &number.to_be_bytes()]);
        std::array::from_fn(|i| id[i])
    }

    /// Keyed hash by which an address or number is found without being stored readable
    /// (43 characters).
    pub fn lookup_hash(&self, kind: LookupKind, normal_form: &str) -> String {
        to_base64url(&self.stamp(Purpose::Lookup, &[kind.label(), normal_form.as_bytes()]))
    }
}

#[cfg(test)]
#[path = "bucket_tests.rs"]
mod tests;
