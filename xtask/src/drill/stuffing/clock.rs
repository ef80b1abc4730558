//! The clock that the site under trial sees: moved by days, and faster than ours where time is compressed. The product has
//! no switch for it; Debian's libfaketime, loaded before it, answers for the system's wall clock and leaves the monotonic one,
//! by which its timeouts go, alone.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::setup;
use crate::trial::{Site, now};

/// The wall clock of a site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    started: Instant,
    began: i64,
    pace: u32,
}

impl Clock {
    /// The site starts again so many days ahead of us, at so many seconds in one of ours.
    pub(super) async fn restart(site: &mut Site, days: i64, pace: u32) -> Result<Self> {
        site.kill().await?;
        let library = setup::fake_clock().context("libfaketime is not installed")?;
        site.set_environment(vec![
            ("LD_PRELOAD", library.to_string_lossy().into_owned()),
            ("FAKETIME", format!("+{days}d x{pace}")),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("NO_FAKE_STAT", "1".to_owned()),
        ]);
        let clock = Self { started: Instant::now(), began: now() + days * 86_400, pace };
        site.start().await?;
        Ok(clock)
    }

    /// Seconds since 1970, as the site sees them to within a second or so.
    pub(super) fn now(self) -> i64 {
        self.began + i64::try_from(self.passed()).unwrap_or(i64::MAX)
    }

    /// The site's seconds since it started.
    pub(super) fn passed(self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX) * u64::from(self.pace) / 1_000
    }

    /// So many of the site's seconds in ours.
    pub(super) fn real(self, seconds: f64) -> f64 {
        seconds / f64::from(self.pace)
    }
}
