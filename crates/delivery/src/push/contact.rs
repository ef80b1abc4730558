//! What the operator tells of himself and of his house: a contact for push services, and push services of his own.
//! Deliberately not here: where it stands in the config (`server`).

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::http::{GatewayUrlError, gateway_url};

/// Whom a push service can write to about our calls: a `mailto:` or an `https:` URL (RFC 8292 section 2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact(String);

/// The contact is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a contact is like mailto:admin@example.org or https://example.org/contact")]
pub struct BadContact;

impl FromStr for Contact {
    type Err = BadContact;

    fn from_str(text: &str) -> Result<Self, BadContact> {
        let url = Url::parse(text).map_err(|_| BadContact)?;
        let good = match url.scheme() {
            "mailto" => {
                url.path().split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            }
            "https" => url.username().is_empty() && url.password().is_none(),
            _ => false,
        };
        if good { Ok(Self(text.to_owned())) } else { Err(BadContact) }
    }
}

impl Contact {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A push service that the operator runs himself, as an origin: the one way to make us call an address that is not public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnService(String);

/// Why a URL is no push service of one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadService {
    /// As a gateway's URL is wrong.
    #[error(transparent)]
    Url(#[from] GatewayUrlError),
    /// More than a scheme, a host and a port.
    #[error("a push service is named by its scheme, host and port alone, such as https://push.internal:8443")]
    MoreThanOrigin,
}

impl FromStr for OwnService {
    type Err = BadService;

    fn from_str(text: &str) -> Result<Self, BadService> {
        let url = gateway_url(text)?;
        if url.path() != "/" || url.query().is_some() {
            return Err(BadService::MoreThanOrigin);
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

impl OwnService {
    /// Whether a URL leads there.
    pub(super) fn serves(&self, url: &Url) -> bool {
        url.origin().ascii_serialization() == self.0
    }
}

impl fmt::Display for OwnService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
