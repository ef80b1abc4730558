//! Whose address counts, told as requests that pass through proxies.

use super::*;
use axum::http::HeaderValue;
use risk::{Browser, Os};

fn behind(networks: &[&str], header: AddressHeader) -> Proxies {
    Proxies { trusted: networks.iter().map(|text| text.parse().unwrap()).collect(), header }
}

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(*name, HeaderValue::from_str(value).unwrap());
    }
    headers
}

fn seen(proxies: &Proxies, peer: &str, lines: &[(&'static str, &str)]) -> Option<String> {
    proxies.client_address(peer.parse().unwrap(), &headers(lines)).map(|address| address.to_string())
}

#[test]
fn a_stranger_cannot_claim_an_address() {
    let nobody = Proxies::default();
    let claim = [("x-forwarded-for", "203.0.113.9")];
    assert_eq!(seen(&nobody, "198.51.100.7", &claim).as_deref(), Some("198.51.100.7"));
    let proxies = behind(&["10.0.0.0/8"], AddressHeader::XForwardedFor);
    assert_eq!(seen(&proxies, "198.51.100.7", &claim).as_deref(), Some("198.51.100.7"));
}

#[test]
fn the_right_most_hop_that_is_no_trusted_proxy_is_the_client() {
    let proxies = behind(&["10.0.0.0/8", "fd00::/8"], AddressHeader::XForwardedFor);
    for (lines, client) in [
        (vec!["203.0.113.9"], "203.0.113.9"),
        (vec!["1.1.1.1, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        (vec!["1.1.1.1", "203.0.113.9, fd00::7"], "203.0.113.9"),
        (vec!["203.0.113.9:51234"], "203.0.113.9"),
        (vec!["[2001:db8::9]:51234"], "2001:db8::9"),
        (vec!["::ffff:203.0.113.9"], "203.0.113.9"),
        (vec!["10.7.7.7, 10.1.2.3"], "10.7.7.7"),
    ] {
        let lines: Vec<_> = lines.into_iter().map(|line| ("x-forwarded-for", line)).collect();
        assert_eq!(seen(&proxies, "10.0.0.1", &lines).as_deref(), Some(client), "{lines:?}");
        assert_eq!(seen(&proxies, "::ffff:10.0.0.1", &lines).as_deref(), Some(client), "mapped peer");
    }
}

#[test]
fn what_cannot_be_read_is_an_unknown_address() {
    let proxies = behind(&["10.0.0.0/8"], AddressHeader::XForwardedFor);
    assert_eq!(seen(&proxies, "10.0.0.1", &[]), None, "the proxy did not tell");
    let endless = vec!["10.0.0.2"; 40].join(",");
    for line in ["", "unknown", "203.0.113.9, _hidden", "203.0.113.9,", "203.0.113.999", &endless] {
        assert_eq!(seen(&proxies, "10.0.0.1", &[("x-forwarded-for", line)]), None, "{line}");
    }
}

#[test]
fn the_standard_header_is_read_where_the_operator_says_so() {
    let proxies = behind(&["10.0.0.0/8"], AddressHeader::Forwarded);
    for (line, client) in [
        ("for=203.0.113.9", Some("203.0.113.9")),
        ("for=1.1.1.1, For=\"[2001:db8::9]:4711\";proto=https;by=10.0.0.1", Some("2001:db8::9")),
        ("proto=https;for=203.0.113.9, for=10.0.0.2", Some("203.0.113.9")),
        ("for=_secret", None),
        ("for=203.0.113.9;for=1.1.1.1", None),
        ("for=\"203.0.113.9", None),
        ("proto=https", None),
    ] {
        assert_eq!(seen(&proxies, "10.0.0.1", &[("forwarded", line)]).as_deref(), client, "{line}");
    }
    let other = [("x-forwarded-for", "203.0.113.9")];
    assert_eq!(seen(&proxies, "10.0.0.1", &other), None, "the other header does not count");
}

#[test]
fn tries_are_counted_for_an_address_or_a_household() {
    let text = |address: &str| network_text(address.parse().unwrap());
    assert_eq!(text("203.0.113.9"), "203.0.113.9");
    assert_eq!(text("::ffff:203.0.113.9"), "203.0.113.9");
    assert_eq!(text("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assert_eq!(text("2001:db8:1:2::1"), text("2001:db8:1:2:ffff::1"));
}

#[test]
fn hints_and_languages_are_read_beside_the_address() {
    let lines = [
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36"),
        ("sec-ch-ua", "\"Chromium\";v=\"124\", \"Microsoft Edge\";v=\"124\""),
        ("accept-language", "es-MX,es;q=0.9"),
    ];
    let peer = Some("203.0.113.9".parse().unwrap());
    let client = Client::read(peer, &headers(&lines), &Proxies::default());
    assert_eq!((client.user_agent.browser, client.user_agent.os), (Browser::Edge, Os::Linux));
    assert_eq!(client.languages, "es-MX,es;q=0.9");
    assert_eq!(client.network().as_deref(), Some("203.0.113.9"));
    let nobody = Client::read(None, &HeaderMap::new(), &Proxies::default());
    assert_eq!((nobody.address, nobody.network(), nobody.languages.as_str()), (None, None, ""));
}
