//! MMDB files in the forms that are given out, and records that are not what they seem.

use super::*;
use crate::edge::places::fixture::{Folder, MADE, Value, mmdb, nested};

fn read(version: u8, networks: &[(&str, Value)]) -> Mmdb {
    Mmdb::read(&Folder::new().put("a.mmdb", mmdb(version, networks))).unwrap()
}

fn told(record: Value) -> Told {
    of(&read(4, &[("0.0.0.0/1", record)]), "1.2.3.4")
}

fn of(file: &Mmdb, address: &str) -> Told {
    file.of(address.parse().unwrap())
}

fn country(code: &str) -> Option<CountryCode> {
    Some(code.parse().unwrap())
}

fn oslo() -> Option<Position> {
    Some(Position { north: 240, east: 43 })
}

#[test]
fn the_usual_files_are_understood() {
    use Value::{Double, Float, List, Map, Number, Short, Text, Yes};
    let nested = Map(vec![
        ("continent", Map(vec![("code", Text("EU")), ("iso_code", Text("NA"))])),
        ("registered_country", Map(vec![("iso_code", Text("SE"))])),
        ("country", Map(vec![("is_in_european_union", Yes), ("iso_code", Text("NO"))])),
        (
            "location",
            Map(vec![
                ("accuracy_radius", Short(20)),
                ("latitude", Double(59.913_9)),
                ("longitude", Double(10.752_2)),
            ]),
        ),
        ("subdivisions", List(vec![Map(vec![("iso_code", Text("03"))])])),
        ("traits", Map(vec![("autonomous_system_number", Number(64_500))])),
    ]);
    let all = Told { country: country("NO"), position: oslo(), owner: Some(64_500) };
    assert_eq!(told(nested), all, "MaxMind's");
    let flat = Map(vec![
        ("city", Text("Oslo")),
        ("country_code", Text("NO")),
        ("latitude", Float(59.913_9)),
        ("longitude", Float(10.752_2)),
        ("asn", Text("AS64500")),
    ]);
    assert_eq!(told(flat), all, "flat, with short numbers and the owner as text");
    let words = Map(vec![
        ("asn", Text("AS64500")),
        ("country", Text("Norway")),
        ("country_code", Text("NO")),
        ("lat", Text("59.9139")),
        ("lng", Text("10.7522")),
    ]);
    assert_eq!(told(words), all, "everything as text, and a country's name beside its code");
    let owner = Map(vec![
        ("autonomous_system_number", Number(64_500)),
        ("autonomous_system_organization", Text("X")),
    ]);
    assert_eq!(told(owner), Told { owner: Some(64_500), ..Told::default() });
    let code = Map(vec![("country", Text("NO"))]);
    assert_eq!(told(code), Told { country: country("NO"), ..Told::default() });
    let numbers =
        Map(vec![("latitude", Value::Signed(-33)), ("longitude", Short(151)), ("asn", Value::Long(64_500))]);
    let sydney = Some(Position { north: -132, east: 604 });
    assert_eq!(told(numbers), Told { country: None, position: sydney, owner: Some(64_500) });
}

#[test]
fn na_is_namibia_and_an_unknown_country_is_none() {
    assert_eq!(told(nested("NA")).country, country("NA"));
    assert_eq!(told(Value::Map(vec![("country_code", Value::Text("NA"))])).country, country("NA"));
    for unknown in ["", "-", "ZZ", "XX", "no", "None"] {
        assert_eq!(told(nested(unknown)), Told::default(), "{unknown}");
    }
}

#[test]
fn a_field_of_a_wrong_kind_takes_nothing_from_the_others() {
    use Value::{Double, List, Map, Number, Text, Yes};
    let odd = Map(vec![
        ("latitude", Yes),
        ("longitude", List(vec![Double(1.0)])),
        ("location", Text("59.9,10.7")),
        ("asn", Double(1.5)),
        ("traits", Yes),
        ("accuracy_radius", Text("near")),
        ("country", Number(578)),
        ("country_code", Text("NO")),
    ]);
    assert_eq!(told(odd), Told { country: country("NO"), ..Told::default() });
    for nothing in [Yes, Text("NO"), List(vec![nested("NO")]), Map(Vec::new()), Number(7)] {
        assert_eq!(told(nothing), Told::default());
    }
    let owners = [Number(0), Value::Long(1 << 32), Value::Signed(-1), Text("AS0"), Text("AS"), Text("ASé1")];
    for owner in owners {
        assert_eq!(told(Map(vec![("asn", owner)])), Told::default());
    }
}

