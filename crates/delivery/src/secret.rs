//! A password or token out of the operator's config: wiped when dropped, never printed.
//! Not here: keys of the product (`secrets` holds those).

use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use zeroize::ZeroizeOnDrop;

/// A secret of the config. `Debug` and `Serialize` show that it is there, not what it is.
#[derive(Clone, PartialEq, Eq, Deserialize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("(hidden)")
    }
}
