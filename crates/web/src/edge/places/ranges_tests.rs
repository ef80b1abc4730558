//! Ranges in any order and upon each other, and what is then said of an address.

use super::*;
use proptest::prelude::*;

fn at(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn ranges(given: &[(&str, &str, u32)]) -> Ranges<u32> {
    let mut gathered = Gathered::new();
    for (first, last, says) in given {
        assert!(gathered.take(at(first), at(last), *says), "{first} to {last}");
    }
    gathered.sorted()
}

#[test]
fn the_narrowest_range_that_holds_an_address_counts() {
    let given = [
        ("10.0.0.0", "10.255.255.255", 1),
        ("10.2.0.0", "10.2.255.255", 2),
        ("10.2.3.0", "10.2.3.255", 3),
        ("10.2.250.0", "10.3.0.10", 4),
        ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", 6),
    ];
    let mut backwards = given;
    backwards.reverse();
    assert_eq!(ranges(&given), ranges(&backwards), "the order of the rows does not matter");
    let ranges = ranges(&given);
    for (address, says) in [
        ("9.255.255.255", None),
        ("10.0.0.0", Some(1)),
        ("10.2.2.255", Some(2)),
        ("10.2.3.0", Some(3)),
        ("10.2.3.255", Some(3)),
        ("10.2.4.0", Some(2)),
        ("10.2.249.255", Some(2)),
        ("10.2.250.0", Some(4)),
        ("10.3.0.10", Some(4)),
        ("10.3.0.11", Some(1)),
        ("10.255.255.255", Some(1)),
        ("11.0.0.0", None),
        ("::ffff:10.2.3.4", Some(3)),
        ("2001:db7:ffff::", None),
        ("2001:db8::1", Some(6)),
        ("2001:db9::", None),
    ] {
        assert_eq!(ranges.of(at(address)), says, "{address}");
    }
}

#[test]
fn ranges_reach_to_the_ends_of_the_address_space() {
    let whole =
        ranges(&[("0.0.0.0", "255.255.255.255", 4), ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 6)]);
    assert_eq!((whole.of(at("0.0.0.0")), whole.of(at("255.255.255.255"))), (Some(4), Some(4)));
    assert_eq!(whole.of(at("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")), Some(6));
}

#[test]
fn ends_of_two_families_or_in_the_wrong_order_are_no_range() {
    let mut gathered = Gathered::new();
    assert!(!gathered.take(at("1.0.0.0"), at("2001:db8::"), 1));
    assert!(!gathered.take(at("1.0.0.1"), at("1.0.0.0"), 1));
    assert!(!gathered.take(at("2001:db8::1"), at("2001:db8::"), 1));
    assert_eq!(gathered.sorted().len(), 0);
}

#[test]
fn neighbours_that_say_the_same_become_one() {
    let joined =
        ranges(&[("1.0.0.0", "1.0.0.255", 7), ("1.0.1.0", "1.0.1.255", 7), ("1.0.2.0", "1.0.2.0", 8)]);
    assert_eq!(joined.len(), 2);
    assert_eq!((joined.of(at("1.0.1.9")), joined.of(at("1.0.2.0"))), (Some(7), Some(8)));
}

#[test]
fn the_owners_of_the_whole_internet_take_less_than_ten_mebibytes() {
    let bytes = 412_000 * size_of::<Range<Ipv4Addr, u32>>() + 103_000 * size_of::<Range<Ipv6Addr, u32>>();
    assert!(bytes <= 10 << 20, "{bytes}");
}

proptest! {
    #[test]
    fn what_is_said_is_what_the_narrowest_of_all_rows_says(
        rows in prop::collection::vec((0_u32..200, 0_u32..60), 0..40),
    ) {
        let rows: Vec<(u32, u32)> = rows.into_iter().map(|(first, more)| (first, first + more)).collect();
        let mut gathered = Gathered::new();
        for (says, (first, last)) in rows.iter().enumerate() {
            let ends = (Ipv4Addr::from_bits(*first).into(), Ipv4Addr::from_bits(*last).into());
            prop_assert!(gathered.take(ends.0, ends.1, says));
        }
        let ranges = gathered.sorted();
        for address in 0..270 {
            let holding = rows.iter().enumerate().filter(|(_, (first, last))| (*first..=*last).contains(&address));
            let widths = holding.map(|(says, (first, last))| (last - first, says));
            // Rows as wide as each other may hold in part only: any of them will do.
            let narrowest = widths.clone().map(|(width, _)| width).min();
            let fitting: Vec<usize> =
                widths.filter(|(width, _)| Some(*width) == narrowest).map(|(_, says)| says).collect();
            match ranges.of(Ipv4Addr::from_bits(address).into()) {
                Some(says) => prop_assert!(fitting.contains(&says)),
                None => prop_assert!(fitting.is_empty()),
            }
        }
    }
}
