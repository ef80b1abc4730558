//! Who asks, as far as HTTP tells: address, network, browser, languages. Anyone can claim anything in a
//! header, so an address counts only when a trusted proxy wrote it. Not here: what any of it means (`risk`).

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use risk::{ClientHints, UserAgent};
use serde::{Deserialize, Serialize};

/// More hops than any honest chain of proxies has; a longer list is not read.
const MAX_HOPS: usize = 32;

/// The longest `Accept-Language` that is looked at, in bytes.
const MAX_LANGUAGES: usize = 512;

/// The other end of the connection; [`super::serve`] puts it into every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Which header the trusted proxies write the client's address into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressHeader {
    /// `X-Forwarded-For`: addresses, the nearest hop last.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239): elements with `for=`, the nearest hop last.
    Forwarded,
}

/// The reverse proxies that are believed. The default believes nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    /// Their networks.
    pub trusted: Vec<IpNet>,
    /// Where they write the client's address.
    pub header: AddressHeader,
}

impl Proxies {
    /// The client's address: the peer, unless it is a trusted proxy; then the right-most hop that is no trusted
    /// proxy, since whatever stands left of it was written by a stranger. `None` (unknown) if a trusted proxy does
    /// not tell, or what it tells cannot be read.
    #[must_use]
    pub fn client_address(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return Some(peer);
        }
        let hops = match self.header {
            AddressHeader::XForwardedFor => hops(headers, &HeaderName::from_static("x-forwarded-for"))?,
            AddressHeader::Forwarded => hops(headers, &header::FORWARDED)?,
        };
        let mut furthest = None;
        for hop in hops.iter().rev() {
            let address = match self.header {
                AddressHeader::XForwardedFor => node_address(hop),
                AddressHeader::Forwarded => forwarded_for(hop).and_then(node_address),
            }?;
            if !self.trusts(address) {
                return Some(address);
            }
            furthest = Some(address);
        }
        furthest
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

/// The list that a header holds, over all its lines; `None` if it is absent, not ASCII, or too long.
fn hops<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<Vec<&'a str>> {
    let mut hops = Vec::new();
    for line in headers.get_all(name) {
        hops.extend(line.to_str().ok()?.split(',').map(str::trim));
        if hops.len() > MAX_HOPS {
            return None;
        }
    }
    (!hops.is_empty()).then_some(hops)
}

/// The node of the one `for=` of an element of `Forwarded` (RFC 7239 section 4). A quoted string with a comma in
/// it was cut in half by [`hops`] and is refused here, as no address has one.
fn forwarded_for(element: &str) -> Option<&str> {
    let mut nodes = element.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim())
    });
    let node = nodes.next().filter(|_| nodes.next().is_none())?;
    match node.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').filter(|inner| !inner.contains(['"', '\\'])),
        None => Some(node),
    }
}

/// An address as proxies write it: `192.0.2.1`, `192.0.2.1:8080`, `2001:db8::1`, `[2001:db8::1]`,
/// `[2001:db8::1]:8080`. Obfuscated names and `unknown` are none.
fn node_address(node: &str) -> Option<IpAddr> {
    let bracketed = || node.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok();
    let address = node
        .parse::<IpAddr>()
        .ok()
        .or_else(|| node.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .or_else(|| bracketed().map(IpAddr::V6))?;
    Some(address.to_canonical())
}

/// The network that tries are counted for: an IPv4 address (`192.0.2.1`) or an IPv6 /64 (`2001:db8::/64`).
#[must_use]
pub fn network_text(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Who asks. An extractor for every state that holds [`Proxies`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address, if it is known.
    pub address: Option<IpAddr>,
    /// What the browser says it is.
    pub user_agent: UserAgent,
    /// `Accept-Language` as it came, for [`crate::words::Words::for_languages`]; empty if absent.
    pub languages: String,
}

impl Client {
    /// Reads a request's parts. `peer` is `None` where nobody told it, as in tests of single handlers.
    #[must_use]
    pub fn read(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &Proxies) -> Self {
        let bytes = |name: &str| headers.get(name).map(axum::http::HeaderValue::as_bytes);
        let hints = ClientHints {
            brands: bytes("sec-ch-ua"),
            platform: bytes("sec-ch-ua-platform"),
            mobile: bytes("sec-ch-ua-mobile"),
        };
        let languages = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self {
            address: peer.and_then(|peer| proxies.client_address(peer, headers)),
            user_agent: UserAgent::read(bytes("user-agent").unwrap_or_default(), &hints),
            languages: languages.filter(|text| text.len() <= MAX_LANGUAGES).unwrap_or_default().to_owned(),
        }
    }

    /// The network that tries are counted for, if the address is known.
    #[must_use]
    pub fn network(&self) -> Option<String> {
        self.address.map(network_text)
    }
}

impl<S> FromRequestParts<S> for Client
where
    Proxies: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map(|Peer(socket)| socket.ip());
        Ok(Self::read(peer, &parts.headers, &Proxies::from_ref(state)))
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
