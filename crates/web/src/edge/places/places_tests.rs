//! Stories of addresses and of what the operator's files say about them.

use super::fixture::{Folder, Value, mmdb, nested};
use super::*;
use risk::{NetworkKind, Position};

fn at(address: &str) -> Option<IpAddr> {
    Some(address.parse().unwrap())
}

fn country(code: &str) -> Place {
    Place::Country(code.parse().unwrap())
}

/// Two files of countries, one of owners, and three lists.
fn everything(folder: &Folder) -> PlaceFiles {
    let oslo = Value::Map(vec![
        ("country_code", Value::Text("NO")),
        ("latitude", Value::Float(59.913_9)),
        ("longitude", Value::Float(10.752_2)),
        ("asn", Value::Number(64_999)),
    ]);
    let four = mmdb(4, &[("1.0.0.0/8", oslo), ("2.0.0.0/8", nested("NA"))]);
    let six = mmdb(6, &[("2001:db8::/32", nested("FI"))]);
    PlaceFiles {
        countries: vec![folder.put("four.mmdb", four), folder.put("six.mmdb", six)],
        network_owners: vec![
            folder.put("owners.csv", "1.2.0.0,1.2.255.255,64500,\"One\"\n2001:db8:5::/48,64505"),
            folder.put(
                "asn.mmdb",
                mmdb(4, &[("2.0.0.0/9", Value::Map(vec![("asn", Value::Text("AS64510"))]))]),
            ),
        ],
        hosting_networks: vec![folder.put("hosting.txt", "AS64505\n1.9.0.0/16\n")],
        vpn_networks: vec![folder.put("vpn.txt", "1.8.0.0/16\n")],
        tor_exits: vec![folder.put("tor.txt", "1.9.9.9\n2001:db8:5::9\n")],
    }
}

#[tokio::test]
async fn all_files_together_say_what_is_known_of_an_address() {
    let folder = Folder::new();
    let places = Places::follow(&everything(&folder)).unwrap();
    let oslo = Some(Position { north: 240, east: 43 });
    for (address, place, owner, kind, position) in [
        ("1.2.3.4", country("NO"), Some(64_500), NetworkKind::Ordinary, oslo),
        ("::ffff:1.2.3.4", country("NO"), Some(64_500), NetworkKind::Ordinary, oslo),
        ("1.3.0.1", country("NO"), Some(64_999), NetworkKind::Ordinary, oslo),
        ("1.9.0.1", country("NO"), Some(64_999), NetworkKind::Hosting, oslo),
        ("1.8.0.1", country("NO"), Some(64_999), NetworkKind::Hosting, oslo),
        ("1.9.9.9", country("NO"), Some(64_999), NetworkKind::Tor, oslo),
        ("2.1.0.1", country("NA"), Some(64_510), NetworkKind::Ordinary, None),
        ("2.200.0.1", country("NA"), None, NetworkKind::Ordinary, None),
        ("2001:db8:5::1", country("FI"), Some(64_505), NetworkKind::Hosting, None),
        ("2001:db8:5::9", country("FI"), Some(64_505), NetworkKind::Tor, None),
        ("2001:db8:6::1", country("FI"), None, NetworkKind::Ordinary, None),
        ("203.0.113.9", Place::Missing, None, NetworkKind::Ordinary, None),
        ("2001:db9::1", Place::Missing, None, NetworkKind::Ordinary, None),
    ] {
        assert_eq!(places.of(at(address)), Whereabouts { place, owner, kind, position }, "{address}");
    }
    assert_eq!(places.of(None), Whereabouts::only(Place::Missing), "the proxy did not tell");
}

#[tokio::test]
async fn a_private_address_is_nowhere_whatever_the_files_say() {
    let folder = Folder::new();
    let files = PlaceFiles {
        countries: vec![folder.put("c.mmdb", mmdb(4, &[("0.0.0.0/1", nested("NO"))]))],
        network_owners: vec![folder.put("o.csv", "0.0.0.0,255.255.255.255,64500")],
        tor_exits: vec![folder.put("t.txt", "10.0.0.0/8\n100.64.0.0/10\nfc00::/7\nfe80::/10")],
        ..PlaceFiles::default()
    };
    let places = Places::follow(&files).unwrap();
    for private in ["10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.1.1", "fd00::1", "fe80::1", "::1"] {
        assert_eq!(places.of(at(private)), Whereabouts::only(Place::Private), "{private}");
    }
    assert_eq!(places.of(at("100.128.0.1")).owner, Some(64_500), "not shared by a carrier's customers");
}

#[tokio::test]
async fn without_files_nothing_is_missing() {
    let nothing = Whereabouts::only(Place::NotConfigured);
    for places in [Places::default(), Places::follow(&PlaceFiles::default()).unwrap()] {
        assert_eq!(places.of(at("1.2.3.4")), nothing);
        assert_eq!(places.of(None), nothing);
    }
}

#[tokio::test]
async fn lists_without_countries_leave_countries_unconfigured() {
    let folder = Folder::new();
    let tor_exits = vec![folder.put("tor.txt", "192.0.2.1")];
    let places = Places::follow(&PlaceFiles { tor_exits, ..PlaceFiles::default() }).unwrap();
    let exit = Whereabouts { kind: NetworkKind::Tor, ..Whereabouts::only(Place::NotConfigured) };
    assert_eq!(places.of(at("192.0.2.1")), exit);
    assert_eq!(places.of(at("192.0.2.2")), Whereabouts::only(Place::NotConfigured));
}

#[tokio::test]
async fn one_bad_file_refuses_the_start_and_is_named() {
    let folder = Folder::new();
    let mut files = everything(&folder);
    folder.put("vpn.txt", "1.8.0.0/16\nnonsense");
    let refused = Places::follow(&files).unwrap_err().to_string();
    assert!(refused.contains("vpn.txt (files.vpn_networks): line 2: "), "{refused}");
    files.vpn_networks.clear();
    assert!(Places::follow(&files).is_ok());
    files.countries.push(folder.path("gone.mmdb"));
    assert!(Places::follow(&files).is_err());
}
