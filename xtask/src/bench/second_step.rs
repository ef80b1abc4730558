//! Second steps per second, their tail and their CPU, on SQLite, each line next to the floor's from the same seconds.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, ensure};

use super::asks::{self, Crowd};
use super::goals;
use super::people::Person;
use super::product::{Kept, Product};
use super::step::{Careful, Floor};
use super::town::Town;
use super::{CLIENTS, Options, WARM_UP};
use crate::load::{self, Answer, Ask, Figures, Load};

/// p99 of a second step of 8 clients without other load, in milliseconds: what a flood is compared with.
pub(super) struct Unloaded(f64);

/// Lets the crowd ask, each person once.
pub(super) async fn crowd_asks(
    load: &Load,
    crowd: &Crowd,
    ask: fn(SocketAddr, Person<'_>) -> Option<Ask>,
    judge: fn(&Answer) -> load::Verdict,
) -> Result<Figures> {
    let server = load.server;
    let caller = |_| {
        let crowd = crowd.clone();
        move || ask(server, crowd.next()?)
    };
    let figures = load::put_ahead(load, caller, judge).await?;
    if crowd.left() == 0 {
        println!("       everybody was asked before the time was over; give more --people");
    }
    ensure!(figures.right > 0, "no answer was the wanted one: {figures}");
    Ok(figures)
}

fn load(options: Options, server: SocketAddr, process: Option<u32>, connections: usize) -> Load {
    Load { server, process, connections, warm_up: WARM_UP, time: options.time() }
}

/// Measures and prints the product beside its floor, FULL on both sides.
pub(super) async fn run(options: Options, town: &Town, folder: &Path) -> Result<Unloaded> {
    println!("\nsecond step on SQLite (synchronous=FULL), a known browser, {} s per line", options.seconds);
    let ours = town.copy(folder, "product.sqlite")?;
    let theirs = town.copy(folder, "floor.sqlite")?;
    let kept = Kept::Sqlite(&ours, Careful::Full);
    let product = Product::start(&town.binary, folder, &town.people, kept).await?;
    let floor = Floor::start(folder, &theirs, &town.sample, Careful::Full).await?;
    let (crowd, floor_crowd) = (Crowd::new(&town.people), Crowd::new(&town.people));
    let mut unloaded = Unloaded(0.0);
    for connections in CLIENTS {
        let low = load(options, floor.address, floor.process(), connections);
        let low = crowd_asks(&low, &floor_crowd, asks::answer_floor, asks::ok).await?;
        let high = load(options, product.address, Some(product.process()?), connections);
        let high = crowd_asks(&high, &crowd, asks::answer, asks::ok).await?;
        println!("{connections:>4} clients, floor   {low}");
        println!("{connections:>4} clients, product {high}");
        println!("{}", goals::STEPS.at(low.throughput() / high.throughput()));
        println!("{}", goals::STEP_CPU.at(high.server_micros_each() / low.server_micros_each()));
        if connections == 8 {
            unloaded = Unloaded(high.latencies.percentile(99).as_secs_f64() * 1e3);
        }
    }
    Ok(unloaded)
}

/// The product beside itself where a commit counts as written before it is on disk: shows that grouping works.
pub(super) async fn without_sync(options: Options, town: &Town, folder: &Path) -> Result<()> {
    println!("\nsecond step on SQLite, synchronous=FULL beside NORMAL, 32 clients");
    let mut rates = Vec::with_capacity(2);
    for careful in [Careful::Full, Careful::Normal] {
        let database = town.copy(folder, "sync.sqlite")?;
        let kept = Kept::Sqlite(&database, careful);
        let product = Product::start(&town.binary, folder, &town.people, kept).await?;
        let load = load(options, product.address, Some(product.process()?), 32);
        let crowd = Crowd::new(&town.people);
        let figures = crowd_asks(&load, &crowd, asks::answer, asks::ok).await?;
        println!("{:>12} product {figures}", careful.name());
        rates.push(figures.throughput());
        drop(product);
        std::fs::remove_file(&database)?;
    }
    if let [full, normal] = rates[..] {
        println!("{}", goals::FULL.at(100.0 * full / normal));
    }
    Ok(())
}

/// Second steps of 8 clients while 32 others send passwords as fast as they are answered.
pub(super) async fn in_flood(
    options: Options,
    town: &Town,
    folder: &Path,
    unloaded: &Unloaded,
) -> Result<()> {
    println!("\nsecond step of 8 clients while 32 others flood the password endpoint");
    let database = town.copy(folder, "flood.sqlite")?;
    let kept = Kept::Sqlite(&database, Careful::Full);
    let product = Product::start(&town.binary, folder, &town.people, kept).await?;
    let server = product.address;
    let (steppers, flooders) = (Crowd::new(&town.people), Crowd::new(&Arc::clone(&town.people)));
    let steps = load(options, server, Some(product.process()?), 8);
    let flood = load(options, server, None, 32);
    let stranger = |server, person: Person<'_>| asks::password(server, person, false);
    let (steps, flood) = tokio::join!(
        crowd_asks(&steps, &steppers, asks::answer, asks::ok),
        crowd_asks(&flood, &flooders, stranger, asks::created),
    );
    let (steps, flood) = (steps?, flood?);
    println!("   8 clients, second step {steps}");
    println!("  32 clients, password    {flood}");
    let p99_ms = steps.latencies.percentile(99).as_secs_f64() * 1e3;
    println!("{}", goals::STEP_IN_FLOOD.at(p99_ms / unloaded.0));
    if steps.wrong + steps.broken > 0 {
        println!("  goal  8  MUST MISSED: {} second steps failed", steps.wrong + steps.broken);
    }
    println!("{}", goals::WAIT_IN_FLOOD.at(flood.latencies.percentile(100).as_secs_f64()));
    Ok(())
}
