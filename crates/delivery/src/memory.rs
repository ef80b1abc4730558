//! A courier's memory: keeps the last messages for the demo's outbox page and for tests.
//! Not here: anything that survives a restart.

use crate::message::{MessageId, SendError, Sent};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many messages are kept; the oldest leave first.
pub(crate) const MEMORY_CAPACITY: usize = 1_000;

/// Keeps the last 1,000 messages. Clones share what they keep.
#[derive(Debug, Clone)]
pub struct Memory<M> {
    kept: Arc<Mutex<Kept<M>>>,
}

#[derive(Debug)]
struct Kept<M> {
    messages: VecDeque<M>,
    refusals: VecDeque<SendError>,
}

impl<M> Default for Memory<M> {
    fn default() -> Self {
        let kept = Kept { messages: VecDeque::new(), refusals: VecDeque::new() };
        Self { kept: Arc::new(Mutex::new(kept)) }
    }
}

impl<M: Clone> Memory<M> {
    /// What is kept, the oldest first.
    pub fn messages(&self) -> Vec<M> {
        self.lock().messages.iter().cloned().collect()
    }

    /// Takes out what is kept, the oldest first.
    pub fn take(&self) -> Vec<M> {
        self.lock().messages.drain(..).collect()
    }

    /// The next message is refused so: a gateway that is down, for tests and the demo.
    pub fn refuse_next(&self, refusal: SendError) {
        self.lock().refusals.push_back(refusal);
    }

    pub(crate) fn keep(&self, id: &MessageId, message: &M) -> Result<Sent, SendError> {
        let mut kept = self.lock();
        if let Some(refusal) = kept.refusals.pop_front() {
            return Err(refusal);
        }
        if kept.messages.len() == MEMORY_CAPACITY {
            kept.messages.pop_front();
        }
        kept.messages.push_back(message.clone());
        Ok(Sent { provider_id: Some(format!("memory-{id}")) })
    }

    /// A panic elsewhere cannot leave the queue half-written, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, Kept<M>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
