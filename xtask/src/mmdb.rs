//! MMDB files (MaxMind DB format 2.0) of invented places, since real ones are not ours to have: as large as theirs and with
//! records as long, or of one country. Deliberately not here: anything that no bench or drill needs.

use anyhow::{Context, Result};

/// A value of a record.
enum Value {
    Text(String),
    Double(f64),
    Short(u16),
    Number(u32),
    Long(u64),
    List,
    Map(Vec<(&'static str, Value)>),
}

/// Where a branch of the tree leads.
#[derive(Clone, Copy)]
enum Branch {
    Nowhere,
    Node(usize),
    Record(usize),
}

/// A file in which each network (its first bits, and how many) has one of so many invented cities.
pub(crate) fn cities(version: u16, networks: &[(u128, u8)], cities: u16) -> Result<Vec<u8>> {
    file(version, networks, (0..cities).map(city))
}

/// A file in which all these networks are in one country.
pub(crate) fn country(version: u16, networks: &[(u128, u8)], code: &str) -> Result<Vec<u8>> {
    let code = Value::Text(code.to_owned());
    file(version, networks, [Value::Map(vec![("country", Value::Map(vec![("iso_code", code)]))])])
}

/// The records are dealt to the networks in turn.
fn file(version: u16, networks: &[(u128, u8)], records: impl IntoIterator<Item = Value>) -> Result<Vec<u8>> {
    let (mut nodes, mut data, mut offsets) = (vec![[Branch::Nowhere; 2]], Vec::new(), Vec::new());
    for record in records {
        offsets.push(data.len());
        write(&record, &mut data);
    }
    for (index, (address, prefix)) in networks.iter().enumerate() {
        let record = offsets[index % offsets.len()];
        let mut at = 0;
        for depth in 0..*prefix {
            let bit = usize::from(address >> (127 - depth) & 1 == 1);
            if depth + 1 == *prefix {
                nodes[at][bit] = Branch::Record(record);
                break;
            }
            at = match nodes[at][bit] {
                Branch::Node(node) => node,
                wider => {
                    nodes.push([wider; 2]);
                    let node = nodes.len() - 1;
                    nodes[at][bit] = Branch::Node(node);
                    node
                }
            };
        }
    }
    let mut file = Vec::with_capacity(nodes.len() * 6 + data.len() + 512);
    for branch in nodes.iter().flatten() {
        let number = match branch {
            Branch::Nowhere => nodes.len(),
            Branch::Node(node) => *node,
            Branch::Record(offset) => nodes.len() + 16 + offset,
        };
        let number = u32::try_from(number).ok().filter(|number| *number < 1 << 24);
        file.extend_from_slice(
            &number.context("the file grew beyond records of 24 bits")?.to_be_bytes()[1..],
        );
    }
    file.extend_from_slice(&[0; 16]);
    file.append(&mut data);
    file.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
    write(&description(version, u32::try_from(nodes.len())?), &mut file);
    Ok(file)
}

/// A record as long as those of MaxMind's files of cities, with what is looked for in its midst.
fn city(number: u16) -> Value {
    let names = |what: &str| {
        let name = |language| (language, Value::Text(format!("{what} number {number} in {language}")));
        Value::Map(["de", "en", "es", "fr", "ja", "pt-BR", "ru", "zh-CN"].map(name).into())
    };
    let letter = |place: u16| char::from(b'A' + u8::try_from(number / place % 20).unwrap_or_default());
    let code = || Value::Text([letter(1), letter(20)].iter().collect());
    let degrees = f64::from(number) / 1_000.0;
    let place =
        |what: &str| Value::Map(vec![("geoname_id", Value::Number(number.into())), ("names", names(what))]);
    let country = || {
        Value::Map(vec![
            ("iso_code", code()),
            ("geoname_id", Value::Number(7)),
            ("names", names("A country")),
        ])
    };
    let location = vec![
        ("accuracy_radius", Value::Short(20)),
        ("latitude", Value::Double(degrees - 30.0)),
        ("longitude", Value::Double(degrees * 2.0 - 60.0)),
        ("time_zone", Value::Text("Europe/Lisbon".to_owned())),
    ];
    Value::Map(vec![
        ("city", place("A city")),
        ("continent", place("A continent")),
        ("country", country()),
        ("location", Value::Map(location)),
        ("postal", Value::Map(vec![("code", Value::Text(format!("{number:05}")))])),
        ("registered_country", country()),
    ])
}

fn description(version: u16, nodes: u32) -> Value {
    Value::Map(vec![
        ("node_count", Value::Number(nodes)),
        ("record_size", Value::Short(24)),
        ("ip_version", Value::Short(version)),
        ("database_type", Value::Text("Invented places".to_owned())),
        ("languages", Value::List),
        ("binary_format_major_version", Value::Short(2)),
        ("binary_format_minor_version", Value::Short(0)),
        ("build_epoch", Value::Long(1_780_000_000)),
        ("description", Value::Map(Vec::new())),
    ])
}

fn write(value: &Value, to: &mut Vec<u8>) {
    match value {
        Value::Text(text) => tagged(2, text.as_bytes(), to),
        Value::Double(number) => tagged(3, &number.to_be_bytes(), to),
        Value::Short(number) => tagged(5, &number.to_be_bytes(), to),
        Value::Number(number) => tagged(6, &number.to_be_bytes(), to),
        Value::Long(number) => tagged(9, &number.to_be_bytes(), to),
        Value::List => head(11, 0, to),
        Value::Map(map) => {
            head(7, map.len(), to);
            for (key, value) in map {
                tagged(2, key.as_bytes(), to);
                write(value, to);
            }
        }
    }
}

fn tagged(kind: u8, content: &[u8], to: &mut Vec<u8>) {
    head(kind, content.len(), to);
    to.extend_from_slice(content);
}

/// Sizes from 29 on take a byte more; ours stay below 285.
fn head(kind: u8, size: usize, to: &mut Vec<u8>) {
    let small = u8::try_from(size.min(29)).unwrap_or(29);
    if kind < 8 {
        to.push(kind << 5 | small);
    } else {
        to.extend_from_slice(&[small, kind - 7]);
    }
    if size >= 29 {
        to.push(u8::try_from(size - 29).unwrap_or(u8::MAX));
    }
}
