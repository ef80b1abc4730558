//! What attacks and drills share: the built product as a site on loopback, its seeded people, and browsers that talk to
//! its JSON API. Nothing is judged here; each attack and drill says itself what must hold.

mod browser;
mod clock;
mod events;
mod messages;
mod people;
mod phone;
mod site;

pub use browser::{Browser, HandedOut, Open, Power, Reply, Session};
pub use clock::Clock;
pub use events::Events;
pub use messages::{Letter, Text};
pub use people::{PASSWORD, Person, cast};
pub use phone::{Phone, claim, device_key};
pub use site::{Database, Plan, Site};

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};
use tokio::time::{MissedTickBehavior, interval};

const LOOK_EVERY: Duration = Duration::from_millis(15);

/// The wall clock in Unix seconds, which the product under trial reads as well.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Looks again and again until there is something to see.
///
/// # Errors
/// Nothing came within `patience`; `what` says what was awaited.
pub async fn until<T>(
    what: &str,
    patience: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    let mut beat = interval(LOOK_EVERY);
    // A look that takes long must not be followed by others at once: what it waits for may live on the same thread.
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        if start.elapsed() > patience {
            bail!("{what}: nothing within {patience:?}");
        }
        beat.tick().await;
    }
}
