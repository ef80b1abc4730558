//! Looking addresses up in files as large as an operator's: cities of IPv4 and IPv6, the owners of the whole internet, and
//! lists of hosting, VPNs and Tor. All of it is invented. Deliberately not here: what is made of what is found (`speed`).

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use anyhow::Result;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use risk::Whereabouts;
use tokio::runtime::Runtime;
use web::edge::places::{PlaceFiles, Places};

use crate::mmdb::cities;

/// Rows of a published table of network owners (2026).
const OWNERS_V4: u32 = 412_000;
const OWNERS_V6: u32 = 103_000;
/// Rows of published lists (2026).
const HOSTING: u32 = 42_566;
const VPN: u32 = 10_862;
const TOR: u32 = 1_500;
/// Networks and different cities of the files of places.
const CITIES_V4: u32 = 300_000;
const CITIES_V6: u32 = 100_000;
const CITIES: u16 = 5_000;
/// Different addresses that are looked up, more than fit a processor's caches with what they need.
const ADDRESSES: usize = 100_000;

/// Files that are open, and addresses to look up in them.
pub(super) struct LookUps {
    places: Places,
    addresses: Vec<IpAddr>,
    next: usize,
    /// The files are followed inside it; nothing here waits for that.
    _runtime: Runtime,
}

impl LookUps {
    pub(super) fn new(seed: u64) -> Result<Self> {
        let mut dice = ChaCha20Rng::seed_from_u64(seed);
        let folder = tempfile::tempdir()?;
        let files = written(folder.path(), &mut dice)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let places = {
            let _inside = runtime.enter();
            Places::follow(&files)?
        };
        // One visit in five comes by IPv6.
        let addresses =
            (0..ADDRESSES).map(|at| if at % 5 == 0 { v6(&mut dice).into() } else { v4(&mut dice).into() });
        Ok(Self { places, addresses: addresses.collect(), next: 0, _runtime: runtime })
    }

    /// The whereabouts of the next address.
    pub(super) fn next(&mut self) -> Whereabouts {
        self.next = (self.next + 1) % self.addresses.len();
        self.places.of(self.addresses.get(self.next).copied())
    }
}

/// An address of the public part of the internet (as good as: some private ones are among them).
fn v4(dice: &mut ChaCha20Rng) -> Ipv4Addr {
    Ipv4Addr::from_bits((1 << 24) + dice.next_u32() % (223 << 24))
}

fn v6(dice: &mut ChaCha20Rng) -> Ipv6Addr {
    let (high, low) = (u128::from(dice.next_u64() >> 3 | 1 << 61), u128::from(dice.next_u64()));
    Ipv6Addr::from_bits(high << 64 | low)
}

fn written(folder: &Path, dice: &mut ChaCha20Rng) -> Result<PlaceFiles> {
    let put = |name: &str, content: &[u8]| -> Result<PathBuf> {
        let file = folder.join(name);
        std::fs::write(&file, content)?;
        Ok(file)
    };
    let network = |address: u128, prefix: u8| (address >> (128 - prefix) << (128 - prefix), prefix);
    let prefix = |dice: &mut ChaCha20Rng, widest: u8, kinds: u32| {
        widest + u8::try_from(dice.next_u32() % kinds).unwrap_or_default()
    };
    let mut networks: Vec<(u128, u8)> = Vec::new();
    for _ in 0..CITIES_V4 {
        networks.push(network(u128::from(v4(dice).to_bits()) << 96, prefix(dice, 12, 13)));
    }
    networks.sort_by_key(|(_, prefix)| *prefix);
    let four = put("cities-4.mmdb", &cities(4, &networks, CITIES)?)?;
    networks.clear();
    for _ in 0..CITIES_V6 {
        networks.push(network(v6(dice).to_bits(), prefix(dice, 16, 33)));
    }
    networks.sort_by_key(|(_, prefix)| *prefix);
    let six = put("cities-6.mmdb", &cities(6, &networks, CITIES)?)?;
    let list = |dice: &mut ChaCha20Rng, rows: u32, prefix: &str| {
        (0..rows).fold(String::new(), |mut list, _| {
            // Writing to a `String` cannot fail.
            let _written = writeln!(list, "{}{prefix}", v4(dice));
            list
        })
    };
    Ok(PlaceFiles {
        countries: vec![four, six],
        network_owners: vec![put("owners.csv", owners(dice).as_bytes())?],
        hosting_networks: vec![put("hosting.txt", list(dice, HOSTING, "/22").as_bytes())?],
        vpn_networks: vec![put("vpn.txt", list(dice, VPN, "/24").as_bytes())?],
        tor_exits: vec![put("tor.txt", list(dice, TOR, "").as_bytes())?],
    })
}

/// Ranges side by side over both address spaces, each of another owner than the one before.
fn owners(dice: &mut ChaCha20Rng) -> String {
    let mut table = String::new();
    let wide = u32::MAX / OWNERS_V4;
    for row in 0..OWNERS_V4 {
        let (first, last) = (Ipv4Addr::from_bits(row * wide), Ipv4Addr::from_bits(row * wide + wide - 1));
        let owner = 1 + 2 * (dice.next_u32() % 100_000) + row % 2;
        let _written = writeln!(table, "{first},{last},{owner},\"An invented owner\"");
    }
    let wide = (1_u128 << 125) / u128::from(OWNERS_V6);
    for row in 0..OWNERS_V6 {
        let first = (1 << 125) + u128::from(row) * wide;
        let (first, last) = (Ipv6Addr::from_bits(first), Ipv6Addr::from_bits(first + wide - 1));
        let owner = 1 + 2 * (dice.next_u32() % 100_000) + row % 2;
        let _written = writeln!(table, "{first},{last},{owner},\"An invented owner\"");
    }
    table
}
