//! The CPU time that a process has used, from Linux's `/proc/<pid>/stat` (proc(5): fields 14 and 15, in ticks).

use std::time::Duration;

/// CPU time in user and kernel mode, all threads together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cpu(Duration);

impl Cpu {
    /// What this process has used so far; nothing for no process.
    ///
    /// # Errors
    /// The process is gone.
    pub fn of(process: Option<u32>) -> std::io::Result<Self> {
        let Some(process) = process else {
            return Ok(Self::default());
        };
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
        let ticks =
            Self::ticks(&stat).ok_or_else(|| std::io::Error::other("an unreadable /proc/<pid>/stat"))?;
        Ok(Self(
            Duration::from_secs(ticks)
                / u32::try_from(rustix::param::clock_ticks_per_second()).unwrap_or(100),
        ))
    }

    /// The name in the second field may hold blanks and brackets, so counting starts behind the last bracket.
    fn ticks(stat: &str) -> Option<u64> {
        let (_, rest) = stat.rsplit_once(')')?;
        let mut fields = rest.split_whitespace().skip(11);
        let user: u64 = fields.next()?.parse().ok()?;
        let kernel: u64 = fields.next()?.parse().ok()?;
        Some(user + kernel)
    }

    /// The time used since an earlier reading.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_with_an_awkward_name_is_read() {
        let stat = "42 (a) b ( c) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 7 7 20 0 4 0 900 1 1";
        assert_eq!(Cpu::ticks(stat), Some(300));
    }

    #[test]
    fn our_own_time_only_grows() {
        let before = Cpu::of(Some(std::process::id())).unwrap();
        let after = Cpu::of(Some(std::process::id())).unwrap();
        assert!(after.since(before) < Duration::from_mins(1));
        assert_eq!(Cpu::of(None).unwrap(), Cpu::default());
    }
}
