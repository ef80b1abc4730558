//! In front of the counters: each node lets few commits per account and class be under way; a few wait, the rest are told
//! to come back. In memory only; what is counted for good is counted in the store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rules::id::{AccountId, BrowserId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::beats::Fault;

/// Commits of one account and class under way at once (DESIGN section 5). Each browser that shows a mark of ours has its own
/// lane, so that whoever was known once, or copied an old token, crowds out nobody else; all others share one.
const UNDER_WAY: usize = 4;
/// Requests that may wait for one of those places.
const WAITING: usize = 12;
/// What the rest are told.
const RETRY_AFTER: u32 = 1;

type Key = (AccountId, Option<BrowserId>);

/// Who is let in.
#[derive(Debug, Default)]
pub(crate) struct Admissions {
    lanes: Arc<Mutex<HashMap<Key, Lane>>>,
}

#[derive(Debug)]
struct Lane {
    places: Arc<Semaphore>,
    inside: usize,
}

/// A place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Admitted {
    key: Key,
    lanes: Arc<Mutex<HashMap<Key, Lane>>>,
    alone: bool,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Admitted {
    /// Whether nobody else was in the lane.
    pub(crate) const fn was_alone(&self) -> bool {
        self.alone
    }
}

impl Admissions {
    /// A place in the lane of this browser of the account, or of the account's strangers.
    pub(crate) async fn enter(
        &self,
        account: AccountId,
        browser: Option<BrowserId>,
    ) -> Result<Admitted, Fault> {
        let key = (account, browser);
        let (places, alone) = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            let lane = lanes
                .entry(key)
                .or_insert_with(|| Lane { places: Arc::new(Semaphore::new(UNDER_WAY)), inside: 0 });
            if lane.inside >= UNDER_WAY + WAITING {
                return Err(Fault::Crowded { retry_after: RETRY_AFTER });
            }
            lane.inside += 1;
            (Arc::clone(&lane.places), lane.inside == 1)
        };
        // Made before the wait, so that a caller who hangs up while waiting gives the place back.
        let mut admitted = Admitted { key, lanes: Arc::clone(&self.lanes), alone, _permit: None };
        admitted._permit = places.acquire_owned().await.ok();
        Ok(admitted)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get_mut(&self.key) {
            lane.inside -= 1;
            if lane.inside == 0 {
                lanes.remove(&self.key);
            }
        }
    }
}
