//! All that the operator's data say about the address of a visit. The look-up is not here, nor what
//! any of it means: this crate sees only the outcome.

use core::net::IpAddr;

use crate::{NetworkKind, Place, Position};

/// What is known about where a visit comes from. Everything but the place may be unknown, and then
/// contributes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    /// The country, or why there is none.
    pub place: Place,
    /// The network owner: the number of the autonomous system that announces the address.
    pub owner: Option<u32>,
    /// What kind of network the operator's lists call it.
    pub kind: NetworkKind,
    /// Where on the globe, if the location data have coordinates.
    pub position: Option<Position>,
}

impl Whereabouts {
    /// Nothing is known but this place.
    pub const fn only(place: Place) -> Whereabouts {
        Whereabouts { place, owner: None, kind: NetworkKind::Ordinary, position: None }
    }
}

/// Whether no data can tell where an address is or whose it is, since it means another machine in every
/// network: private (RFC 1918), shared by a carrier's customers (RFC 6598), link-local, unique local (RFC
/// 4193), loopback and unspecified ones.
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() || is_shared
        }
        IpAddr::V6(v6) => {
            v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
#[path = "whereabouts_tests.rs"]
mod tests;
