//! Stories of addresses and the countries that an operator's file says they are in.

use super::*;

/// A file in which the lower half of the addresses is in Norway and the upper half nowhere (MaxMind DB format 2.0).
pub(crate) fn half_norway() -> Vec<u8> {
    let text =
        |text: &str| [vec![0x40 | u8::try_from(text.len()).unwrap()], text.as_bytes().to_vec()].concat();
    // One node: its left record points past the node and the separator, its right one at nothing.
    let tree = vec![0, 0, 17, 0, 0, 1];
    let data = [vec![0xe1], text("country"), vec![0xe1], text("iso_code"), text("NO")].concat();
    let about = [
        vec![0xe9],
        [text("node_count"), vec![0xc1, 1]].concat(),
        [text("record_size"), vec![0xa1, 24]].concat(),
        [text("ip_version"), vec![0xa1, 4]].concat(),
        [text("database_type"), text("Country")].concat(),
        [text("languages"), vec![0x00, 0x04]].concat(),
        [text("binary_format_major_version"), vec![0xa1, 2]].concat(),
        [text("binary_format_minor_version"), vec![0xa0]].concat(),
        [text("build_epoch"), vec![0x04, 0x02, 0x6a, 0x18, 0x50, 0x00]].concat(),
        [text("description"), vec![0xe0]].concat(),
    ]
    .concat();
    [tree, vec![0; 16], data, b"\xab\xcd\xefMaxMind.com".to_vec(), about].concat()
}

fn at(address: &str) -> Option<IpAddr> {
    Some(address.parse().unwrap())
}

#[tokio::test]
async fn an_address_is_where_the_file_says_and_otherwise_missing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("countries.mmdb");
    std::fs::write(&file, half_norway()).unwrap();
    let places = Places::follow(file.clone()).unwrap();
    assert_eq!(places.of(at("1.2.3.4")).place, Place::Country("NO".parse().unwrap()));
    assert_eq!(places.of(at("::ffff:1.2.3.4")).place, Place::Country("NO".parse().unwrap()));
    assert_eq!(places.of(at("203.0.113.9")).place, Place::Missing, "the file is silent");
    assert_eq!(places.of(at("2001:db8::1")).place, Place::Missing);
    assert_eq!(places.of(None).place, Place::Missing, "the proxy did not tell");
    assert_eq!(places.of(at("10.1.2.3")).place, Place::Private);
    assert_eq!(places.of(at("fe80::1")).place, Place::Private);
    assert_eq!(made_at(&file).unwrap(), 0x6a18_5000);
}

#[tokio::test]
async fn without_a_file_nothing_is_missing_and_a_file_of_another_kind_is_refused() {
    assert_eq!(Places::default().of(at("1.2.3.4")).place, Place::NotConfigured);
    assert_eq!(Places::default().of(None).place, Place::NotConfigured);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("countries.mmdb");
    assert!(Places::follow(file.clone()).unwrap_err().to_string().contains("countries.mmdb"));
    std::fs::write(&file, "not a database").unwrap();
    assert!(Places::follow(file).is_err());
}
