//! How the product stands many accounts: the time of its start and the cost of a whole login, few beside many.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::Options;
use super::asks::{self, Crowd, SignIn};
use super::goals;
use super::people::People;
use super::product::{Kept, Product};
use super::seed::Rows;
use super::step::Careful;
use super::town::{Town, write_sqlite};
use super::usage::Used;
use crate::load::{self, Answer, Load};

const STARTS: usize = 5;
const CLIENTS: usize = 8;

/// What was measured with one number of accounts.
struct Measured {
    start: Duration,
    login: Used,
}

/// Measures and prints few accounts beside many.
pub(super) async fn run(options: Options, town: &Town, folder: &Path) -> Result<()> {
    println!("\nwhole logins of {CLIENTS} clients and starts, {} and {} accounts", options.few, options.many);
    let few = measure(options, town, folder, options.few).await?;
    let many = measure(options, town, folder, options.many).await?;
    println!("{}", goals::START.at(many.start.as_secs_f64() * 1e3));
    println!("{}", goals::START_LARGE.at(many.start.as_secs_f64() / few.start.as_secs_f64()));
    let ratio = |many: Duration, few: Duration| many.as_secs_f64() / few.as_secs_f64();
    println!("{}", goals::LOGIN_LARGE.at(ratio(many.login.whole(), few.login.whole())));
    println!("           of that, beside the hash: {:.2} x", ratio(many.login.beside, few.login.beside));
    Ok(())
}

async fn measure(options: Options, town: &Town, folder: &Path, count: u32) -> Result<Measured> {
    let people = Arc::new(town.people.as_many_as(count));
    let database = folder.join(format!("{count}.sqlite"));
    write_sqlite(&people, &database, Rows::Accounts).await?;
    let kept = Kept::Sqlite(&database, Careful::Full);
    let mut starts = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        starts.push(Product::start(&town.binary, folder, &people, kept).await?.start);
    }
    starts.sort_unstable();
    let start = starts[STARTS / 2];
    let product = Product::start(&town.binary, folder, &people, kept).await?;
    let login = logins(options, &people, &product).await?;
    let micros = |used: Duration| used.as_secs_f64() * 1e6;
    println!(
        "{count:>9} accounts   start {:>6.1} ms   server CPU of a login {:>8.0} us, {:>6.0} us beside the hash",
        start.as_secs_f64() * 1e3,
        micros(login.whole()),
        micros(login.beside)
    );
    // The disk may not have room for more than one of many.
    drop(product);
    std::fs::remove_file(&database)?;
    Ok(Measured { start, login })
}

/// What one whole login costs the server on the average.
pub(super) async fn logins(options: Options, people: &Arc<People>, product: &Product) -> Result<Used> {
    let process = product.process()?;
    let load = Load {
        server: product.address,
        process: Some(process),
        connections: CLIENTS,
        warm_up: Duration::ZERO,
        time: options.time(),
    };
    let crowd = Crowd::new(people);
    let caller = |_| {
        let mut sign_in = SignIn::new(load.server, &crowd);
        move |last: Option<&Answer>| sign_in.next(last)
    };
    let before = Used::by(process)?;
    let figures = load::put(&load, caller, asks::signed_in).await?;
    let used = Used::by(process)?.since(before);
    ensure!(figures.right > 0 && figures.wrong == 0, "logins failed: {figures}");
    let each = u32::try_from(figures.right)?;
    Ok(Used { hashing: used.hashing / each, beside: used.beside / each })
}
