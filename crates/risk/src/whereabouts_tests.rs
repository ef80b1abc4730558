//! Which addresses are nowhere, and how finely a position is kept.

use crate::{Position, is_private};

#[test]
fn addresses_that_mean_another_machine_in_every_network_are_private() {
    for private in [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.9.9",
        "0.0.0.0",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fdff::1",
        "::ffff:10.0.0.1",
    ] {
        assert!(is_private(private.parse().unwrap()), "{private}");
    }
    for public in ["100.63.255.255", "100.128.0.0", "172.32.0.1", "8.8.8.8", "2001:db8::1", "::ffff:8.8.8.8"]
    {
        assert!(!is_private(public.parse().unwrap()), "{public}");
    }
}

#[test]
fn a_position_is_kept_to_quarter_degrees_and_only_if_it_is_on_the_globe() {
    assert_eq!(Position::of_degrees(59.913_9, 10.752_2), Some(Position { north: 240, east: 43 }));
    assert_eq!(Position::of_degrees(-90.0, -180.0), Some(Position { north: -360, east: -720 }));
    for (north, east) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        assert_eq!(Position::of_degrees(north, east), None);
    }
}
