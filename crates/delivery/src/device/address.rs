//! Where a phone finds its site: the site's address, and the pairing link that a browser shows. Deliberately not here: calling it.

use url::{Host, Url};

use crate::Secret;

/// Why an address is not a site's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSite {
    /// Not a URL with a host.
    #[error("the site's address must be like https://id.example.org")]
    NotAUrl,
    /// Tokens would go over the network in the clear.
    #[error("a site is called by https; plain http is for this machine alone (localhost)")]
    PlainHttp,
    /// More than an address.
    #[error("no user name, password, ?query or #fragment may stand in the site's address")]
    More,
}

/// Why a link pairs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    /// Not the link that a browser shows.
    #[error("a pairing link is like https://id.example.org/app/#pair=CODE; copy the whole of it")]
    NotALink,
    /// Its site is none.
    #[error(transparent)]
    Site(#[from] BadSite),
}

/// Reads a site's address: `https`, or `http` to this machine.
///
/// # Errors
/// [`BadSite`].
pub fn site_url(text: &str) -> Result<Url, BadSite> {
    let url = Url::parse(text.trim()).map_err(|_| BadSite::NotAUrl)?;
    let here = match url.host() {
        None => return Err(BadSite::NotAUrl),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(v4)) => v4.is_loopback(),
        Some(Host::Ipv6(v6)) => v6.is_loopback(),
    };
    match url.scheme() {
        "https" => {}
        "http" if here => {}
        "http" => return Err(BadSite::PlainHttp),
        _ => return Err(BadSite::NotAUrl),
    }
    let more = !url.username().is_empty() || url.password().is_some();
    if more || url.query().is_some() || url.fragment().is_some() { Err(BadSite::More) } else { Ok(url) }
}

/// What a browser shows as a QR code.
#[derive(Debug)]
pub struct PairingLink {
    /// The site.
    pub site: Url,
    /// The code.
    pub code: Secret,
}

impl PairingLink {
    /// Reads a link.
    ///
    /// # Errors
    /// [`BadLink`].
    pub fn parse(text: &str) -> Result<Self, BadLink> {
        let (site, code) = text.trim().split_once("/app/#pair=").ok_or(BadLink::NotALink)?;
        if code.is_empty()
            || !code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
        {
            return Err(BadLink::NotALink);
        }
        Ok(Self { site: site_url(site)?, code: Secret::new(code) })
    }
}
