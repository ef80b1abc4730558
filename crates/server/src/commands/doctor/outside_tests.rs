//! Stories of a doctor who calls the site from outside.

use super::super::Health;
use super::*;

fn health(url: &str, tls: bool, trusted: &[&str], seen: &str) -> Health {
    let trusted = trusted.iter().map(|network| network.parse().unwrap()).collect();
    let proxies = Proxies { trusted, header: AddressHeader::default() };
    judge(&url.parse().unwrap(), tls, &proxies, seen.parse().unwrap()).health
}

#[test]
fn an_address_that_callers_choose_is_told() {
    assert_eq!(health("https://id.example.org", false, &["10.0.0.0/8"], "203.0.113.66"), Health::Bad);
    assert_eq!(health("http://localhost:8400", false, &[], "203.0.113.66"), Health::Bad);
}

#[test]
fn a_proxy_that_nobody_named_is_told() {
    assert_eq!(health("https://id.example.org", false, &[], "127.0.0.1"), Health::Bad);
}

#[test]
fn an_address_that_gets_through_is_good() {
    assert_eq!(health("https://id.example.org", false, &["127.0.0.1/32"], "198.51.100.4"), Health::Good);
    assert_eq!(health("https://id.example.org", true, &[], "198.51.100.4"), Health::Good);
    assert_eq!(health("http://localhost:8400", false, &[], "127.0.0.1"), Health::Good);
}
