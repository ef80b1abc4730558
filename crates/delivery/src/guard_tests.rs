//! Stories of strangers who would have us call our own house.

use super::*;
use reqwest::dns::Resolve;
use std::str::FromStr;

#[test]
fn addresses_of_the_house_are_not_public() {
    for address in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::a00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        let parsed = IpAddr::from_str(address).unwrap();
        assert!(!is_public(parsed), "{address} must not be called");
    }
}

#[test]
fn addresses_of_the_internet_are_public() {
    for address in [
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.1.1",
        "198.17.0.1",
        "223.255.255.254",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00:1450::1",
        "3ffe::1",
    ] {
        assert!(is_public(IpAddr::from_str(address).unwrap()), "{address} is public");
    }
}

#[test]
fn a_strangers_url_is_refused_for_a_reason() {
    for (url, refusal) in [
        ("push.example", UrlRefusal::NotAUrl),
        ("http://push.example/a", UrlRefusal::NotHttps),
        ("file:///etc/passwd", UrlRefusal::NotHttps),
        ("gopher://push.example/", UrlRefusal::NotHttps),
        ("https://name@push.example/", UrlRefusal::UserInfo),
        ("https://push.example:8443/", UrlRefusal::Port),
        ("https://127.0.0.1/", UrlRefusal::NotPublic),
        ("https://2130706433/", UrlRefusal::NotPublic),
        ("https://0x7f.1/", UrlRefusal::NotPublic),
        ("https://[::1]/", UrlRefusal::NotPublic),
        ("https://[::ffff:10.0.0.1]/", UrlRefusal::NotPublic),
        ("https://localhost/", UrlRefusal::NotPublic),
        ("https://localhost./", UrlRefusal::NotPublic),
        ("https://db.internal/", UrlRefusal::NotPublic),
        ("https://metadata/", UrlRefusal::NotPublic),
    ] {
        assert_eq!(public_url(url), Err(refusal), "{url}");
    }
}

#[test]
fn a_push_service_may_be_called() {
    let url = public_url("https://push.example.net/wpush/v2/abc?x=1").unwrap();
    assert_eq!(url.host_str(), Some("push.example.net"));
    assert!(public_url("https://8.8.8.8/").is_ok());
}

/// A resolver for which every name leads to one address.
pub(crate) fn every_name_is_loopback() -> PublicResolver {
    PublicResolver { book: |_| Box::pin(async { Ok(vec![SocketAddr::from(([127, 0, 0, 1], 0))]) }) }
}

#[test]
fn one_private_address_among_public_ones_spoils_the_name() {
    let public: SocketAddr = "8.8.8.8:0".parse().unwrap();
    let private: SocketAddr = "10.0.0.1:0".parse().unwrap();
    assert_eq!(only_public(vec![public]), Ok(vec![public]));
    assert_eq!(only_public(vec![public, private]), Err(NotPublic));
    assert_eq!(only_public(vec![]), Err(NotPublic));
}

#[tokio::test]
async fn a_name_that_leads_home_does_not_resolve() {
    let resolved = PublicResolver::default().resolve(Name::from_str("localhost").unwrap()).await;
    let error = resolved.err().expect("localhost must be refused");
    assert_eq!(error.to_string(), NotPublic.to_string());
}
