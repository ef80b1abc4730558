//! How long a score with its reasons takes, and how large profiles are, at the end of a seeded year.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use risk::generate::{Actor, Recipe, year};
use risk::{AccountClass, Formula, ScoreCounts, score};

use super::contestant::{Contestant, Ours};
use super::lookup::LookUps;

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speed {
    /// Of a score with its reasons, in microseconds.
    pub(super) p50: f64,
    pub(super) p99: f64,
    /// Of reading the stored profile before it and the threshold after it too.
    pub(super) whole_p50: f64,
    pub(super) whole_p99: f64,
    /// Of looking the address up in all of an operator's files.
    pub(super) look_up_p50: f64,
    pub(super) look_up_p99: f64,
    /// Of all of that together.
    pub(super) all_p50: f64,
    pub(super) all_p99: f64,
    /// Of profiles, in bytes.
    pub(super) bytes_p50: usize,
    pub(super) bytes_p99: usize,
    pub(super) bytes_most: usize,
}

pub(super) fn run(seed: u64) -> Result<Speed> {
    let year = year(&Recipe::WORK, seed, 4);
    let mut ours = Ours::new("ours", Formula::default(), true);
    let mut counts = ScoreCounts::default();
    for sign_in in year.iter().filter(|sign_in| sign_in.actor == Actor::Owner) {
        counts.learn(AccountClass::Old, sign_in.at, ours.score(sign_in));
        ours.learn(sign_in);
    }
    let mut bytes: Vec<usize> = ours.profiles().map(|profile| profile.to_bytes().len()).collect();
    bytes.sort_unstable();
    let mut look_ups = LookUps::new(seed)?;
    let (mut scores, mut wholes, mut looked_up, mut alls) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for sign_in in year.iter().rev().take(50_000) {
        let (visit, profile) = (ours.signals(sign_in), ours.profile(sign_in.person));
        let stored = profile.to_bytes();
        let begun = Instant::now();
        let scored = score(black_box(&visit), black_box(profile), ours.statistics(), &ours.formula);
        black_box((scored.total(), scored.against()));
        scores.push(begun.elapsed().as_secs_f64() * 1e6);
        let begun = Instant::now();
        if let Ok(profile) = risk::Profile::from_bytes(black_box(&stored)) {
            let scored = score(black_box(&visit), &profile, ours.statistics(), &ours.formula);
            black_box((scored.total(), scored.against(), counts.threshold(AccountClass::Old, 0.02)));
        }
        let whole = begun.elapsed().as_secs_f64() * 1e6;
        let begun = Instant::now();
        black_box(look_ups.next());
        let look_up = begun.elapsed().as_secs_f64() * 1e6;
        wholes.push(whole);
        looked_up.push(look_up);
        alls.push(whole + look_up);
    }
    for times in [&mut scores, &mut wholes, &mut looked_up, &mut alls] {
        times.sort_by(f64::total_cmp);
    }
    Ok(Speed {
        p50: at(&scores, 50),
        p99: at(&scores, 99),
        whole_p50: at(&wholes, 50),
        whole_p99: at(&wholes, 99),
        look_up_p50: at(&looked_up, 50),
        look_up_p99: at(&looked_up, 99),
        all_p50: at(&alls, 50),
        all_p99: at(&alls, 99),
        bytes_p50: at(&bytes, 50),
        bytes_p99: at(&bytes, 99),
        bytes_most: at(&bytes, 100),
    })
}

fn at<T: Copy + Default>(sorted: &[T], percent: usize) -> T {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}
