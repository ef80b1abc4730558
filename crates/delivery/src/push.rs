//! Web Push: a courier that wakes the app on a phone through the push service of its browser (RFC 8030, 8291, 8292).
//! Deliberately not here: what the app then shows, which it fetches itself; who is woken and when (`flows`); any word
//! for people. A push service learns that a phone is to wake up, how urgently and for how long, and nothing else.

mod contact;
mod outcome;
mod pace;
mod subscription;

pub use contact::{BadContact, BadService, Contact, OwnService};
pub use outcome::{Delay, Outcome, Refusal, Setback};
pub use subscription::{LONGEST_ENDPOINT, Subscription, SubscriptionRefusal};

use std::fmt;
use std::sync::Arc;

use rand::CryptoRng;
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use secrets::digest::sha256_base64url;
use secrets::push::VapidKey;

use crate::http::{CallError, Http, Patience, Reach, SetupError, Trust};
use pace::Pace;

/// What every message says, encrypted: an empty object.
///
/// Push services and browsers take messages without a body too, and a service worker that subscribed with
/// `userVisibleOnly` is woken by both alike. Encrypted it is because a browser drops what does not decrypt: so whoever does
/// not know the subscription's secret, the push service itself included, cannot wake a phone in our name. It is always the
/// same two bytes, so that its length tells nothing.
const MESSAGE: &[u8] = b"{}";

/// RFC 8030 section 5.4: at most so many characters of the URL-safe base64 alphabet.
const TOPIC: usize = 32;

/// How the operator wants it.
#[derive(Clone, Debug)]
pub struct PushConfig {
    /// Whom a push service can write to about our calls.
    pub contact: Contact,
    /// Push services inside the house, called though their addresses are not public.
    pub own_services: Vec<OwnService>,
}

/// What a push service replaces an older message by, if it still holds that one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic(String);

impl Topic {
    /// The topic of whatever has this name. The push service sees a digest of it.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut digest = sha256_base64url(name.as_bytes());
        digest.truncate(TOPIC);
        Self(digest)
    }

    /// As it stands in the header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A call to wake up.
#[derive(Clone, Debug)]
pub struct WakeUp {
    /// A newer one of the same topic replaces an older one that was not delivered.
    pub topic: Topic,
    /// Until when it is of use, in Unix seconds.
    pub until: i64,
}

/// Wakes apps. Clones share connections and what is known of push services.
#[derive(Clone)]
pub struct PushCourier {
    inner: Arc<Inner>,
}

struct Inner {
    vapid: VapidKey,
    public_key: String,
    config: PushConfig,
    /// For endpoints on the internet.
    public: Http,
    /// For the operator's own services.
    own: Http,
    pace: Arc<Pace>,
}

impl PushCourier {
    /// A courier that shows `vapid` to push services.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn new(
        vapid: VapidKey,
        config: PushConfig,
        trust: &Trust,
        patience: Patience,
    ) -> Result<Self, SetupError> {
        let public = Http::new(trust, Reach::Public, patience)?;
        Self::calling(vapid, config, public, Http::new(trust, Reach::Operator, patience)?)
    }

    fn calling(vapid: VapidKey, config: PushConfig, public: Http, own: Http) -> Result<Self, SetupError> {
        let public_key = vapid.public_key();
        Ok(Self { inner: Arc::new(Inner { vapid, public_key, config, public, own, pace: Arc::default() }) })
    }

    /// The key that browsers take as `applicationServerKey` when they subscribe, in base64url.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.inner.public_key
    }

    /// Checks what a browser tells as its subscription.
    ///
    /// # Errors
    /// [`SubscriptionRefusal`].
    pub fn subscription(
        &self,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
    ) -> Result<Subscription, SubscriptionRefusal> {
        Subscription::new(endpoint, p256dh, auth, &self.inner.config.own_services)
    }

    /// Reads what [`Subscription::to_text`] gave, and checks it again, for the operator may have changed his mind.
    ///
    /// # Errors
    /// [`SubscriptionRefusal`].
    pub fn kept_subscription(&self, text: &str) -> Result<Subscription, SubscriptionRefusal> {
        Subscription::of_text(text, &self.inner.config.own_services)
    }

    /// Asks the push service of `to` once to wake it. `now`: Unix seconds.
    pub async fn send(
        &self,
        to: &Subscription,
        wake: &WakeUp,
        now: i64,
        rng: &mut (impl CryptoRng + Send),
    ) -> Outcome {
        let life = wake.until.saturating_sub(now);
        if life <= 0 {
            return Outcome::Refused(Refusal::Expired);
        }
        let place = match self.inner.pace.enter(to, now) {
            Ok(place) => place,
            Err(setback) => return Outcome::Later(setback),
        };
        let http =
            if to.is_own(&self.inner.config.own_services) { &self.inner.own } else { &self.inner.public };
        let Some(request) = self.request(http, to, wake, (life, now), rng) else {
            return Outcome::Refused(Refusal::Unsendable);
        };
        let outcome = match http.call(request).await {
            Ok(answer) => Outcome::of_answer(&answer, now),
            Err(CallError::NotPublic) => Outcome::Refused(Refusal::NotPublic),
            Err(error) => Outcome::of_silence(error),
        };
        drop(place);
        if let Outcome::Later(setback) = outcome {
            self.inner.pace.remember(to, setback, now);
        }
        outcome
    }

    fn request(
        &self,
        http: &Http,
        to: &Subscription,
        wake: &WakeUp,
        (life, now): (i64, i64),
        rng: &mut impl CryptoRng,
    ) -> Option<Request> {
        let body = to.keys().encrypt(MESSAGE, rng).ok()?;
        let contact = self.inner.config.contact.as_str();
        let request = http
            .post(to.url().clone())
            .header("ttl", life)
            .header("urgency", "high")
            .header("topic", wake.topic.as_str())
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(AUTHORIZATION, self.inner.vapid.authorization(&to.origin(), contact, now));
        request.body(body).build().ok()
    }
}

impl fmt::Debug for PushCourier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushCourier").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "push_tests.rs"]
mod tests;
