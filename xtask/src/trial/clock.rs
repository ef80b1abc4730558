//! The wall clock of one site, which a trial moves under the running nodes. The product has no switch for it: Debian's
//! libfaketime, loaded before it, adds what a file says to the system's clock, and leaves the monotonic one, by which the
//! product's timeouts go, alone. A database server of its own keeps ours: nothing of the product reads it but its doctor.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Site, now};
use crate::setup;

/// A clock ahead of ours.
#[derive(Debug)]
pub struct Clock {
    file: PathBuf,
    ahead: i64,
}

impl Clock {
    /// Starts the site again with a clock that can be moved; until then it is ours.
    ///
    /// # Errors
    /// The machine has no libfaketime, or the site does not come up again.
    pub async fn give(site: &mut Site) -> Result<Self> {
        let library = setup::fake_clock().context("libfaketime is not installed")?;
        let file = site.folder().join("clock");
        let clock = Self { file, ahead: 0 };
        clock.set()?;
        site.set_environment(vec![
            ("LD_PRELOAD", library.to_string_lossy().into_owned()),
            ("FAKETIME_TIMESTAMP_FILE", clock.file.to_string_lossy().into_owned()),
            // Read at each look at the clock: a moved clock counts from the next request on.
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("NO_FAKE_STAT", "1".to_owned()),
        ]);
        site.restart().await?;
        Ok(clock)
    }

    /// What the site takes for the time, in Unix seconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        now() + self.ahead
    }

    /// So many seconds pass at the site.
    ///
    /// # Errors
    /// The clock cannot be written.
    pub fn pass(&mut self, seconds: i64) -> Result<()> {
        self.ahead += seconds;
        self.set()
    }

    /// Moves the clock forward to the first instant that is so many seconds after a whole multiple of `period`.
    ///
    /// # Errors
    /// The clock cannot be written.
    pub fn pass_to(&mut self, after: i64, period: i64) -> Result<()> {
        self.pass((after - self.now()).rem_euclid(period))
    }

    /// In one step, so that no node reads half a number.
    fn set(&self) -> Result<()> {
        let new = self.file.with_extension("new");
        std::fs::write(&new, format!("+{}s\n", self.ahead))?;
        std::fs::rename(&new, &self.file).context("the site's clock cannot be moved")
    }
}
