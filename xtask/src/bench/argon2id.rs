//! Raw Argon2id as fast as the library goes: each thread keeps its memory. No queue, no product.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// The product's default (OWASP's minimum): 19456 KiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How fast some threads hash together.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    threads: usize,
    hashes: u32,
    elapsed: Duration,
}

impl Rate {
    /// This and what was measured later, with as many threads.
    pub(super) fn and(self, later: Self) -> Self {
        Self {
            threads: self.threads,
            hashes: self.hashes + later.hashes,
            elapsed: self.elapsed + later.elapsed,
        }
    }

    /// Hashes per second, all threads together.
    pub(super) fn per_second(&self) -> f64 {
        f64::from(self.hashes) / self.elapsed.as_secs_f64()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let threads = u32::try_from(self.threads).unwrap_or(u32::MAX);
        let each = self.elapsed.as_secs_f64() * 1e3 * f64::from(threads) / f64::from(self.hashes);
        write!(out, "{:>9.1}/s   {each:>6.2} ms each", self.per_second())
    }
}

/// Hashes on `threads` threads for about `time`.
pub(super) fn measure(threads: usize, time: Duration) -> Result<Rate> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(|fault| anyhow!("Argon2id: {fault}"))?;
    let start = Instant::now();
    let hashes: Result<u32> = std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| hash_until(&params, start + time))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(anyhow!("a thread broke"))))
            .sum()
    });
    Ok(Rate { threads, hashes: hashes?, elapsed: start.elapsed() })
}

fn hash_until(params: &Params, end: Instant) -> Result<u32> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut memory = vec![Block::default(); params.block_count()];
    let mut output = [0; 32];
    let mut hashes: u32 = 0;
    loop {
        argon2
            .hash_password_into_with_memory(
                b"correct horse battery",
                &hashes.to_le_bytes().repeat(4),
                &mut output,
                &mut memory,
            )
            .map_err(|fault| anyhow!("Argon2id: {fault}"))?;
        hashes += 1;
        if Instant::now() >= end {
            return Ok(hashes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_threads_hash_at_least_once_each() {
        let rate = measure(2, Duration::from_millis(1)).unwrap();
        assert!(rate.hashes >= 2 && rate.per_second() > 0.0);
    }

    #[test]
    fn two_turns_count_together() {
        let turn = |hashes, seconds| Rate { threads: 2, hashes, elapsed: Duration::from_secs(seconds) };
        let both = turn(100, 1).and(turn(50, 2));
        assert!((both.per_second() - 50.0).abs() < 1e-9);
        assert_eq!(both.to_string(), "     50.0/s    40.00 ms each");
    }
}
