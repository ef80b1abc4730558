//! A push subscription as a browser tells it: read, checked, and kept. Its endpoint is a URL that a stranger chose
//! (RUSTSEC-2025-0015). Deliberately not here: name resolution, which the call itself judges (`guard`).

use std::borrow::Cow;
use std::fmt;

use secrets::push::{BadSubscriptionKeys, SubscriptionKeys};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::OwnService;
use crate::guard::{self, UrlRefusal};

/// The longest endpoint that is taken, in bytes; those of browsers have 100 to 600.
pub const LONGEST_ENDPOINT: usize = 1_024;

/// Where and how one browser is woken. Whoever has it can wake that browser: keep it sealed. Debug output shows the push
/// service alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    url: Url,
    keys: SubscriptionKeys,
}

/// Why a subscription is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubscriptionRefusal {
    /// The endpoint is too long.
    #[error("the endpoint is longer than {LONGEST_ENDPOINT} bytes")]
    TooLong,
    /// The endpoint may not be called.
    #[error("the endpoint: {0}")]
    Endpoint(#[from] UrlRefusal),
    /// The keys are none.
    #[error(transparent)]
    Keys(#[from] BadSubscriptionKeys),
    /// What was kept is not what was written.
    #[error("the subscription that was kept cannot be read")]
    Unreadable,
}

impl SubscriptionRefusal {
    /// Which field of the browser's `PushSubscription.toJSON()` is wrong, as a JSON pointer (RFC 6901); empty for the whole.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::TooLong | Self::Endpoint(_) => "/endpoint",
            Self::Keys(BadSubscriptionKeys::P256dh) => "/keys/p256dh",
            Self::Keys(BadSubscriptionKeys::Auth) => "/keys/auth",
            Self::Unreadable => "",
        }
    }
}

/// As it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text<'a> {
    endpoint: Cow<'a, str>,
    p256dh: Cow<'a, str>,
    auth: Cow<'a, str>,
}

impl Subscription {
    pub(super) fn new(
        endpoint: &str,
        p256dh: &str,
        auth: &str,
        own: &[OwnService],
    ) -> Result<Self, SubscriptionRefusal> {
        if endpoint.len() > LONGEST_ENDPOINT {
            return Err(SubscriptionRefusal::TooLong);
        }
        let url = match own_url(endpoint, own) {
            Some(url) => url,
            None => guard::public_url(endpoint)?,
        };
        Ok(Self { url, keys: SubscriptionKeys::parse(p256dh, auth)? })
    }

    pub(super) fn of_text(text: &str, own: &[OwnService]) -> Result<Self, SubscriptionRefusal> {
        let kept: Text<'_> = serde_json::from_str(text).map_err(|_| SubscriptionRefusal::Unreadable)?;
        Self::new(&kept.endpoint, &kept.p256dh, &kept.auth, own)
    }

    /// One text of it, to be sealed and kept.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let (p256dh, auth) = (self.keys.p256dh(), self.keys.auth());
        let text =
            Text { endpoint: self.url.as_str().into(), p256dh: p256dh.into(), auth: auth.as_str().into() };
        // Three texts always become JSON.
        Zeroizing::new(serde_json::to_string(&text).unwrap_or_default())
    }

    /// The push service: scheme, host and port, as VAPID names its audience.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    pub(super) const fn url(&self) -> &Url {
        &self.url
    }

    pub(super) const fn keys(&self) -> &SubscriptionKeys {
        &self.keys
    }

    pub(super) fn is_own(&self, own: &[OwnService]) -> bool {
        own.iter().any(|service| service.serves(&self.url))
    }
}

/// The endpoint, if it is on a push service of the operator's own.
fn own_url(endpoint: &str, own: &[OwnService]) -> Option<Url> {
    let url = Url::parse(endpoint).ok()?;
    let bare = url.username().is_empty() && url.password().is_none();
    (bare && own.iter().any(|service| service.serves(&url))).then_some(url)
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").field("origin", &self.origin()).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "subscription_tests.rs"]
mod tests;
