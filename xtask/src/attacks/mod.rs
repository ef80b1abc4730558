//! The attack suite: each attack of the project's checklist (A01-A28, A41, A57-A64) that touches what exists, told over HTTP
//! against the built binary, on SQLite and on two nodes over one PostgreSQL. An attack is an async function whose name says
//! what is refused; its error says what broke. What needs another clock than the machine's has a site whose clock is moved
//! (`trial::Clock`), or is told in-process, in `crates/web/src/api/attack_tests.rs`; each family's file says so where it applies.

mod action;
mod administration;
mod codes;
mod comparison;
mod costs;
mod disclosure;
mod doors;
mod equals;
mod flow;
mod forgery;
mod gateways;
mod guessing;
mod held;
mod late;
mod leftovers;
mod lockout;
mod missing;
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

use anyhow::{Context, Result, ensure};
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
        // First, since they wait for what takes a minute, and the others go on meanwhile.
        missing::ALL,
        gateways::ALL,
        late::ALL,
        comparison::ALL,
        action::ALL,
        administration::ALL,
        codes::ALL,
        odd::ALL,
        recovery::ALL,
        guessing::ALL,
        held::ALL,
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

/// Runs every attack, or those whose number or name holds one of these words, on SQLite and on PostgreSQL with two nodes, and counts them.
///
/// # Errors
/// A world could not be made, or no attack has such a name.
pub(crate) async fn run(binary: &Path, postgres: &str, words: &[String]) -> Result<Count> {
    let words: Vec<String> = words.iter().map(|word| word.replace(' ', "_")).collect();
    let is_named =
        |attack: &Attack| words.iter().any(|word| attack.ids.contains(word) || attack.name.contains(word));
    let mut attacks = all();
    attacks.retain(|attack| words.is_empty() || is_named(attack));
    ensure!(!attacks.is_empty(), "no attack has one of {words:?} in its number or name");
    let worlds = [
        ("SQLite, one node", Database::Sqlite, 1),
        ("PostgreSQL, two nodes", Database::Postgres(postgres.to_owned()), 2),
    ];
    let mut count = Count::default();
    for (name, database, nodes) in worlds {
        let world = World { name, binary: binary.to_owned(), database, nodes, site: None };
        let told = LocalSet::new().run_until(attacked(world, &attacks)).await?;
        count = Count { passed: count.passed + told.passed, failed: count.failed + told.failed };
    }
    Ok(count)
}

async fn attacked(mut world: World, attacks: &[Attack]) -> Result<Count> {
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
    if attacks.len() < all().len() {
        return Ok(count);
    }
    // Last, since it looks for whatever all the others left behind; after a few of them there is too little to look for.
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
