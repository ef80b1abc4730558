//! Which part of an address is looked at, and which addresses say nothing.

use std::net::IpAddr;

use super::AddressParts;

fn parts(text: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let parts = AddressParts::of(text.parse::<IpAddr>().unwrap())?;
    Some((parts.address().to_vec(), parts.network().to_vec()))
}

#[test]
fn an_address_has_its_network_around_it() {
    assert_eq!(parts("192.0.2.77"), Some((vec![192, 0, 2, 77], vec![192, 0, 2])));
    assert_eq!(parts("::ffff:192.0.2.77"), parts("192.0.2.77"));
    let v6 = (vec![0x20, 1, 0x0d, 0xb8, 0, 1, 0, 2], vec![0x20, 1, 0x0d, 0xb8, 0, 1]);
    assert_eq!(parts("2001:db8:1:2:3:4:5:6"), Some(v6.clone()));
    assert_eq!(parts("2001:db8:1:2::9"), Some(v6));
}

#[test]
fn addresses_that_belong_to_no_country_say_nothing() {
    let silent = [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "0.0.0.0",
        "::1",
        "::",
        "fd00::1",
        "fe80::1",
        "::ffff:10.0.0.1",
    ];
    for address in silent {
        assert_eq!(parts(address), None, "{address}");
    }
    assert!(parts("100.128.0.1").is_some());
    assert!(parts("8.8.8.8").is_some());
}
