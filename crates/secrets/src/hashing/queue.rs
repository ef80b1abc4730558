//! The bounded queue in front of the hashing threads, and the threads.
//! Not here: what is computed. Nothing waits to get in: a full queue refuses at once.
//!
//! While many wait, results are handed out some at a time. A hash drives everything else out of the processor's caches, so
//! that waking the workers, the database's threads and the disk for each result by itself costs several times what it costs
//! for some of them together. Whoever has waited behind dozens of hashes waits for a few more; nobody else ever does.

use std::collections::VecDeque;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use super::argon::Memory;
use super::{PoolCounters, PoolError};

/// Jobs per second and thread, for the `Retry-After` hint only; deliberately low.
const JOBS_PER_SECOND: usize = 40;

/// Results that are handed out together. They are held back only while more jobs than this wait, so that the threads never
/// run out of work because those who would bring it are held.
pub(super) const TOGETHER: usize = 12;

/// How long a job may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// As long as a new hash at most.
    Steady,
    /// Nobody knows: results do not wait for it.
    Any,
}

/// Who asks for slow work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A request that holds a known-browser token of the named account: the whole queue, served first.
    KnownBrowser,
    /// Everybody else: three quarters of the queue.
    Anyone,
}

/// Tells a caller the result.
type Finished = Box<dyn FnOnce() + Send>;

type Work = Box<dyn FnOnce(&mut Memory) -> Finished + Send>;

struct Job {
    id: u64,
    pace: Pace,
    work: Work,
}

#[derive(Default)]
struct State {
    known: VecDeque<Job>,
    anyone: VecDeque<Job>,
    /// Results that are not handed out yet.
    finished: Vec<Finished>,
    next_id: u64,
    refused: u64,
    abandoned: u64,
    stopped: bool,
}

impl State {
    fn waiting(&self) -> usize {
        self.known.len() + self.anyone.len()
    }

    fn line(&mut self, class: Class) -> &mut VecDeque<Job> {
        match class {
            Class::KnownBrowser => &mut self.known,
            Class::Anyone => &mut self.anyone,
        }
    }

    fn next(&mut self) -> Option<Job> {
        self.known.pop_front().or_else(|| self.anyone.pop_front())
    }

    /// The results to hand out now, before `next` is begun: all of them or none.
    fn hand_out(&mut self, next: Option<&Job>) -> Vec<Finished> {
        let holds = next.is_some_and(|job| job.pace == Pace::Steady)
            && self.waiting() >= TOGETHER
            && self.finished.len() < TOGETHER;
        if holds { Vec::new() } else { std::mem::take(&mut self.finished) }
    }
}

struct Shared {
    state: Mutex<State>,
    arrived: Condvar,
    threads: usize,
    places: usize,
}

impl Shared {
    /// No work runs while the lock is held, so a poisoned lock still guards a sound state.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admits(&self, state: &State, class: Class) -> bool {
        let room = state.waiting() < self.places;
        match class {
            Class::KnownBrowser => room,
            Class::Anyone => room && state.anyone.len() < self.places * 3 / 4,
        }
    }

    /// Seconds until what waits now is done, roughly.
    fn retry_after(&self, state: &State) -> u32 {
        let seconds = state.waiting().div_ceil(self.threads * JOBS_PER_SECOND).max(1);
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }

    /// The work of one thread until the queue stops.
    fn serve(&self) {
        let mut memory = Memory::default();
        while let Some(job) = self.next(&mut memory) {
            let is_steady = job.pace == Pace::Steady;
            // A job that falls over drops its sender, which its caller sees; the thread goes on.
            let done = catch_unwind(AssertUnwindSafe(|| (job.work)(&mut memory)));
            match done {
                Ok(finished) if is_steady => self.lock().finished.push(finished),
                Ok(finished) => finished(),
                Err(_) => {}
            }
        }
    }

    /// The next job, once there is one; none when the queue has stopped. Hands out what is finished, and wipes the memory
    /// when nothing waits.
    fn next(&self, memory: &mut Memory) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            let job = state.next();
            let finished = state.hand_out(job.as_ref());
            if !finished.is_empty() {
                // Outside the lock: each wakes somebody.
                drop(state);
                finished.into_iter().for_each(|finished| finished());
                state = self.lock();
            }
            if job.is_some() {
                return job;
            }
            if memory.is_dirty() {
                drop(state);
                memory.wipe();
                state = self.lock();
            } else if state.waiting() == 0 && state.finished.is_empty() {
                state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

/// The queue and its threads; dropping it stops them.
pub(super) struct Queue {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue").field("places", &self.shared.places).finish_non_exhaustive()
    }
}

impl Queue {
    pub(super) fn start(threads: NonZeroUsize, places: usize) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            arrived: Condvar::new(),
            threads: threads.get(),
            places,
        });
        // Made before the threads, so that a thread that cannot start stops those that did.
        let queue = Self { shared };
        for number in 0..threads.get() {
            let shared = Arc::clone(&queue.shared);
            std::thread::Builder::new().name(format!("hashing-{number}")).spawn(move || shared.serve())?;
        }
        Ok(queue)
    }

    pub(super) fn submit<T: Send + 'static>(
        &self,
        class: Class,
        pace: Pace,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<Ticket<T>, PoolError> {
        let (sender, receiver) = oneshot::channel();
        let work: Work = Box::new(move |memory| {
            let result = work(memory);
            Box::new(move || {
                // The caller may have gone meanwhile; then nobody wants the result.
                let _ = sender.send(result);
            })
        });
        let mut state = self.shared.lock();
        if !self.shared.admits(&state, class) {
            state.refused += 1;
            return Err(PoolError::Busy { retry_after_seconds: self.shared.retry_after(&state) });
        }
        let id = state.next_id;
        state.next_id += 1;
        state.line(class).push_back(Job { id, pace, work });
        drop(state);
        self.shared.arrived.notify_one();
        Ok(Ticket { receiver, place: Place { shared: Arc::clone(&self.shared), class, id } })
    }

    pub(super) fn counters(&self) -> PoolCounters {
        let state = self.shared.lock();
        PoolCounters { waiting: state.waiting(), refused: state.refused, abandoned: state.abandoned }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.stopped = true;
        let lines = (std::mem::take(&mut state.known), std::mem::take(&mut state.anyone));
        let left = (lines, std::mem::take(&mut state.finished));
        drop(state);
        self.shared.arrived.notify_all();
        // Their callers see `Lost`. Dropped last, since what a job holds may be anything.
        drop(left);
    }
}

/// A place in the queue, and the future of the result. Dropping it before the work began takes
/// the work out of the queue.
#[must_use = "dropping the ticket cancels the work"]
pub struct Ticket<T> {
    receiver: oneshot::Receiver<T>,
    place: Place,
}

impl<T> std::fmt::Debug for Ticket<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticket").field("id", &self.place.id).finish_non_exhaustive()
    }
}

impl<T> Future for Ticket<T> {
    type Output = Result<T, PoolError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.receiver).poll(context).map_err(|_| PoolError::Lost)
    }
}

/// Gives a waiting place back when dropped.
struct Place {
    shared: Arc<Shared>,
    class: Class,
    id: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        let line = state.line(self.class);
        // Ids grow along the line. A job that began or is done is not there any more.
        let Ok(index) = line.binary_search_by_key(&self.id, |job| job.id) else {
            return;
        };
        let job = line.remove(index);
        state.abandoned += 1;
        drop(state);
        // Outside the lock: it wipes a password.
        drop(job);
    }
}
