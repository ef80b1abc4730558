//! The hashing pool: slow work (Argon2id, zxcvbn) on its own threads, behind a queue that refuses.
//! Not here: tries and delays (`rules`); this is only the admission in front of them.
//!
//! The async workers never wait for a hash, memory in flight is threads times one hash, and
//! strangers can fill three quarters of the queue at most, so that the owner of a known browser
//! always finds a place. While many wait, results are handed out some at a time (see `queue`).

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::keys::Keys;

mod argon;
mod foreign;
mod queue;
mod stored;

pub use argon::Cost;
pub use queue::{Class, Ticket};

use argon::Hasher;
use queue::{Pace, Queue};
use stored::StoredHash;

/// Waiting places per thread: at 10 to 20 ms a hash, the last in the queue waits a second at most.
const PLACES_PER_THREAD: usize = 48;

/// Size of the pool and cost of a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolOptions {
    /// Threads, each with the memory of one hash. As many as cores is right.
    pub threads: NonZeroUsize,
    /// Places in the queue, beside what the threads work on.
    pub places: usize,
    /// Cost of new hashes.
    pub cost: Cost,
}

impl PoolOptions {
    /// The defaults for a machine with this many cores.
    pub fn for_cores(cores: NonZeroUsize) -> Self {
        Self { threads: cores, places: cores.get() * PLACES_PER_THREAD, cost: Cost::default() }
    }
}

/// Why slow work gave no result. A wrong password is not among them: it is a [`Verdict`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// The queue is full for this class of caller (answer 503).
    #[error("too many password checks are waiting; try again in {retry_after_seconds} s")]
    Busy {
        /// For the `Retry-After` header.
        retry_after_seconds: u32,
    },
    /// The stored hash cannot be read, is beyond all bounds, or needs a pepper that is not here.
    #[error("the stored hash is of no known form or beyond the allowed cost")]
    BadHash,
    /// The work fell over or the pool was stopped.
    #[error("the hashing pool gave no answer")]
    Lost,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the password is the one of the hash.
    pub matches: bool,
    /// Whether the hash is weaker than a new one would be, or foreign, or without our pepper:
    /// hash the password anew if it matched.
    pub needs_rehash: bool,
}

/// What an operator wants to see of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolCounters {
    /// Jobs that wait now.
    pub waiting: usize,
    /// Jobs refused since the start.
    pub refused: u64,
    /// Jobs that left the queue because their caller had gone.
    pub abandoned: u64,
}

/// The pool. Share it in an `Arc`; dropping it ends its threads after the job in hand.
#[derive(Debug)]
pub struct Pool {
    queue: Queue,
    hasher: Arc<Hasher>,
}

impl Pool {
    /// Starts the threads. Their memory is taken at the first hash.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(options: PoolOptions, keys: &Keys) -> io::Result<Self> {
        let hasher = Arc::new(Hasher::new(options.cost, keys));
        let queue = Queue::start(options.threads, options.places)?;
        Ok(Self { queue, hasher })
    }

    /// Checks a password (or answer, or recovery code) against a stored hash.
    ///
    /// # Errors
    /// [`PoolError`]; a hash that cannot be read is refused before anything waits.
    pub async fn verify(
        &self,
        class: Class,
        password: Zeroizing<String>,
        phc: &str,
    ) -> Result<Verdict, PoolError> {
        let stored = StoredHash::parse(phc).ok_or(PoolError::BadHash)?;
        let hasher = Arc::clone(&self.hasher);
        let pace = stored.pace(&hasher);
        let ticket =
            self.queue.submit(class, pace, move |memory| stored.verify(&password, &hasher, memory))?;
        ticket.await?.ok_or(PoolError::BadHash)
    }

    /// Spends the work of [`Pool::verify`] for a name that has no account.
    ///
    /// # Errors
    /// [`PoolError::Busy`] exactly when `verify` would have it, so that refusals tell nothing.
    pub async fn verify_absent(
        &self,
        class: Class,
        password: Zeroizing<String>,
    ) -> Result<Verdict, PoolError> {
        let hasher = Arc::clone(&self.hasher);
        let work = move |memory: &mut _| hasher.hash(&password, &[0; 16], memory).is_some();
        let ticket = self.queue.submit(class, Pace::Steady, work)?;
        ticket.await?;
        Ok(Verdict { matches: false, needs_rehash: false })
    }

    /// Hashes a password with a new salt; the PHC string names its pepper in `keyid`.
    ///
    /// # Errors
    /// [`PoolError`].
    pub async fn hash(
        &self,
        class: Class,
        password: Zeroizing<String>,
        rng: &mut impl CryptoRng,
    ) -> Result<String, PoolError> {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        self.hash_with_salt(class, password, salt).await
    }

    /// As [`Pool::hash`] with a salt that was drawn before, so that no random source need be held
    /// while waiting.
    ///
    /// # Errors
    /// [`PoolError`].
    pub async fn hash_with_salt(
        &self,
        class: Class,
        password: Zeroizing<String>,
        salt: [u8; 16],
    ) -> Result<String, PoolError> {
        let hasher = Arc::clone(&self.hasher);
        let work = move |memory: &mut _| hasher.hash(&password, &salt, memory);
        let ticket = self.queue.submit(class, Pace::Steady, work)?;
        ticket.await?.ok_or(PoolError::Lost)
    }

    /// Whether a stored hash is of a known form, within bounds, and needs no pepper that is not here. Costs nothing.
    #[must_use]
    pub fn reads(&self, phc: &str) -> bool {
        StoredHash::parse(phc).is_some_and(|stored| stored.is_ours_to_check(&self.hasher))
    }

    /// Runs other slow pure work, such as judging a new password.
    ///
    /// # Errors
    /// [`PoolError::Busy`], or [`PoolError::Lost`] if the work falls over.
    pub async fn run<T: Send + 'static>(
        &self,
        class: Class,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        self.submit(class, work)?.await
    }

    /// Puts work into the queue at once; the ticket waits for its result, and dropping the ticket
    /// takes the work out again if it has not begun.
    ///
    /// # Errors
    /// [`PoolError::Busy`].
    pub fn submit<T: Send + 'static>(
        &self,
        class: Class,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Ticket<T>, PoolError> {
        self.queue.submit(class, Pace::Any, move |_| work())
    }

    /// The counters, for metrics.
    pub fn counters(&self) -> PoolCounters {
        self.queue.counters()
    }
}

#[cfg(test)]
#[path = "hashing_tests.rs"]
mod tests;
