//! Plain lists of networks, and lines that belong on none.

use super::*;
use crate::edge::places::fixture::Folder;

fn read(list: &str, may_name_owners: bool) -> Result<Networks, LinesError> {
    Networks::read(&Folder::new().put("list.txt", list), may_name_owners)
}

fn holds(networks: &Networks, address: &str) -> bool {
    networks.hold(address.parse().unwrap(), None)
}

#[test]
fn addresses_and_networks_of_both_families_stand_one_a_line() {
    let list = "# who rents\n192.0.2.7\n198.51.100.0/25   # half of it\r\n\n198.51.100.64/26\n2001:db8::/32\n2001:db9::1\n";
    let networks = read(list, false).unwrap();
    for on in
        ["192.0.2.7", "198.51.100.0", "198.51.100.127", "2001:db8:7::7", "2001:db9::1", "::ffff:192.0.2.7"]
    {
        assert!(holds(&networks, on), "{on}");
    }
    for off in ["192.0.2.6", "192.0.2.8", "198.51.100.128", "2001:db9::2", "2001:db7::1"] {
        assert!(!holds(&networks, off), "{off}");
    }
    assert_eq!(networks.len(), 4, "a network within another adds nothing");
}

#[test]
fn a_list_of_hosting_may_name_owners() {
    let networks = read("AS64500\nas64501 # lower case\n192.0.2.0/24\nAS64500", true).unwrap();
    let elsewhere: IpAddr = "203.0.113.1".parse().unwrap();
    assert!(networks.hold(elsewhere, Some(64_500)) && networks.hold(elsewhere, Some(64_501)));
    assert!(!networks.hold(elsewhere, Some(64_502)) && !networks.hold(elsewhere, None));
    assert!(networks.hold("192.0.2.1".parse().unwrap(), Some(64_502)));
}

#[test]
fn a_line_that_is_no_network_is_told_by_its_number() {
    for (list, may_name_owners, line, wanted) in [
        ("192.0.2.1\nAS64500", false, 2, WANTED),
        ("64500", true, 1, WANTED_OR_OWNER),
        ("192.0.2.1\n\n192.0.2.0/33", true, 3, WANTED_OR_OWNER),
        ("ExitAddress 192.0.2.1", false, 1, WANTED),
        ("192.0.2.1 192.0.2.2", false, 1, WANTED),
        ("example.org", true, 1, WANTED_OR_OWNER),
        ("ASx", true, 1, WANTED_OR_OWNER),
        ("AS4294967296", true, 1, WANTED_OR_OWNER),
        ("192.0.2.1\n0.0.0.0/0", true, 2, EVERYBODY),
        ("::/0", false, 1, EVERYBODY),
    ] {
        match read(list, may_name_owners) {
            Err(LinesError::Line { number, problem }) => {
                assert_eq!((number, problem), (line, wanted), "{list}");
            }
            other => panic!("{list}: {other:?}"),
        }
    }
}