#[test]
fn a_position_that_is_none_or_too_coarse_is_left_out() {
    use Value::{Double, Map, Short};
    let at = |north, east| Map(vec![("latitude", Double(north)), ("longitude", Double(east))]);
    assert_eq!(told(at(59.913_9, 10.752_2)).position, oslo());
    for (north, east) in [(0.0, 0.0), (91.0, 10.0), (10.0, -180.5), (f64::NAN, 1.0)] {
        assert_eq!(told(at(north, east)).position, None, "{north} {east}");
    }
    assert_eq!(told(Map(vec![("latitude", Double(59.9))])).position, None, "half of one");
    for (radius, position) in [(500, oslo()), (501, None)] {
        let location = [
            ("latitude", Double(59.913_9)),
            ("longitude", Double(10.752_2)),
            ("accuracy_radius", Short(radius)),
        ];
        assert_eq!(told(Map(vec![("location", Map(location.to_vec()))])).position, position);
    }
}

#[test]
fn the_narrowest_network_counts_and_families_do_not_mix() {
    let four =
        read(4, &[("1.0.0.0/8", nested("NO")), ("1.2.0.0/16", nested("SE")), ("1.2.3.4/32", nested("DK"))]);
    for (address, code) in [("1.1.1.1", "NO"), ("1.2.9.9", "SE"), ("1.2.3.4", "DK")] {
        assert_eq!(of(&four, address).country, country(code), "{address}");
    }
    assert_eq!(of(&four, "2.0.0.1"), Told::default());
    assert_eq!(of(&four, "2001:db8::1"), Told::default(), "a file of IPv4 alone");
    let six = read(6, &[("2001:db8::/32", nested("FI")), ("2001:db8:7::/48", nested("IS"))]);
    assert_eq!(of(&six, "2001:db8:7::1").country, country("IS"));
    assert_eq!(of(&six, "2001:db8:8::1").country, country("FI"));
    assert_eq!(of(&six, "1.2.3.4"), Told::default(), "a file of IPv6 alone");
    let both = read(6, &[("2001:db8::/32", nested("FI")), ("1.0.0.0/8", nested("NO"))]);
    assert_eq!(of(&both, "1.2.3.4").country, country("NO"));
    assert_eq!(of(&both, "2001:db8::1").country, country("FI"));
}

#[test]
fn a_file_says_when_it_was_made_and_what_it_can_tell() {
    let owner = Value::Map(vec![("asn", Value::Number(64_500))]);
    let file = read(4, &[("1.0.0.0/8", nested("NO")), ("2.0.0.0/8", owner)]);
    assert_eq!(file.made_at(), i64::from(MADE));
    assert_eq!(file.kinds(), Told { country: country("NO"), position: None, owner: Some(64_500) });
}

#[test]
fn broken_files_are_refused_or_tell_nothing_and_never_panic() {
    let folder = Folder::new();
    let whole = mmdb(6, &[("2001:db8::/32", nested("FI")), ("1.0.0.0/8", nested("NO"))]);
    let addresses = ["1.2.3.4", "2001:db8::1", "255.255.255.255", "::", "ffff::"];
    let (mut refused, mut other) = (0, 0);
    for at in 0..whole.len() {
        for broken in [whole[..at].to_vec(), [&whole[..at], &[!whole[at]], &whole[at + 1..]].concat()] {
            match Mmdb::read(&folder.put("broken.mmdb", broken)) {
                Err(_) => refused += 1,
                Ok(file) => {
                    let _kinds = file.kinds();
                    let known = addresses.map(|address| of(&file, address).country);
                    other += usize::from(known[..2] != [country("NO"), country("FI")]);
                }
            }
        }
    }
    assert!(refused > whole.len() && other > 0, "{refused} refused, {other} tell something else");
}
