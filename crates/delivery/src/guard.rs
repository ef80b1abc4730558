//! Which addresses a stranger may make us call: public ones only, judged after name resolution.
//! Not here: the calls themselves (`http`); gateways that the operator named are not guarded.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use url::{Host, Url};

/// Why a stranger's URL is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefusal {
    /// Not a URL at all.
    #[error("not a URL")]
    NotAUrl,
    /// Another scheme than `https`.
    #[error("only https URLs are called")]
    NotHttps,
    /// A name or password stands in the URL.
    #[error("a URL with a user name is not called")]
    UserInfo,
    /// Another port than 443.
    #[error("only port 443 is called")]
    Port,
    /// The host is missing, or is an address that is not public.
    #[error("the host is not on the public internet")]
    NotPublic,
}

/// True if the address is globally reachable by the IANA special-purpose registries (RFC 6890).
///
/// Refused beside private, loopback, link-local, carrier-grade NAT, documentation, benchmark,
/// multicast and reserved ranges: every IPv6 form that carries an IPv4 address (mapped, compatible,
/// NAT64, 6to4, Teredo), since it may lead to a private one.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Only 2000::/3 is handed out as global unicast (RFC 4291 2.4); mapped, NAT64, unique-local,
    // link-local and multicast forms all lie outside it.
    let [a, b, ..] = address.segments();
    let global_unicast = a & 0xe000 == 0x2000;
    let special = matches!(
        (a, b),
        (0x2001, 0x0000..=0x01ff) // protocol assignments, with Teredo and ORCHID
            | (0x2001, 0x0db8) // documentation
            | (0x2002, _) // 6to4
            | (0x3fff, 0x0000..=0x0fff) // documentation
    );
    global_unicast && !special
}

/// Reads a stranger's URL. Names pass here and are judged by [`PublicResolver`] when called.
pub fn public_url(text: &str) -> Result<Url, UrlRefusal> {
    let url = Url::parse(text).map_err(|_| UrlRefusal::NotAUrl)?;
    if url.scheme() != "https" {
        return Err(UrlRefusal::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlRefusal::UserInfo);
    }
    if url.port_or_known_default() != Some(443) {
        return Err(UrlRefusal::Port);
    }
    let public = match url.host() {
        Some(Host::Domain(name)) => name.contains('.') && !is_house_name(name),
        Some(Host::Ipv4(v4)) => is_public_v4(v4),
        Some(Host::Ipv6(v6)) => is_public_v6(v6),
        None => false,
    };
    if public { Ok(url) } else { Err(UrlRefusal::NotPublic) }
}

/// Names that by their form belong to this machine or this house, not to the internet (RFC 6761/6762/8375).
pub(crate) fn is_house_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    !name.contains('.')
        || [".localhost", ".local", ".internal", ".home.arpa"].iter().any(|end| name.ends_with(end))
}

/// Resolves names and refuses those with any address that is not public.
///
/// The client connects to the very addresses judged here, so a name that answers differently the
/// next time (DNS rebinding) gains nothing.
#[derive(Debug, Clone, Copy)]
pub struct PublicResolver {
    /// Who is asked for a name's addresses.
    book: fn(Name) -> Lookup,
}

/// Addresses that are being looked up.
type Lookup = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

impl Default for PublicResolver {
    /// Asks the system.
    fn default() -> Self {
        Self {
            book: |name| {
                Box::pin(async move { Ok(tokio::net::lookup_host((name.as_str(), 0)).await?.collect()) })
            },
        }
    }
}

/// A name leads into a private network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name leads to an address that is not public")]
pub struct NotPublic;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let found = (self.book)(name);
        Box::pin(async move {
            let judged = only_public(found.await?)?;
            Ok(Box::new(judged.into_iter()) as Addrs)
        })
    }
}

/// Whether a call failed because its name led to an address that is not public.
pub(crate) fn led_home(error: &(dyn Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source());
    causes.any(|cause| cause.is::<NotPublic>())
}

fn only_public(found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, NotPublic> {
    let clean = !found.is_empty() && found.iter().all(|address| is_public(address.ip()));
    if clean { Ok(found) } else { Err(NotPublic) }
}

#[cfg(test)]
#[path = "guard_tests.rs"]
pub(crate) mod tests;
