//! What a process uses, from Linux's `/proc`: memory, and the CPU time of its threads to the nanosecond. The product's
//! hashing threads have names of their own, so that what a request costs beside its hash can be told.

use std::time::Duration;

use anyhow::{Context, Result};

/// How the product's hashing threads are called.
const HASHING: &str = "hashing-";

/// CPU time of a process since its start.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Used {
    /// Of the hashing threads.
    pub(super) hashing: Duration,
    /// Of all others.
    pub(super) beside: Duration,
}

impl Used {
    /// What the threads that a process has now have used.
    pub(super) fn by(process: u32) -> Result<Self> {
        let mut used = Self::default();
        for task in std::fs::read_dir(format!("/proc/{process}/task"))? {
            let task = task?.path();
            let read = |file: &str| std::fs::read_to_string(task.join(file));
            // A thread may end while it is looked at; then what it used is not asked for either.
            let (Ok(name), Ok(times)) = (read("comm"), read("schedstat")) else { continue };
            let nanos = times.split_whitespace().next().and_then(|nanos| nanos.parse().ok());
            let time = Duration::from_nanos(nanos.context("an unreadable schedstat")?);
            if name.starts_with(HASHING) {
                used.hashing += time;
            } else {
                used.beside += time;
            }
        }
        Ok(used)
    }

    /// What a server of many processes has used: this process and those that it started, ended ones too.
    pub(super) fn by_family(parent: u32) -> Result<Duration> {
        let mut whole = Self::by(parent)?.whole() + of_ended_children(parent)?;
        for entry in std::fs::read_dir("/proc")? {
            let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else {
                continue;
            };
            if parent_of(process) == Some(parent) {
                // One that has ended meanwhile is not asked for.
                whole += Self::by(process).map(Self::whole).unwrap_or_default();
            }
        }
        Ok(whole)
    }

    /// What was used since an earlier reading.
    pub(super) fn since(self, earlier: Self) -> Self {
        Self {
            hashing: self.hashing.saturating_sub(earlier.hashing),
            beside: self.beside.saturating_sub(earlier.beside),
        }
    }

    /// This and what was used at another time.
    pub(super) fn and(self, other: Self) -> Self {
        Self { hashing: self.hashing + other.hashing, beside: self.beside + other.beside }
    }

    pub(super) fn whole(self) -> Duration {
        self.hashing + self.beside
    }
}

/// CPU time of the children that a process has waited for (`cutime` and `cstime` of proc(5), in ticks of 10 ms).
fn of_ended_children(process: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, behind_name) = stat.rsplit_once(')').context("an unreadable stat")?;
    let ticks = behind_name.split_whitespace().skip(13).take(2).map(str::parse::<u64>);
    let ticks = ticks.collect::<Result<Vec<_>, _>>().context("an unreadable stat")?;
    Ok(Duration::from_millis(10 * ticks.iter().sum::<u64>()))
}

fn parent_of(process: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

/// Resident memory of a process in MiB.
pub(super) fn resident_mib(process: u32) -> Result<f64> {
    memory_mib(process, "VmRSS:")
}

/// The most that it ever was.
pub(super) fn peak_mib(process: u32) -> Result<f64> {
    memory_mib(process, "VmHWM:")
}

fn memory_mib(process: u32, what: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kib: u32 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .context("an unreadable /proc/<pid>/status")?;
    Ok(f64::from(kib) / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_a_process_and_its_children() {
        let ours = std::process::id();
        assert_eq!(parent_of(ours), Some(std::os::unix::process::parent_id()));
        let before = Used::by(ours).unwrap().whole();
        assert!(Used::by_family(ours).unwrap() >= before);
    }

    #[test]
    fn our_own_use_is_told() {
        let used = Used::by(std::process::id()).unwrap();
        assert!(used.beside > Duration::ZERO && used.whole() >= used.beside);
        let resident = resident_mib(std::process::id()).unwrap();
        assert!(resident > 0.5 && peak_mib(std::process::id()).unwrap() >= resident);
    }
}
