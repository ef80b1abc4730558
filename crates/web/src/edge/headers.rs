//! The headers of every answer, errors too: what a page may load, who may frame it, what may be kept.
//! Deliberately not here: cookies, and the lifetime of hashed assets, which their handler states.

use axum::http::header::{self, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

/// Scripts, styles, pictures and calls from this site alone; no inline code; no frames; forms go home. Our scripts
/// may not build HTML from text (Trusted Types).
macro_rules! policy {
    (workers from $workers:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ",
            "manifest-src 'self'; worker-src ",
            $workers,
            "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; ",
            "require-trusted-types-for 'script'"
        )
    };
}

/// What no page of ours needs. Passkeys stay allowed.
macro_rules! permissions {
    (camera for $camera:literal) => {
        concat!(
            "accelerometer=(), bluetooth=(), browsing-topics=(), camera=",
            $camera,
            ", display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), ",
            "payment=(), serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)"
        )
    };
}

const POLICY: &str = policy!(workers from "'none'");
const PERMISSIONS: &str = permissions!(camera for "()");

/// The companion app's page, which runs its service worker and may look for a pairing code with the camera.
const APP: &str = "/app/";
const OF_APP: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, policy!(workers from "'self'")),
    (PERMISSIONS_POLICY, permissions!(camera for "(self)")),
];

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// On every answer. `Referrer-Policy` is not `no-referrer`, since browsers then send `Origin: null` with forms.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (OPENER_POLICY, "same-origin"),
    (RESOURCE_POLICY, "same-origin"),
    (PERMISSIONS_POLICY, PERMISSIONS),
];

/// Two years (RFC 6797). Subdomains are the operator's to decide.
const TRANSPORT: &str = "max-age=63072000";

/// What the answer to one request is to carry.
#[derive(Clone, Copy, Debug)]
pub struct Hardening {
    /// The answer may be kept, if it is the asset and says so.
    asset: bool,
    /// It is the companion app's page.
    app: bool,
    /// The site is reached over TLS.
    https: bool,
}

impl Hardening {
    /// Of a request for `path`, on a site that is reached over TLS or not.
    #[must_use]
    pub fn of(path: &str, https: bool) -> Self {
        Self { asset: path.starts_with("/assets/"), app: path == APP, https }
    }

    /// Puts the headers on the answer: last, so that the answers of whatever is in between have them too.
    pub fn put_on(self, response: &mut Response) {
        let keeps = self.asset && matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
        let headers = response.headers_mut();
        headers.reserve(ALWAYS.len() + 2);
        for (name, value) in ALWAYS.into_iter().chain(OF_APP.into_iter().filter(|_| self.app)) {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.https {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TRANSPORT));
        }
        if !(keeps && headers.contains_key(header::CACHE_CONTROL)) {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
}

#[cfg(test)]
#[path = "headers_tests.rs"]
mod tests;
