//! All that the operator's data say about the address of a visit. The look-up is not here, nor what
//! any of it means: this crate sees only the outcome.

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
