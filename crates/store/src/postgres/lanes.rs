//! Who travels together: a few lanes lead to the server, and whatever waits when one of them is free goes in one group with
//! the others of its kind. While nobody travels nothing waits: with one client every group is of one. While somebody does, a
//! further lane opens once several wait, or for one who has waited some milliseconds, so that a slow group holds up no one.
//! Deliberately not here: what a group does when it travels.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

/// Passengers of a group at most.
const GROUP: usize = 32;

/// How many must wait before a further lane opens beside a busy one. What goes in company costs the server half of what it
/// costs alone, and the busy lane is back in about the time that the server takes for one.
const COMPANY: usize = 8;

/// After how long it opens for fewer: what travels is slow then, because it waits for a locked row perhaps.
const HURRY: Duration = Duration::from_millis(3);

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
}

#[derive(Debug)]
struct State<P> {
    waiting: VecDeque<(u64, P)>,
    busy: usize,
    next: u64,
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
    /// It was alone when its lane opened, so it travels at once and needs no clock.
    leaves: bool,
    told: oneshot::Receiver<P::Answer>,
}

/// A lane that somebody drives, until nobody waits any more.
pub(super) struct Lane<P>(Arc<Lanes<P>>, bool);

impl<P> Lanes<P> {
    pub(super) fn new(count: usize, patience: Duration) -> Arc<Self> {
        let state = State { waiting: VecDeque::new(), busy: 0, next: 0 };
        Arc::new(Self { state: Mutex::new(state), count, patience })
    }

    fn state(&self) -> MutexGuard<'_, State<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A free lane for one who has waited long enough; none: it travels, or all are busy.
    fn hurry(self: &Arc<Self>, number: u64) -> Option<Lane<P>> {
        let mut state = self.state();
        let waits = state.waiting.iter().any(|(other, _)| *other == number);
        (waits && state.busy < self.count).then(|| {
            state.busy += 1;
            Lane(Arc::clone(self), false)
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
        let leaves = state.busy == 0 && state.waiting.len() == 1;
        let opens = state.busy == 0 || (state.busy < self.count && state.waiting.len() >= COMPANY);
        state.busy += usize::from(opens);
        drop(state);
        let lane = opens.then(|| Lane(Arc::clone(self), false));
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
    /// The next group, once every task that is ready has run: whoever is about to come comes along. Nothing is waited for, so
    /// with one client it leaves at once.
    pub(super) async fn depart(&mut self) -> Option<Vec<P>> {
        tokio::task::yield_now().await;
        self.next()
    }

    /// Who has waited longest, with those of its kind that wait too and name nothing that another of the group names.
    /// None: nobody waits, and the lane is free again.
    fn next(&mut self) -> Option<Vec<P>> {
        let mut state = self.0.state();
        let Some((_, first)) = state.waiting.pop_front() else {
            state.busy -= 1;
            self.1 = true;
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
        // In one order in every group, so that two groups that meet at the rows of two accounts never wait for each other.
        group.sort_by(|a, b| a.keys().cmp(b.keys()));
        Some(group)
    }
}

/// A lane whose driver ends early is free for another.
impl<P> Drop for Lane<P> {
    fn drop(&mut self) {
        if !self.1 {
            self.0.state().busy -= 1;
        }
    }
}

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
