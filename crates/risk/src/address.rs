//! What the engine looks at in an address: whether it says anything at all, the part that failures are counted for, the
//! network. Deliberately not here: whose it is and where, which only the operator's data tell.

use core::net::IpAddr;

use crate::is_private;

/// The bytes of an address that the engine looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressParts {
    bytes: [u8; 8],
    address: usize,
    network: usize,
}

impl AddressParts {
    /// Those of an address; none of a private one.
    pub fn of(address: IpAddr) -> Option<AddressParts> {
        let address = address.to_canonical();
        if is_private(address) {
            return None;
        }
        let mut bytes = [0; 8];
        let (address, network) = match address {
            IpAddr::V4(v4) => {
                bytes[..4].copy_from_slice(&v4.octets());
                (4, 3)
            }
            IpAddr::V6(v6) => {
                bytes.copy_from_slice(&v6.octets()[..8]);
                (8, 6)
            }
        };
        Some(AddressParts { bytes, address, network })
    }

    /// What one party holds: an IPv4 address, an IPv6 /64.
    pub fn address(&self) -> &[u8] {
        &self.bytes[..self.address]
    }

    /// The network around it: an IPv4 /24, an IPv6 /48.
    pub fn network(&self) -> &[u8] {
        &self.bytes[..self.network]
    }
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
