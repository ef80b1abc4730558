//! `cargo xtask drill timing`: whether the first answer tells who has an account (promise 8). A wrong password for a name
//! that somebody has, for one that nobody has and for a locked account are sent side by side, in an order drawn by chance, and
//! what they take is compared pair by pair. Deliberately not here: other doors (resets and sign-ups), and the time after the right
//! password, which is printed for comparison only.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Args;
use hyper::Method;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha20Rng;

use super::crash::passable;
use crate::load::Latencies;
use crate::services::Cluster;
use crate::trial::{Database, PASSWORD, Plan, Power, Reply, Site, cast};

/// A difference that is certainly larger tells a stranger something: each of their tries counts, so they have few.
const TELLING_MS: f64 = 1.0;

/// How the drill is run.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// How often each is asked
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(20..=5000))]
    rounds: u32,
    /// What the order is drawn from
    #[arg(long, default_value_t = 8)]
    seed: u64,
}

/// Whose name is given with which password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// A name that somebody has, and a wrong password: what all others are compared with.
    Known,
    /// The same once more: what the machine alone makes of it.
    Again,
    /// A name that nobody has.
    Unknown,
    /// A locked account, and a wrong password.
    Locked,
    /// The right password: allowed to differ.
    Right,
}

const CASES: [(Case, &str); 5] = [
    (Case::Known, "known name, wrong password"),
    (Case::Again, "the same, once more (control)"),
    (Case::Unknown, "unknown name"),
    (Case::Locked, "locked account, wrong password"),
    (Case::Right, "known name, right password"),
];

impl Case {
    /// The name of one round. Nobody is asked for twice, so that all are in the same state.
    fn name(self, round: usize) -> String {
        let role = match self {
            Self::Known => "known",
            Self::Again => "again",
            Self::Unknown => "nobody",
            Self::Locked => "locked",
            Self::Right => "right",
        };
        format!("{role}{}", round + 1)
    }
}

/// Runs it on SQLite, then on PostgreSQL: the number of broken promises.
///
/// # Errors
/// What kept it from running.
pub(super) async fn run(binary: &Path, options: Options) -> Result<usize> {
    println!("on SQLite:");
    let embedded = on(binary, Database::Sqlite, options).await?;
    println!("on PostgreSQL:");
    let folder = passable()?;
    let cluster = Cluster::start(folder.path(), true).await?;
    Ok(embedded + on(binary, Database::Postgres(cluster.url()), options).await?)
}

async fn on(binary: &Path, database: Database, options: Options) -> Result<usize> {
    let rounds = usize::try_from(options.rounds)?;
    let mut people = Vec::new();
    for role in ["known", "again", "locked", "right"] {
        people.extend(cast(role, rounds).into_iter().map(|mut person| {
            person.is_locked = role == "locked";
            person
        }));
    }
    let settings = ["log.level = \"error\""];
    let site = Site::open(&Plan { binary, database, nodes: 1, people: &people, settings: &settings }).await?;
    // Imported hashes are replaced at the first right password; afterwards all are the product's own.
    for person in &people {
        let welcome = site.browser().give(&person.name, PASSWORD).await?;
        ensure!(welcome.status < 500, "{}: {} {}", person.name, welcome.status, welcome.text);
    }
    let mut dice = ChaCha20Rng::seed_from_u64(options.seed);
    let mut took: [Vec<f64>; CASES.len()] = Default::default();
    let mut told_apart = 0;
    for round in 0..rounds {
        let mut order: Vec<usize> = (0..CASES.len()).collect();
        order.shuffle(&mut dice);
        let mut looks = Vec::new();
        for at in order {
            let (case, _) = CASES[at];
            let (time, reply) = asked(&site, case, round).await?;
            took[at].push(time.as_secs_f64() * 1e3);
            if case != Case::Right {
                looks.push(look(&reply));
            }
        }
        told_apart += usize::from(looks.windows(2).any(|pair| pair[0] != pair[1]));
    }
    Ok(report(&took) + looks_report(told_apart))
}

/// One try from a network of its own, on a connection that stands already.
async fn asked(site: &Site, case: Case, round: usize) -> Result<(Duration, Reply)> {
    let mut browser = site.browser();
    browser.call(Method::GET, "/healthz", Power::None, None).await?;
    let password = if case == Case::Right { PASSWORD } else { "no phrase of anybody here" };
    let start = Instant::now();
    let reply = browser.give(&case.name(round), password).await?;
    let time = start.elapsed();
    ensure!(!matches!(reply.status, 429 | 503), "put off, so nothing was measured: {}", reply.text);
    Ok((time, reply))
}

