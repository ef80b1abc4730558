//! Whether this node can do its work now: its database takes writes. Each answer is proved, by a write that leaves nothing
//! behind, and holds for some seconds, so that whoever asks cannot make the disk busy. Deliberately not here: whether the
//! couriers are reached, since a sign-in has other methods.

use std::sync::Arc;
use std::time::Duration;

use rules::time::Time;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::beats::Fault;
use crate::house::House;

/// Seconds for which a proof holds.
const HOLDS: i64 = 5;

/// Seconds for which a failed one does: it costs less, and a balancer waits for the node.
const FAILURE_HOLDS: i64 = 1;

/// A database that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(5);

/// The last proof that the database takes writes.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<Proof>>);

/// When it was proved, and why it failed if it did.
#[derive(Debug)]
struct Proof {
    at: Time,
    failed: Option<String>,
}

impl Proof {
    /// A clock that was set back ends a proof too.
    fn holds(&self, now: Time) -> bool {
        let seconds = if self.failed.is_some() { FAILURE_HOLDS } else { HOLDS };
        (0..seconds).contains(&(now.0 - self.at.0))
    }

    fn verdict(&self) -> Result<(), Fault> {
        self.failed.as_ref().map_or(Ok(()), |why| Err(Fault::Unavailable(why.clone())))
    }
}

impl House {
    /// Whether the database takes writes: proved now, or by a proof of the last seconds.
    ///
    /// # Errors
    /// [`Fault::Unavailable`]: it does not.
    pub async fn ready(self: &Arc<Self>) -> Result<(), Fault> {
        let house = Arc::clone(self);
        // In a task of its own: callers who hang up must not leave proofs behind that nobody remembers.
        let proved = tokio::spawn(async move { house.proved().await });
        proved.await.unwrap_or_else(|_| Err(Fault::Unavailable("the proof was cut off".into())))
    }

    async fn proved(&self) -> Result<(), Fault> {
        let mut last = self.readiness.0.lock().await;
        if let Some(proof) = last.as_ref().filter(|proof| proof.holds(self.now())) {
            return proof.verdict();
        }
        let proof = async {
            self.store.has_its_tables().await.map_err(|error| error.to_string())?;
            self.store.prove_writing().await.map_err(|error| error.to_string())
        };
        let failed = match timeout(PATIENCE, proof).await {
            Ok(proved) => proved.err(),
            Err(_elapsed) => Some(format!("it took more than {} seconds", PATIENCE.as_secs())),
        };
        if let Some(why) = &failed {
            tracing::warn!(why, "not ready: the database takes no writes");
        }
        last.insert(Proof { at: self.now(), failed }).verdict()
    }
}
