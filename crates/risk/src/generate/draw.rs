//! Draws from the distributions that the generator needs, from one seeded stream of ChaCha8. Only whole
//! numbers come from the stream, and only `libm` works on them, so that every machine draws the same.

use std::f64::consts::PI;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A seeded stream.
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    pub(crate) fn new(seed: u64, stream: u64) -> Draw {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Draw(rng)
    }

    /// From 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        // 32 bits are plenty here, and convert without rounding.
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// From 0 to below `end`; 0 if that is 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let scaled = u64::from(self.0.next_u32()) * u64::from(end);
        u32::try_from(scaled >> 32).unwrap_or_default()
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of these; the first if it is the only one.
    pub(crate) fn one_of<T: Copy>(&mut self, first: T, all: &[T]) -> T {
        let at = self.below(u32::try_from(all.len()).unwrap_or(u32::MAX));
        all.get(at as usize).copied().unwrap_or(first)
    }

    /// The place of one of these, drawn with these weights.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return at;
            }
        }
        weights.len().saturating_sub(1)
    }

    pub(crate) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        mean + deviation * radius * libm::cos(2.0 * PI * self.unit())
    }

    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// Gamma with scale 1, by Marsaglia and Tsang (2000); for shapes of at least 1.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal(0.0, 1.0);
            let v = libm::pow((1.0 + c * x).max(0.0), 3.0);
            if v > 0.0 && libm::log(1.0 - self.unit()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }
}

/// The nearest whole number, at least 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates, as wanted")]
pub(crate) fn whole(value: f64) -> u32 {
    libm::round(value) as u32
}

/// Zipf's weights: the n-th of `count` weighs `n^-exponent`.
pub(crate) fn zipf(count: u32, exponent: f64) -> Vec<f64> {
    (1..=count).map(|rank| libm::pow(f64::from(rank), -exponent)).collect()
}
