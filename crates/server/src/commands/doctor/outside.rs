//! The site as it is reached from outside: whether the client's real address gets through the proxy, and no made-up one.
//! Deliberately not here: what the config alone tells (`checks`).

use std::net::{IpAddr, Ipv4Addr};

use delivery::http::{Http, Patience, Reach, Trust};
use url::Url;
use web::edge::client::{AddressHeader, Proxies};

use super::Finding;
use crate::config::Config;
use crate::wiring;

const ABOUT: &str = "your address";

/// An address that nobody has (RFC 5737), which a stranger might claim.
const MADE_UP: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 66));

/// Asks the running server, at its public address, whom it takes us for, while claiming to be somebody else.
pub(super) async fn client(config: &Config) -> Finding {
    match seen(config).await {
        Ok(Some(seen)) => judge(&config.site.url, config.listen.tls.is_some(), &config.listen.proxies, seen),
        Ok(None) => Finding::bad(
            ABOUT,
            "the server cannot tell who connects: the proxy does not write the header that \
             listen.client_address_header names, or writes no address; every sign-in looks alike to it",
        ),
        Err(why) => Finding::worth(
            ABOUT,
            format!(
                "{} {why}, so that it is not known whom the server takes its callers for; run the doctor again \
                 while the server runs",
                config.site.url
            ),
        ),
    }
}

/// Whom the server takes us for; `None`: it does not know.
async fn seen(config: &Config) -> Result<Option<IpAddr>, String> {
    let page = config.site.url.join("/healthz/client").map_err(|error| error.to_string())?;
    let trust = Trust::new(wiring::crypto(), None).map_err(|error| error.to_string())?;
    let http = Http::new(&trust, Reach::Operator, Patience::default()).map_err(|error| error.to_string())?;
    let claim = match config.listen.proxies.header {
        AddressHeader::XForwardedFor => ("x-forwarded-for", "203.0.113.66"),
        AddressHeader::Forwarded => ("forwarded", "for=203.0.113.66"),
    };
    let answer = http.look(page, claim).await.map_err(|_| "does not answer".to_owned())?;
    let said = String::from_utf8_lossy(&answer.body).trim().to_owned();
    match (answer.status, said.as_str()) {
        (200, "unknown") => Ok(None),
        (200, address) => address.parse().map(Some).map_err(|_| "answers something else".to_owned()),
        (status, _) => Err(format!("answers {status}")),
    }
}

fn judge(url: &Url, tls: bool, proxies: &Proxies, seen: IpAddr) -> Finding {
    let behind_proxy = url.scheme() == "https" && !tls;
    if seen == MADE_UP {
        return Finding::bad(
            ABOUT,
            "whoever calls chooses the address that the server believes, and so escapes the limits: the proxy passes on \
             what clients send; let it set the header itself",
        );
    }
    if behind_proxy && proxies.trusted.is_empty() {
        return Finding::bad(
            ABOUT,
            format!(
                "the server takes its callers for {seen}, which is the proxy in front if that is not this machine's own: \
                 name it in listen.trusted_proxies, or everybody shares one address and its tries"
            ),
        );
    }
    Finding::good(ABOUT, format!("the server takes this machine for {seen}, whatever it claims to be"))
}

#[cfg(test)]
#[path = "outside_tests.rs"]
mod tests;
