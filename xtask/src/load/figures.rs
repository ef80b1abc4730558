//! What a load run measured. Every latency is kept, so percentiles are exact and not estimates from buckets.

use std::fmt;
use std::time::Duration;

/// All latencies of a run, sorted.
#[derive(Debug, Clone, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// These latencies.
    #[must_use]
    pub fn of(mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        Self(latencies)
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        Self::of(self.0)
    }

    /// The smallest latency that at least `percent` of all do not exceed (nearest rank); zero when there are none.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100);
        self.0.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }
}

/// What a load run measured.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The measured time, as it came out.
    pub elapsed: Duration,
    /// Wanted answers.
    pub right: u64,
    /// Unwanted answers.
    pub wrong: u64,
    /// Requests without an answer: refused or broken connections.
    pub broken: u64,
    /// How long the wanted answers took.
    pub latencies: Latencies,
    /// CPU time of the server in the measured time.
    pub server_cpu: Duration,
    /// CPU time of the client, so that a bench can say when the client was the limit.
    pub client_cpu: Duration,
}

impl Figures {
    /// What this run and a later one of the same kind measured together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            elapsed: self.elapsed + other.elapsed,
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            broken: self.broken + other.broken,
            latencies: self.latencies.and(other.latencies),
            server_cpu: self.server_cpu + other.server_cpu,
            client_cpu: self.client_cpu + other.client_cpu,
        }
    }

    /// Wanted answers per second.
    #[must_use]
    pub fn throughput(&self) -> f64 {
        per(self.right, self.elapsed.as_secs_f64())
    }

    /// Server CPU per wanted answer, in microseconds.
    #[must_use]
    pub fn server_micros_each(&self) -> f64 {
        if self.right == 0 { 0.0 } else { self.server_cpu.as_secs_f64() * 1e6 / per(self.right, 1.0) }
    }

    /// Cores that the client kept busy.
    #[must_use]
    pub fn client_cores(&self) -> f64 {
        self.client_cpu.as_secs_f64() / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench stay far below 2^52")]
fn per(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds.max(f64::EPSILON)
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:>9.0}/s   p50 {:>8.3} ms   p99 {:>8.3} ms   server CPU {:>7.1} us each   client {:.2} cores",
            self.throughput(),
            self.latencies.percentile(50).as_secs_f64() * 1e3,
            self.latencies.percentile(99).as_secs_f64() * 1e3,
            self.server_micros_each(),
            self.client_cores()
        )?;
        if self.wrong + self.broken > 0 {
            write!(out, "   {} wrong, {} broken", self.wrong, self.broken)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let latencies = Latencies::of((1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!(latencies.percentile(50), Duration::from_millis(100));
        assert_eq!(latencies.percentile(99), Duration::from_millis(198));
        assert_eq!(latencies.percentile(100), Duration::from_millis(200));
        assert_eq!(Latencies::default().percentile(99), Duration::ZERO);
        let both = latencies.and(Latencies::of(vec![Duration::from_millis(1); 200]));
        assert_eq!(both.percentile(50), Duration::from_millis(1));
        assert_eq!(both.percentile(51), Duration::from_millis(4));
    }

    #[test]
    fn only_wanted_answers_make_throughput() {
        let figures = Figures {
            elapsed: Duration::from_secs(2),
            right: 100,
            wrong: 900,
            broken: 1,
            latencies: Latencies::default(),
            server_cpu: Duration::from_millis(10),
            client_cpu: Duration::from_secs(1),
        };
        assert!((figures.throughput() - 50.0).abs() < 1e-9);
        assert!((figures.server_micros_each() - 100.0).abs() < 1e-9);
        assert!(figures.to_string().ends_with("900 wrong, 1 broken"));
        let both = figures.clone().and(Figures { elapsed: Duration::from_secs(3), right: 400, ..figures });
        assert!((both.throughput() - 100.0).abs() < 1e-9);
        assert!((both.client_cores() - 0.4).abs() < 1e-9);
        assert_eq!(both.wrong, 1800);
    }
}
