//! `cargo xtask bench risk`: how many of a seeded site's attackers each model stops for how many of its owners
//! asked, as the mean of fixed seeds; what each factor is worth; whether the budget is kept; how fast a score
//! is and how large a profile. Writes `docs/risk.md`. Nothing here is real data, and the page says so.

mod contestant;
mod freeman;
mod lookup;
mod page;
mod plot;
mod service;
mod simple;
mod speed;
mod stuffing;
mod tally;
mod trial;

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use risk::generate::{Actor, Recipe, year};
use risk::{Factor, Formula};

use contestant::{Contestant, Ours};
use freeman::Freeman;
use simple::{ByHand, Weighing};
use tally::Tally;

/// The first seed; the others follow.
const FIRST_SEED: u64 = 100;

/// `cargo xtask bench risk`.
#[derive(Debug, Clone, Args)]
pub(super) struct Options {
    /// How many seeds the means are of
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=100))]
    seeds: u64,
    /// Writes docs/risk.md and its plots into this folder
    #[arg(long)]
    write: Option<PathBuf>,
}

/// A model by its maker.
type Make = Box<dyn Fn() -> Box<dyn Contestant> + Send + Sync>;

/// Runs the bench and prints its page.
pub(super) fn run(options: &Options) -> Result<()> {
    let seeds: Vec<u64> = (FIRST_SEED..FIRST_SEED + options.seeds).collect();
    let mut tallies = Vec::new();
    for recipe in Recipe::ALL {
        let with_ablations = recipe.name == Recipe::WORK.name;
        tallies.push(measure(recipe, &seeds, &contestants(with_ablations)));
        println!("{}: {} seeds measured", recipe.name, seeds.len());
    }
    let service = service::run(&Recipe::WORK, &seeds);
    println!("service: {} seeds measured", seeds.len());
    let stuffing = stuffing::run(&seeds);
    println!("stuffing: {} seeds measured", seeds.len());
    let found =
        page::Found { tallies, service, stuffing, speed: speed::run(FIRST_SEED)?, seeds: options.seeds };
    let page = page::write(&found);
    println!("{page}");
    if let Some(folder) = &options.write {
        std::fs::create_dir_all(folder.join("risk"))?;
        std::fs::write(folder.join("risk.md"), &page)?;
        for (name, plot) in page::plots(&found) {
            std::fs::write(folder.join("risk").join(name), plot)?;
        }
    }
    Ok(())
}

/// One in so many late sign-ins is followed by one attempt of each attacker.
fn attacked_every(recipe: &Recipe) -> u32 {
    if recipe.people > 10_000 { 10 } else { 4 }
}

/// Runs every model through the years of all seeds, two years at a time.
fn measure(recipe: &Recipe, seeds: &[u64], models: &[Make]) -> Tally {
    let one = |seed: &u64| {
        let year = year(recipe, *seed, attacked_every(recipe));
        let mut tally = Tally::new(recipe.name);
        for make in models {
            let mut model = make();
            let trial = trial::run(&year, model.as_mut());
            tally.add(&model.name(), &trial);
        }
        tally
    };
    in_two_threads(seeds, one).into_iter().fold(Tally::new(recipe.name), Tally::merged)
}

/// The outcomes of all seeds, in their order.
fn in_two_threads<T: Send>(seeds: &[u64], one: impl Fn(&u64) -> T + Sync) -> Vec<T> {
    let half = seeds.len().div_ceil(2).max(1);
    std::thread::scope(|scope| {
        let running: Vec<_> = seeds
            .chunks(half)
            .map(|seeds| scope.spawn(|| seeds.iter().map(&one).collect::<Vec<T>>()))
            .collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

const OURS: &str = "ours";
const OURS_TOKENLESS: &str = "ours, no tokens";
const PUBLISHED: &str = "published formulas";
const PUBLISHED_TOKENLESS: &str = "published, no tokens";

fn contestants(with_ablations: bool) -> Vec<Make> {
    let whole = Formula::default();
    let published =
        Formula { measured_networks: false, measured_tokens: false, tokens_abroad: true, ..whole };
    let mut formulas = vec![
        (OURS.to_owned(), whole, true),
        (OURS_TOKENLESS.to_owned(), whole, false),
        (PUBLISHED.to_owned(), published, true),
        (PUBLISHED_TOKENLESS.to_owned(), published, false),
    ];
    if with_ablations {
        let assumed = |name: &str, formula| (format!("without {name}"), formula, true);
        formulas.push(assumed("measured networks", Formula { measured_networks: false, ..whole }));
        formulas.push(assumed("measured tokens", Formula { measured_tokens: false, ..whole }));
        formulas.push(assumed("distrust of tokens abroad", Formula { tokens_abroad: true, ..whole }));
        for factor in Factor::ALL.into_iter().take(11).filter(|factor| *factor != Factor::Tor) {
            formulas.push((format!("without {}", factor.code()), whole.without(factor), true));
            formulas.push((format!("no tokens, without {}", factor.code()), whole.without(factor), false));
        }
    }
    let mut models: Vec<Make> = Vec::new();
    for weighing in [Weighing::Rule, Weighing::Simple, Weighing::Keycloak] {
        models.push(Box::new(move || Box::new(ByHand::new(weighing))));
    }
    models.push(Box::new(|| Box::new(Freeman::new())));
    for (name, formula, tokens) in formulas {
        models.push(Box::new(move || Box::new(Ours::new(&name, formula, tokens))));
    }
    models
}

/// The attackers as tables name them.
fn attackers() -> impl Iterator<Item = Actor> {
    Actor::ATTACKERS.into_iter()
}

/// The whole part of a count that was computed as a share.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count of rows")]
fn whole(value: f64) -> usize {
    value.max(0.0) as usize
}

#[cfg(test)]
#[path = "risk_tests.rs"]
mod tests;
