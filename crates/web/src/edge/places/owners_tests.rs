//! Tables of network owners as they are published, and lines that are none.

use super::*;
use crate::edge::places::fixture::Folder;

fn read(table: &str) -> Result<Owners, LinesError> {
    Owners::read(&Folder::new().put("owners.csv", table))
}

fn refusal(table: &str) -> (usize, &'static str) {
    match read(table) {
        Err(LinesError::Line { number, problem }) => (number, problem),
        other => panic!("{table}: {other:?}"),
    }
}

fn of(owners: &Owners, address: &str) -> Option<u32> {
    owners.of(address.parse().unwrap())
}

#[test]
fn ranges_networks_and_tabs_are_read_and_names_are_passed_over() {
    let owners = read(
        "\u{feff}ip_range_start,ip_range_end,autonomous_system_number,autonomous_system_organization\r\n\
         1.0.0.0,1.0.0.255,64500,\"One, with a comma\"\r\n\
         \"1.0.4.0\",\"1.0.7.255\",\"AS64501\",\"Quoted # with a mark\"\r\n\
         # a comment\r\n\r\n\
         198.51.100.0/24,64502,Somebody\r\n\
         203.0.113.0\t203.0.113.255\t64503\tNO\tTabs\r\n\
         2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,64504,Six\r\n\
         2001:db8:5::/48,as64505,",
    )
    .unwrap();
    for (address, owner) in [
        ("1.0.0.77", Some(64_500)),
        ("1.0.1.0", None),
        ("1.0.5.5", Some(64_501)),
        ("198.51.100.200", Some(64_502)),
        ("203.0.113.9", Some(64_503)),
        ("2001:db8::9", Some(64_504)),
        ("2001:db8:5::9", Some(64_505)),
        ("2001:db8:6::9", None),
    ] {
        assert_eq!(of(&owners, address), owner, "{address}");
    }
}

#[test]
fn names_in_another_encoding_do_no_harm() {
    let folder = Folder::new();
    let names = b"1.0.0.0,1.0.0.255,64500,\"Caf\xe9 \xff\"\n1.0.1.0/24,64501";
    let owners = Owners::read(&folder.put("owners.csv", names)).unwrap();
    assert_eq!((of(&owners, "1.0.0.1"), of(&owners, "1.0.1.1")), (Some(64_500), Some(64_501)));
}

#[test]
fn networks_that_nobody_announces_have_no_owner() {
    let owners = read("1.0.0.0,1.0.0.255,0,Not routed\n1.0.1.0,1.0.1.255,64500,").unwrap();
    assert_eq!((of(&owners, "1.0.0.1"), of(&owners, "1.0.1.1")), (None, Some(64_500)));
}

#[test]
fn a_line_that_is_none_is_told_by_its_number() {
    let good = "1.0.0.0,1.0.0.255,64500,Good\n";
    for bad in [
        "16777216,16777471,64500,Numbers",
        "1.0.0.0,1.0.0.255",
        "1.0.0.0,1.0.0.255,",
        "1.0.0.0,1.0.0.255,Somebody",
        "1.0.0.0,1.0.0.255,-1",
        "1.0.0.0,1.0.0.255,4294967296",
        "1.0.0.0,1.0.0.255,AS",
        "1.0.0.0/33,64500",
        "first,last,asn",
        "1.0.0.0",
        "\u{0}",
    ] {
        let table = format!("{good}# comment\n{bad}\n{good}");
        let (number, problem) = refusal(&table);
        assert_eq!((number, problem), (3, WANTED), "{bad}");
    }
    assert_eq!(refusal("1.0.0.255,1.0.0.0,64500"), (1, ENDS));
    assert_eq!(refusal(&format!("{good}1.0.0.0,2001:db8::,64500")), (2, ENDS));
}
