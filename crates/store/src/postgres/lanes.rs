//! Who travels together: lanes lead to the server, and whatever waits when one of them is free goes in one group with the
//! others of its kind. The lanes of reads and those of commits share one road, which one group at a time is on: whoever comes
//! meanwhile makes the next group larger. While nobody travels nothing waits: with one client every group is of one. Past some
//! milliseconds a further lane opens that needs no road, so that a slow group holds up no one.
//! Deliberately not here: what a group does when it travels.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::yield_now;
use tokio::time::timeout;

/// Passengers of a group at most.
const GROUP: usize = 32;

/// After how long a further lane opens beside the road: what travels is slow then, because it waits for a locked row perhaps.
const HURRY: Duration = Duration::from_millis(3);

/// After so many groups of one that nobody came along with, only one of so many looks for company before it leaves. An odd number: of
/// two who take turns, each is then the one who looks.
const ALONE: u32 = 15;

/// What one group at a time is on.
pub(super) type Road = Arc<Semaphore>;

/// A road that is free.
pub(super) fn road() -> Road {
    Arc::new(Semaphore::new(1))
}

/// Something that travels on a lane.
pub(super) trait Passenger: Sized {
    /// What it is told in the end.
    type Answer;

    /// Whether both say the same with other values, so that one statement can stand for both.
    fn is_like(&self, other: &Self) -> bool;

    /// What no two of a group may both name: the rows that they would write begin their keys with it.
    fn keys(&self) -> &[String];

    /// Tells its end; nobody may be there any more to hear it.
    fn tell(self, answer: Self::Answer);
}

/// The lanes, and who waits for one.
#[derive(Debug)]
pub(super) struct Lanes<P> {
    state: Mutex<State<P>>,
    /// How many there are.
    count: usize,
    /// How long a passenger waits for a place.
    patience: Duration,
    road: Road,
}

#[derive(Debug)]
struct State<P> {
    waiting: VecDeque<(u64, P)>,
    busy: usize,
    next: u64,
    /// Groups of one since the last that had company, or left somebody behind.
    alone: u32,
}

/// Why a passenger was not told its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// It never left: no lane was free in time.
    Waited,
    /// It may have left, and what became of it is not known.
    Unknown,
}

/// Where a passenger stands.
pub(super) struct Ticket<P: Passenger> {
    lanes: Arc<Lanes<P>>,
    number: u64,
    /// It was alone when its lane opened and the road was free, so it travels at once and needs no clock.
    leaves: bool,
    told: oneshot::Receiver<P::Answer>,
}

/// A lane that somebody drives, until nobody waits any more.
pub(super) struct Lane<P> {
    lanes: Arc<Lanes<P>>,
    /// The road, while it is this lane's.
    road: Option<OwnedSemaphorePermit>,
    /// Opened for one who has waited long: it needs no road.
    hurries: bool,
    given_back: bool,
}

impl<P> Lanes<P> {
    pub(super) fn new(count: usize, patience: Duration, road: &Road) -> Arc<Self> {
        let state = State { waiting: VecDeque::new(), busy: 0, next: 0, alone: 0 };
        Arc::new(Self { state: Mutex::new(state), count, patience, road: Arc::clone(road) })
    }

    fn state(&self) -> MutexGuard<'_, State<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether who leaves now looks for company first: where nobody came along for a while, only now and then.
    fn looks_for_company(&self) -> bool {
        let alone = self.state().alone;
        alone < ALONE || alone.is_multiple_of(ALONE)
    }

    /// A free lane for one who has waited long enough; none: it travels, or all are busy.
    fn hurry(self: &Arc<Self>, number: u64) -> Option<Lane<P>> {
        let mut state = self.state();
        let waits = state.waiting.iter().any(|(other, _)| *other == number);
        (waits && state.busy < self.count).then(|| {
            state.busy += 1;
            Lane { lanes: Arc::clone(self), road: None, hurries: true, given_back: false }
        })
    }

    /// Whether it was still waiting, and now is not.
    fn leave(&self, number: u64) -> bool {
        let mut state = self.state();
        let found = state.waiting.iter().position(|(other, _)| *other == number);
        found.is_some_and(|position| state.waiting.remove(position).is_some())
    }
}

