//! Small MMDB files for tests (MaxMind DB format 2.0), and a folder to put files in.

use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use tempfile::TempDir;

/// 2026-05-28.
pub(super) const MADE: u32 = 0x6a18_5000;

/// A value of a record.
#[derive(Clone)]
pub(super) enum Value {
    Text(&'static str),
    Double(f64),
    Float(f32),
    Short(u16),
    Number(u32),
    Long(u64),
    Signed(i32),
    Yes,
    List(Vec<Value>),
    Map(Vec<(&'static str, Value)>),
}

impl Value {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => tagged(2, text.as_bytes()),
            Self::Double(number) => tagged(3, &number.to_be_bytes()),
            Self::Float(number) => tagged(15, &number.to_be_bytes()),
            Self::Short(number) => tagged(5, &number.to_be_bytes()),
            Self::Number(number) => tagged(6, &number.to_be_bytes()),
            Self::Long(number) => tagged(9, &number.to_be_bytes()),
            Self::Signed(number) => tagged(8, &number.to_be_bytes()),
            Self::Yes => head(14, 1),
            Self::List(list) => [head(11, list.len()), list.iter().flat_map(Self::bytes).collect()].concat(),
            Self::Map(map) => {
                let inner =
                    map.iter().flat_map(|(key, value)| [Self::Text(key).bytes(), value.bytes()].concat());
                [head(7, map.len()), inner.collect()].concat()
            }
        }
    }
}

fn tagged(kind: u8, content: &[u8]) -> Vec<u8> {
    [head(kind, content.len()), content.to_vec()].concat()
}

fn head(kind: u8, size: usize) -> Vec<u8> {
    // From 29 on a byte more says how much larger it is.
    let (small, more) = (size.min(29), (size >= 29).then(|| u8::try_from(size - 29).unwrap()));
    let small = u8::try_from(small).unwrap();
    let kind = if kind < 8 { vec![kind << 5 | small] } else { vec![small, kind - 7] };
    kind.into_iter().chain(more).collect()
}

#[derive(Clone, Copy)]
enum Record {
    Nothing,
    Node(usize),
    Data(usize),
}

/// A file for addresses of IP version 4 or 6 with a record for each network; the narrower ones hold within the wider.
pub(super) fn mmdb(version: u8, networks: &[(&str, Value)]) -> Vec<u8> {
    let mut networks: Vec<(IpNet, &Value)> =
        networks.iter().map(|(network, value)| (network.parse().unwrap(), value)).collect();
    networks.sort_by_key(|(network, _)| network.prefix_len());
    let (mut nodes, mut data) = (vec![[Record::Nothing; 2]], Vec::new());
    for (network, value) in networks {
        let bits: Vec<usize> = match (network.network(), version) {
            (IpAddr::V4(v4), 4) => bits(u128::from(v4.to_bits()) << 96, network.prefix_len()),
            (IpAddr::V4(v4), _) => bits(u128::from(v4.to_bits()), 96 + network.prefix_len()),
            (IpAddr::V6(v6), _) => bits(v6.to_bits(), network.prefix_len()),
        };
        let (last, path) = bits.split_last().unwrap();
        let mut at = 0;
        for bit in path {
            at = match nodes[at][*bit] {
                Record::Node(node) => node,
                other => {
                    nodes.push([other; 2]);
                    let node = nodes.len() - 1;
                    nodes[at][*bit] = Record::Node(node);
                    node
                }
            };
        }
        nodes[at][*last] = Record::Data(data.len());
        data.extend(value.bytes());
    }
    let number = |record: &Record| match record {
        Record::Nothing => nodes.len(),
        Record::Node(node) => *node,
        Record::Data(offset) => nodes.len() + 16 + offset,
    };
    let tree = nodes.iter().flatten().map(number);
    let tree = tree.flat_map(|number| u32::try_from(number).unwrap().to_be_bytes()[1..].to_vec());
    let description = description(version, u32::try_from(nodes.len()).unwrap());
    [tree.collect(), vec![0; 16], data, b"\xab\xcd\xefMaxMind.com".to_vec(), description].concat()
}

fn bits(address: u128, prefix: u8) -> Vec<usize> {
    (0..prefix).map(|at| usize::from(address >> (127 - at) & 1 == 1)).collect()
}

fn description(version: u8, nodes: u32) -> Vec<u8> {
    Value::Map(vec![
        ("node_count", Value::Number(nodes)),
        ("record_size", Value::Short(24)),
        ("ip_version", Value::Short(version.into())),
        ("database_type", Value::Text("Test")),
        ("languages", Value::List(Vec::new())),
        ("binary_format_major_version", Value::Short(2)),
        ("binary_format_minor_version", Value::Short(0)),
        ("build_epoch", Value::Long(MADE.into())),
        ("description", Value::Map(Vec::new())),
    ])
    .bytes()
}

/// A record as MaxMind nests it.
pub(super) fn nested(country: &'static str) -> Value {
    Value::Map(vec![("country", Value::Map(vec![("iso_code", Value::Text(country))]))])
}

/// A folder of the operator's.
pub(super) struct Folder(TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name)
    }
}
