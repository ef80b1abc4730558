//! Whose connections are whose: every event loop has connections of its own and lanes of its own that lead there. What one thread
//! begins is then answered on that thread, without waking another. Where there are too few connections to share, several event
//! loops have a share together, which is slower and nothing else. Deliberately not here: how many event loops there are.

use std::sync::{Arc, PoisonError, RwLock};

use deadpool_postgres::Pool;
use tokio::runtime::{Handle, Id};

use super::commits::Commit;
use super::lanes::{Lanes, road};
use super::reads::Read;
use super::{LANES, POOL_TIMEOUT};

/// Connections that a share has at least, if there are as many at all: two for the road and a lane beside it, two for reads and
/// commits that go alone.
const LEAST: usize = 4;

/// What one event loop asks the server on.
#[derive(Debug)]
pub(super) struct Share {
    pub(super) pool: Pool,
    pub(super) reading: Arc<Lanes<Read>>,
    pub(super) writing: Arc<Lanes<Commit>>,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Shares {
    each: Vec<Share>,
    /// The event loops that have asked, in the order in which they came.
    asked: RwLock<Vec<Id>>,
}

/// How many connections each of `event_loops` has of `connections`: all together never more, and one at least.
pub(super) fn sizes(connections: usize, event_loops: usize) -> Vec<usize> {
    let connections = connections.max(1);
    let count = event_loops.clamp(1, (connections / LEAST).max(1));
    (0..count).map(|number| connections / count + usize::from(number < connections % count)).collect()
}

impl Shares {
    /// A share for each of the pools; there is one at least.
    pub(super) fn new(pools: Vec<Pool>) -> Self {
        let share = |pool: Pool| {
            let (lanes, road) = (LANES.min(pool.status().max_size), road());
            let reading = Lanes::new(lanes, POOL_TIMEOUT, &road);
            Share { pool, reading, writing: Lanes::new(lanes, POOL_TIMEOUT, &road) }
        };
        Self { each: pools.into_iter().map(share).collect(), asked: RwLock::default() }
    }

    /// The share of the event loop that asks.
    pub(super) fn mine(&self) -> &Share {
        let me = Handle::current().id();
        let known = self.asked.read().unwrap_or_else(PoisonError::into_inner).iter().position(|id| *id == me);
        let place = known.unwrap_or_else(|| {
            let mut asked = self.asked.write().unwrap_or_else(PoisonError::into_inner);
            asked.push(me);
            asked.len() - 1
        });
        &self.each[place % self.each.len()]
    }
}

#[cfg(test)]
#[path = "shares_tests.rs"]
mod tests;
