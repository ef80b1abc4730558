//! How hard push services are asked: so many calls to one at once, and none for a subscription whose service asked for
//! patience. Deliberately not here: a pause for everybody on a push service that throttles one subscription, since then
//! one person could silence all others; and waiting, which is the outbox's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Subscription;
use super::outcome::{Delay, Setback};

/// Calls to one push service at once.
pub(super) const AT_ONCE: usize = 64;
/// So many pauses are remembered. What is forgotten costs a call that is answered 429 again.
pub(super) const PAUSES: usize = 1_024;

#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// By origin.
    under_way: HashMap<String, usize>,
    /// By endpoint: until when, in Unix seconds.
    paused: HashMap<String, i64>,
}

/// A call's place; given back when dropped, also where the call is given up half-way.
#[derive(Debug)]
pub(super) struct Call {
    pace: Arc<Pace>,
    origin: String,
}

impl Pace {
    pub(super) fn enter(self: &Arc<Self>, to: &Subscription, now: i64) -> Result<Call, Setback> {
        let mut known = self.lock();
        let paused = known.paused.get(to.url().as_str()).copied().unwrap_or(now);
        if paused > now {
            return Err(Setback { retry_after: paused - now, why: Delay::Paused });
        }
        let origin = to.origin();
        let calls = known.under_way.entry(origin.clone()).or_default();
        if *calls >= AT_ONCE {
            return Err(Setback { retry_after: 1, why: Delay::Busy });
        }
        *calls += 1;
        drop(known);
        Ok(Call { pace: Arc::clone(self), origin })
    }

    /// Remembers that a push service asked for patience, which only 429 does.
    pub(super) fn remember(&self, to: &Subscription, setback: Setback, now: i64) {
        if setback.why != Delay::Status(429) {
            return;
        }
        let mut known = self.lock();
        if known.paused.len() >= PAUSES {
            known.paused.retain(|_, until| *until > now);
        }
        if known.paused.len() < PAUSES {
            known.paused.insert(to.url().as_str().to_owned(), now.saturating_add(setback.retry_after));
        }
    }

    /// A panic elsewhere cannot leave the counts half-written, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut known = self.pace.lock();
        if let Some(calls) = known.under_way.get_mut(&self.origin) {
            *calls -= 1;
            if *calls == 0 {
                known.under_way.remove(&self.origin);
            }
        }
    }
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
