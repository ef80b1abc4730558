//! What is said of ranges of addresses: kept sorted and without overlaps, found by binary search. IPv4 and IPv6 stay apart,
//! so that a range of one takes as few bytes as it can. Deliberately not here: how a range is written in a file.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address of one family.
trait Address: Copy + Ord {
    fn next(self) -> Option<Self>;
    fn previous(self) -> Option<Self>;
    /// How many addresses lie between this one and a later one.
    fn before(self, later: Self) -> u128;
}

impl Address for Ipv4Addr {
    fn next(self) -> Option<Self> {
        self.to_bits().checked_add(1).map(Self::from_bits)
    }

    fn previous(self) -> Option<Self> {
        self.to_bits().checked_sub(1).map(Self::from_bits)
    }

    fn before(self, later: Self) -> u128 {
        u128::from(later.to_bits().saturating_sub(self.to_bits()))
    }
}

impl Address for Ipv6Addr {
    fn next(self) -> Option<Self> {
        self.to_bits().checked_add(1).map(Self::from_bits)
    }

    fn previous(self) -> Option<Self> {
        self.to_bits().checked_sub(1).map(Self::from_bits)
    }

    fn before(self, later: Self) -> u128 {
        later.to_bits().saturating_sub(self.to_bits())
    }
}

/// Both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range<A, T> {
    first: A,
    last: A,
    says: T,
}

/// Ranges as they come, in any order.
#[derive(Debug)]
pub(super) struct Gathered<T> {
    v4: Vec<Range<Ipv4Addr, T>>,
    v6: Vec<Range<Ipv6Addr, T>>,
}

impl<T: Copy + Eq> Gathered<T> {
    pub(super) const fn new() -> Self {
        Self { v4: Vec::new(), v6: Vec::new() }
    }

    /// Takes a range with both its ends. False: they are not of one family, or in the wrong order.
    pub(super) fn take(&mut self, first: IpAddr, last: IpAddr, says: T) -> bool {
        match (first.to_canonical(), last.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(last)) if first <= last => {
                self.v4.push(Range { first, last, says });
                true
            }
            (IpAddr::V6(first), IpAddr::V6(last)) if first <= last => {
                self.v6.push(Range { first, last, says });
                true
            }
            _ => false,
        }
    }

    pub(super) fn sorted(self) -> Ranges<T> {
        Ranges { v4: apart(self.v4), v6: apart(self.v6) }
    }
}

/// Ranges that can be asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ranges<T> {
    v4: Box<[Range<Ipv4Addr, T>]>,
    v6: Box<[Range<Ipv6Addr, T>]>,
}

impl<T: Copy> Ranges<T> {
    /// What the narrowest range that was given says of an address.
    pub(super) fn of(&self, address: IpAddr) -> Option<T> {
        match address.to_canonical() {
            IpAddr::V4(address) => found(&self.v4, address),
            IpAddr::V6(address) => found(&self.v6, address),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.v4.len() + self.v6.len()
    }
}

fn found<A: Address, T: Copy>(ranges: &[Range<A, T>], address: A) -> Option<T> {
    let after = ranges.partition_point(|range| range.first <= address);
    let range = ranges.get(after.checked_sub(1)?)?;
    (address <= range.last).then_some(range.says)
}

/// The same without overlaps: where ranges lie upon each other the narrowest holds, and of two alike the later one.
/// Neighbours that say the same become one.
fn apart<A: Address, T: Copy + Eq>(mut ranges: Vec<Range<A, T>>) -> Box<[Range<A, T>]> {
    ranges.sort_by_key(|range| range.first);
    let mut apart: Vec<Range<A, T>> = Vec::with_capacity(ranges.len());
    let (mut coming, mut open) = (ranges.iter().enumerate().peekable(), BinaryHeap::new());
    let mut at = ranges.first().map(|range| range.first);
    while let Some(here) = at {
        while let Some((index, range)) = coming.next_if(|(_, range)| range.first <= here) {
            open.push(Open { rank: (Reverse(range.first.before(range.last)), index), range: *range });
        }
        while open.peek().is_some_and(|open| open.range.last < here) {
            open.pop();
        }
        let next = coming.peek().map(|(_, range)| range.first);
        let Some(Open { range, .. }) = open.peek() else {
            at = next;
            continue;
        };
        let last = next.and_then(A::previous).map_or(range.last, |before| before.min(range.last));
        at = last.next();
        match apart.last_mut().filter(|before| before.says == range.says && before.last.next() == Some(here))
        {
            Some(before) => before.last = last,
            None => apart.push(Range { first: here, last, says: range.says }),
        }
    }
    apart.into_boxed_slice()
}

/// A range that holds the address where the sweep is; the greatest is the narrowest.
struct Open<A, T> {
    rank: (Reverse<u128>, usize),
    range: Range<A, T>,
}

impl<A, T> PartialEq for Open<A, T> {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl<A, T> Eq for Open<A, T> {}

impl<A, T> PartialOrd for Open<A, T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<A, T> Ord for Open<A, T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank.cmp(&other.rank)
    }
}

#[cfg(test)]
#[path = "ranges_tests.rs"]
mod tests;
