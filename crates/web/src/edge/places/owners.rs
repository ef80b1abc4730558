//! Who owns networks, by a table of lines `first,last,number` or `network,number`, with commas or tabs; whatever follows,
//! such as names, is not kept. The number is that of an autonomous system.
//! Deliberately not here: MMDB files, which may tell the same (`mmdb`).

use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;

use super::lines::{LinesError, each_line};
use super::ranges::{Gathered, Ranges};

const WANTED: &str = "wanted is `first address,last address,AS number` or `network,AS number`, such as \
                      `192.0.2.0,192.0.2.255,64500,\"Example\"`";
const ENDS: &str = "the two addresses are not the first and the last of one range";

/// Who owns which network.
#[derive(Debug)]
pub(super) struct Owners(Ranges<u32>);

impl Owners {
    pub(super) fn read(path: &Path) -> Result<Self, LinesError> {
        let mut owners = Gathered::new();
        let mut first = true;
        each_line(path, |line| {
            let heading = std::mem::take(&mut first) && is_heading(line);
            if heading { Ok(()) } else { take(&mut owners, line) }
        })?;
        Ok(Self(owners.sorted()))
    }

    pub(super) fn of(&self, address: IpAddr) -> Option<u32> {
        self.0.of(address)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The number of an autonomous system, as `64500` or `AS64500`. Zero is none: it says that nobody announces the network.
pub(super) fn number(text: &str) -> Option<u32> {
    let digits = text.get(..2).filter(|start| start.eq_ignore_ascii_case("as")).map_or(text, |_| &text[2..]);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Whether it names columns: no digit is in it.
fn is_heading(line: &str) -> bool {
    !line.contains(|c: char| c.is_ascii_digit())
}

fn take(owners: &mut Gathered<u32>, line: &str) -> Result<(), &'static str> {
    let mut fields = line.split([',', '\t']).map(|field| field.trim().trim_matches('"'));
    let start = fields.next().unwrap_or_default();
    let (first, last) = if start.contains('/') {
        let network: IpNet = start.parse().map_err(|_| WANTED)?;
        (network.network(), network.broadcast())
    } else {
        let address = |text: &str| text.parse::<IpAddr>().map_err(|_| WANTED);
        (address(start)?, address(fields.next().unwrap_or_default())?)
    };
    match number(fields.next().unwrap_or_default()).ok_or(WANTED)? {
        0 => Ok(()),
        owner => owners.take(first, last, owner).then_some(()).ok_or(ENDS),
    }
}

#[cfg(test)]
#[path = "owners_tests.rs"]
mod tests;
