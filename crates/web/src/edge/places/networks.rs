//! A plain list of networks: one address, one network in CIDR form or, where the list may name owners, one AS number a line.
//! Deliberately not here: what it means to be on a list.

use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;

use super::lines::{LinesError, each_line};
use super::owners::number;
use super::ranges::{Gathered, Ranges};

const WANTED: &str = "wanted is one address or network a line, such as `192.0.2.7` or `2001:db8::/32`";
const WANTED_OR_OWNER: &str =
    "wanted is one address, network or AS number a line, such as `192.0.2.7`, `2001:db8::/32` or `AS64500`";
const EVERYBODY: &str = "this network holds every address there is; take the line out";

/// Networks that are on a list, by their addresses or by who owns them.
#[derive(Debug)]
pub(super) struct Networks {
    ranges: Ranges<()>,
    owners: Box<[u32]>,
}

impl Networks {
    pub(super) fn read(path: &Path, may_name_owners: bool) -> Result<Self, LinesError> {
        let (mut ranges, mut owners) = (Gathered::new(), Vec::new());
        each_line(path, |line| {
            if let Some(owner) = number(line).filter(|_| may_name_owners && !line.starts_with(is_digit)) {
                owners.push(owner);
                return Ok(());
            }
            let wanted = if may_name_owners { WANTED_OR_OWNER } else { WANTED };
            let network = network(line).ok_or(wanted)?;
            if network.prefix_len() == 0 {
                return Err(EVERYBODY);
            }
            ranges.take(network.network(), network.broadcast(), ()).then_some(()).ok_or(wanted)
        })?;
        owners.sort_unstable();
        owners.dedup();
        Ok(Self { ranges: ranges.sorted(), owners: owners.into_boxed_slice() })
    }

    /// Whether an address, or the owner of its network, is on the list.
    pub(super) fn hold(&self, address: IpAddr, owner: Option<u32>) -> bool {
        self.ranges.of(address).is_some()
            || owner.is_some_and(|owner| self.owners.binary_search(&owner).is_ok())
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len() + self.owners.len()
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
#[path = "networks_tests.rs"]
mod tests;