impl<P: Passenger> Lanes<P> {
    /// Queues a passenger. If a lane opens for it, the caller must see to it that it is driven.
    pub(super) fn enter(
        self: &Arc<Self>,
        passenger: impl FnOnce(oneshot::Sender<P::Answer>) -> P,
    ) -> (Ticket<P>, Option<Lane<P>>) {
        let (tell, told) = oneshot::channel();
        let passenger = passenger(tell);
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        state.waiting.push_back((number, passenger));
        let opens = state.busy == 0;
        state.busy += usize::from(opens);
        let alone = state.waiting.len() == 1;
        drop(state);
        let lane = opens.then(|| {
            let road = Arc::clone(&self.road).try_acquire_owned().ok();
            Lane { lanes: Arc::clone(self), road, hurries: false, given_back: false }
        });
        let leaves = alone && lane.as_ref().is_some_and(|lane| lane.road.is_some());
        (Ticket { lanes: Arc::clone(self), number, leaves, told }, lane)
    }
}

impl<P: Passenger> Ticket<P> {
    /// What the passenger is told in the end. `drive` sets a lane going that opens for it meanwhile.
    pub(super) async fn told(mut self, drive: impl FnOnce(Lane<P>)) -> Result<P::Answer, Lost> {
        if self.leaves {
            return self.told.await.map_err(|_| Lost::Unknown);
        }
        let patience = self.lanes.patience;
        if let Ok(told) = timeout(patience.min(HURRY), &mut self.told).await {
            return told.map_err(|_| Lost::Unknown);
        }
        if let Some(lane) = self.lanes.hurry(self.number) {
            drive(lane);
        }
        match timeout(patience.saturating_sub(HURRY), &mut self.told).await {
            Ok(told) => told.map_err(|_| Lost::Unknown),
            Err(_) if self.lanes.leave(self.number) => Err(Lost::Waited),
            Err(_) => self.told.await.map_err(|_| Lost::Unknown),
        }
    }
}

impl<P: Passenger> Lane<P> {
    /// The next group, once the road is free and every task that is ready has run: whoever is about to come comes along. Nobody is
    /// waited for, so with one client it leaves at once, and after a while without that look. None: nobody waits, and the lane is free again.
    pub(super) async fn depart(&mut self) -> Option<Vec<P>> {
        if self.road.is_none() && !self.hurries {
            yield_now().await;
            // Without a look first, the road would be taken from the other kind for nobody.
            if self.lanes.state().waiting.is_empty() {
                return self.next();
            }
            self.road = Arc::clone(&self.lanes.road).acquire_owned().await.ok();
        }
        if self.lanes.looks_for_company() {
            yield_now().await;
        }
        self.next()
    }

    /// The group is back. Whoever of the other kind waits for the road has it next.
    pub(super) fn arrive(&mut self) {
        self.road = None;
    }

    /// Who has waited longest, with those of its kind that wait too and name nothing that another of the group names.
    fn next(&mut self) -> Option<Vec<P>> {
        let mut state = self.lanes.state();
        let Some((_, first)) = state.waiting.pop_front() else {
            state.busy -= 1;
            self.given_back = true;
            return None;
        };
        let mut named: HashSet<String> = first.keys().iter().cloned().collect();
        let mut group = vec![first];
        let mut place = 0;
        while group.len() < GROUP
            && let Some((_, next)) = state.waiting.get(place)
        {
            let goes = next.is_like(&group[0]) && !next.keys().iter().any(|key| named.contains(key));
            match goes.then(|| state.waiting.remove(place)).flatten() {
                Some((_, next)) => {
                    named.extend(next.keys().iter().cloned());
                    group.push(next);
                }
                None => place += 1,
            }
        }
        let alone = group.len() == 1 && state.waiting.is_empty();
        state.alone = if alone { state.alone.saturating_add(1) } else { 0 };
        // In one order in every group, so that two groups that meet at the rows of two accounts never wait for each other.
        group.sort_by(|a, b| a.keys().cmp(b.keys()));
        Some(group)
    }
}

/// A lane whose driver ends early is free for another.
impl<P> Drop for Lane<P> {
    fn drop(&mut self) {
        if !self.given_back {
            self.lanes.state().busy -= 1;
        }
    }
}

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
