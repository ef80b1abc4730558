//! Password checks per second beside raw Argon2id on the same cores, what a check costs beside its hash, and memory.

use std::path::Path;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::argon2id::{self, Rate};
use super::asks::{self, Crowd, SignIn};
use super::goals;
use super::people::Person;
use super::product::{Kept, Product};
use super::second_step::crowd_asks;
use super::step::Careful;
use super::town::Town;
use super::usage::{Used, resident_mib};
use super::{Options, TURNS, WARM_UP};
use crate::load::{self, Answer, Figures, Load};

/// What one hash in flight holds, in MiB (19456 KiB).
const HASH_MIB: f64 = 19.0;

/// Measures and prints passwords and memory.
pub(super) async fn run(options: Options, town: &Town, folder: &Path) -> Result<()> {
    let cores = available_parallelism()?.get();
    let database = town.copy(folder, "passwords.sqlite")?;
    let kept = Kept::Sqlite(&database, Careful::Full);
    let product = Product::start(&town.binary, folder, &town.people, kept).await?;
    let process = product.process()?;
    let idle = after_one_sign_in(&product, town).await?;

    println!(
        "\npassword check (m=19456 KiB t=2 p=1) of 32 clients on {cores} cores, {TURNS} times {} s per line, by turns",
        options.seconds
    );
    let load = Load {
        server: product.address,
        process: Some(process),
        connections: 32,
        warm_up: WARM_UP,
        time: options.time(),
    };
    let crowd = Crowd::new(&town.people);
    let known = |server, person: Person<'_>| asks::password(server, person, true);
    let (mut raw, mut checks, mut used) = (None::<Rate>, None::<Figures>, Used::default());
    for _ in 0..TURNS {
        let turn = argon2id::measure(cores, options.time())?;
        raw = Some(match raw {
            Some(raw) => raw.and(turn),
            None => turn,
        });
        let before = Used::by(process)?;
        let turn = crowd_asks(&load, &crowd, known, asks::created).await?;
        used = used.and(Used::by(process)?.since(before));
        checks = Some(match checks {
            Some(checks) => checks.and(turn),
            None => turn,
        });
    }
    let (raw, checks) = raw.zip(checks).context("there were no turns")?;
    println!("   raw, {cores} threads   {raw}");
    println!("   product, 32 clients {checks}");
    println!("{}", goals::CHECKS.at(100.0 * checks.throughput() / raw.per_second()));
    let beside = used.beside.as_secs_f64() / used.hashing.as_secs_f64();
    println!("{}", goals::BESIDE_HASH.at(100.0 * beside));

    let steps = Load { warm_up: Duration::ZERO, ..load };
    let loaded = crowd_asks(&steps, &Crowd::new(&town.people), asks::answer, asks::ok).await?;
    println!("\nmemory; then 32 clients' second steps {loaded}");
    let slots = f64::from(u32::try_from(cores)?) * HASH_MIB;
    let grown = resident_mib(process)? - slots;
    println!(
        "  resident after one sign-in {idle:.1} MiB, under load {grown:.1} MiB, and {slots:.0} MiB of hash slots"
    );
    println!("{}", goals::IDLE.at(idle));
    println!("{}", goals::GROWTH.at(grown - idle));
    Ok(())
}

/// Memory after one whole sign-in of one person, without the one hash slot that it used.
async fn after_one_sign_in(product: &Product, town: &Town) -> Result<f64> {
    let load = Load {
        server: product.address,
        process: None,
        connections: 1,
        warm_up: Duration::ZERO,
        time: Duration::from_secs(10),
    };
    // Somebody whom no other crowd begins with.
    let crowd = Crowd::with(&town.people, town.people.count - 1);
    let caller = |_| {
        let mut sign_in = SignIn::new(load.server, &crowd);
        move |last: Option<&Answer>| sign_in.next(last)
    };
    let figures = load::put(&load, caller, asks::signed_in).await?;
    ensure!(figures.right == 1 && figures.wrong == 0, "one sign-in did not pass: {figures}");
    Ok(resident_mib(product.process()?)? - HASH_MIB)
}
