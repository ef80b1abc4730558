//! The attack suite: each attack of the project's checklist (A01-A28, A41, A57-A64) that touches what exists, told over HTTP
//! against the built binary, on SQLite and on two nodes over one PostgreSQL. An attack is an async function whose name says
//! what is refused; its error says what broke. What needs another clock than the machine's is told in-process, in
//! `crates/web/src/api/attack_tests.rs`; each family's file says so where it applies.

mod action;
mod administration;
mod codes;
mod costs;
mod disclosure;
mod doors;
mod equals;
mod flow;
mod forgery;
mod guessing;
mod leftovers;
mod lockout;
mod networks;
mod nodes;
mod odd;
mod pages;
mod pairing;
mod parallel;
mod passkeys;
mod prompt_limits;
mod prompt_purposes;
mod prompts;
mod question;
mod receipts;
mod recovery;
mod risk;
mod score;
mod verdict;
mod world;

use std::path::Path;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, Result};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, LocalSet};

use crate::suite::Count;
use crate::trial::{Database, Person};
use world::{Kind, World, people_of};

/// Attacks under way at once in one world: enough to fill two cores, too few to fill the product's hashing queue.
const AT_ONCE: usize = 6;

/// What an attack comes to.
type Outcome = Pin<Box<dyn Future<Output = Result<()>>>>;

/// One attack.
#[derive(Clone, Copy)]
struct Attack {
    /// Its numbers in the checklist, or the promise of the design.
    ids: &'static str,
    /// What is refused.
    name: &'static str,
    /// The people it takes, nobody else's.
    cast: &'static [Kind],
    run: fn(Rc<World>, Vec<Person>) -> Outcome,
}

/// An attack by its number, function and cast.
macro_rules! attack {
    ($ids:literal, $run:ident, $cast:expr) => {
        $crate::attacks::Attack {
            ids: $ids,
            name: stringify!($run),
            cast: $cast,
            run: |world, people| Box::pin($run(world, people)),
        }
    };
}
use attack;

fn all() -> Vec<Attack> {
    [
        action::ALL,
        administration::ALL,
        codes::ALL,
        odd::ALL,
        recovery::ALL,
        guessing::ALL,
        parallel::ALL,
        passkeys::ALL,
        prompts::ALL,
        prompt_limits::ALL,
        prompt_purposes::ALL,
        pairing::ALL,
        networks::ALL,
        nodes::ALL,
        lockout::ALL,
        flow::ALL,
        forgery::ALL,
        equals::ALL,
        costs::ALL,
        receipts::ALL,
        risk::ALL,
        score::ALL,
        question::ALL,
        disclosure::ALL,
    ]
    .concat()
}

/// Runs every attack on SQLite and on PostgreSQL with two nodes, and counts them.
///
/// # Errors
/// A world could not be made.
pub(crate) async fn run(binary: &Path, postgres: &str) -> Result<Count> {
    let worlds = [
        ("SQLite, one node", Database::Sqlite, 1),
        ("PostgreSQL, two nodes", Database::Postgres(postgres.to_owned()), 2),
    ];
    let mut count = Count::default();
    for (name, database, nodes) in worlds {
        let world = World { name, binary: binary.to_owned(), database, nodes, site: None };
        let told = LocalSet::new().run_until(attacked(world)).await?;
        count = Count { passed: count.passed + told.passed, failed: count.failed + told.failed };
    }
    Ok(count)
}

async fn attacked(mut world: World) -> Result<Count> {
    let attacks = all();
    let casts: Vec<Vec<Person>> =
        attacks.iter().enumerate().map(|(number, attack)| people_of(number, attack.cast)).collect();
    let start = Instant::now();
    let everybody = casts.concat();
    world.open(&everybody).await.with_context(|| format!("the world of {} did not open", world.name))?;
    println!("-- {} ({:.1} s to open)", world.name, start.elapsed().as_secs_f64());
    let world = Rc::new(world);
    let places = Rc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for (attack, people) in attacks.iter().copied().zip(casts) {
        let (world, places) = (Rc::clone(&world), Rc::clone(&places));
        running.spawn_local(async move {
            let _place = places.acquire().await;
            let start = Instant::now();
            let outcome = (attack.run)(world, people).await;
            tell(attack.ids, attack.name, start, &outcome)
        });
    }
    let mut count = Count::default();
    while let Some(joined) = running.join_next().await {
        // A panic is an attack that could not be told: a failure like any other.
        count = plus(count, joined.unwrap_or(false));
    }
    // Last, since it looks for whatever all the others left behind.
    let start = Instant::now();
    let world = Rc::into_inner(world).context("an attack still runs")?;
    let outcome = leftovers::nothing_secret_lies_about(world, &everybody).await;
    Ok(plus(count, tell("A60", "nothing_secret_lies_about", start, &outcome)))
}

fn plus(count: Count, refused: bool) -> Count {
    if refused {
        Count { passed: count.passed + 1, ..count }
    } else {
        Count { failed: count.failed + 1, ..count }
    }
}

/// Says how an attack ended; whether it was refused.
fn tell(ids: &str, name: &str, start: Instant, outcome: &Result<()>) -> bool {
    let name = name.replace('_', " ");
    let seconds = start.elapsed().as_secs_f64();
    match outcome {
        Ok(()) => println!("ok   {ids:<8} {name} ({seconds:.1} s)"),
        Err(broken) => println!("FAIL {ids:<8} {name} ({seconds:.1} s): {broken:#}"),
    }
    outcome.is_ok()
}