/// What a stranger sees of an answer, without what differs for everybody: ids, secrets and times.
fn look(reply: &Reply) -> (u16, Vec<String>, String) {
    let headers = reply.headers.keys().map(|name| name.as_str().to_owned()).collect();
    let mut body = reply.body.clone();
    for place in ["/step/id", "/step/secret", "/step/expires_at"] {
        if let Some(value) = body.pointer_mut(place) {
            *value = serde_json::Value::Null;
        }
    }
    (reply.status, headers, body.to_string())
}

fn looks_report(told_apart: usize) -> usize {
    if told_apart == 0 {
        println!("  the wrong answers look the same, headers and body");
    } else {
        println!("BROKEN: in {told_apart} rounds the wrong answers did not look the same");
    }
    usize::from(told_apart > 0)
}

/// Prints the figures; how many differences tell something.
fn report(took: &[Vec<f64>]) -> usize {
    let mut telling = 0;
    let Some(known) = took.first() else { return 0 };
    for ((case, title), times) in CASES.iter().zip(took) {
        let of = Latencies::of(times.iter().map(|ms| Duration::from_secs_f64(ms / 1e3)).collect());
        let ms = |percent| of.percentile(percent).as_secs_f64() * 1e3;
        print!("  {title:<32} p50 {:>7.2} ms   p90 {:>7.2} ms", ms(50), ms(90));
        if *case == Case::Known {
            println!();
            continue;
        }
        let Some(Median { low, middle, high }) = Median::of(pairs(times, known)) else { continue };
        println!("   slower by {middle:>6.2} ms, 95 % interval {low:>6.2} to {high:>6.2} ms");
        let certain = low > TELLING_MS || high < -TELLING_MS;
        if certain && *case != Case::Right {
            println!("BROKEN: {title} can be told by its time");
            telling += 1;
        }
    }
    telling
}

fn pairs(times: &[f64], known: &[f64]) -> Vec<f64> {
    times.iter().zip(known).map(|(time, known)| time - known).collect()
}

/// The median of differences with its 95 % confidence interval.
#[derive(Debug, PartialEq)]
struct Median {
    low: f64,
    middle: f64,
    high: f64,
}

impl Median {
    /// From the order statistics (Conover, Practical Nonparametric Statistics, 3.2): of n values, the interval reaches from the
    /// one of rank n/2 - 0.98 sqrt(n) to the one as far from the other end, whatever the values' distribution is.
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let count = values.len();
        let reach = (0.98 * f64::from(u32::try_from(count).ok()?).sqrt()).ceil();
        // Positive and far below 2^32.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
        let reach = reach as usize;
        let low = (count / 2).saturating_sub(reach);
        let high = (count - low).checked_sub(1)?;
        Some(Self { low: *values.get(low)?, middle: *values.get(count / 2)?, high: *values.get(high)? })
    }
}

/// Whether a difference was found where there is one, and only there.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_the_median_and_narrows_with_more_values() {
        let spread = |count: u32| (0..count).map(|n| f64::from(n * 37 % count) / f64::from(count)).collect();
        let few = Median::of(spread(100)).unwrap();
        let many = Median::of(spread(2500)).unwrap();
        for found in [&few, &many] {
            assert!(found.low < 0.5 && 0.5 < found.high, "{found:?}");
        }
        assert!((few.high - few.low - 0.19).abs() < 0.02, "{few:?}");
        assert!(many.high - many.low < 0.05, "{many:?}");
        assert_eq!(Median::of(Vec::new()), None);
    }

    #[test]
    fn a_case_that_is_slower_by_two_milliseconds_is_told_and_one_that_is_not_is_not() {
        let known: Vec<f64> = (0..200).map(|n| 20.0 + f64::from(n * 37 % 200) / 100.0).collect();
        let shifted = |by: f64| -> Vec<f64> { known.iter().rev().map(|ms| ms + by).collect() };
        let took = |unknown| [known.clone(), shifted(0.0), unknown, shifted(0.1), shifted(9.0)];
        assert_eq!(report(&took(shifted(0.2))), 0);
        assert_eq!(report(&took(shifted(2.5))), 1);
        assert_eq!(report(&took(shifted(-2.5))), 1, "faster tells as much");
    }
}
