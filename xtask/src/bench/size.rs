//! How the product stands many accounts: the time of its start and the cost of a whole login, few beside many.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::Options;
use super::asks::{self, Crowd, SignIn};
use super::goals;
use super::people::People;
use super::postgres::Server;
use super::product::{Kept, Product};
use super::seed::Rows;
use super::step::Careful;
use super::town::{Town, write_postgres, write_sqlite};
use super::usage::Used;
use crate::load::{self, Answer, Load};

const STARTS: usize = 5;
const CLIENTS: usize = 8;

/// What was measured with one number of accounts.
struct Measured {
    start: Duration,
    login: Login,
}

/// What one whole login costs on the average.
#[derive(Clone, Copy)]
struct Login {
    product: Used,
    /// The database server, where that is another program.
    database: Duration,
}

impl Login {
    fn whole(self) -> Duration {
        self.product.whole() + self.database
    }
}

/// Measures and prints few accounts beside many, on SQLite.
pub(super) async fn run(options: Options, town: &Town, folder: &Path) -> Result<()> {
    println!("\nwhole logins of {CLIENTS} clients and starts, {} and {} accounts", options.few, options.many);
    let mut measured = Vec::with_capacity(2);
    for count in [options.few, options.many] {
        let people = Arc::new(town.people.as_many_as(count));
        let database = folder.join(format!("{count}.sqlite"));
        write_sqlite(&people, &database, Rows::Accounts).await?;
        let kept = Kept::Sqlite(&database, Careful::Full);
        measured.push(measure(options, town, folder, &people, kept, None).await?);
        // The disk may not have room for more than one of many.
        std::fs::remove_file(&database)?;
    }
    say(&measured);
    Ok(())
}

/// The same on PostgreSQL.
pub(super) async fn on_postgres(options: Options, town: &Town, folder: &Path) -> Result<()> {
    let (few, many) = (options.few, options.many);
    println!("\nwhole logins of {CLIENTS} clients and starts on PostgreSQL, {few} and {many} accounts");
    let server = Server::start().await?;
    let mut measured = Vec::with_capacity(2);
    for (name, count) in [("few", few), ("many", many)] {
        let people = Arc::new(town.people.as_many_as(count));
        let url = server.database(name)?;
        write_postgres(&people, &url, Rows::Accounts).await?;
        let kept = Kept::Postgres(&url);
        measured.push(measure(options, town, folder, &people, kept, Some(&server)).await?);
    }
    say(&measured);
    Ok(())
}

fn say(measured: &[Measured]) {
    let [few, many] = measured else { return };
    let ratio = |many: Duration, few: Duration| many.as_secs_f64() / few.as_secs_f64();
    println!("{}", goals::START.at(many.start.as_secs_f64() * 1e3));
    println!("{}", goals::START_LARGE.at(ratio(many.start, few.start)));
    println!("{}", goals::LOGIN_LARGE.at(ratio(many.login.whole(), few.login.whole())));
    let beside = |login: Login| login.product.beside + login.database;
    println!("           of that, beside the hash: {:.2} x", ratio(beside(many.login), beside(few.login)));
}

async fn measure(
    options: Options,
    town: &Town,
    folder: &Path,
    people: &Arc<People>,
    kept: Kept<'_>,
    server: Option<&Server>,
) -> Result<Measured> {
    let mut starts = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        starts.push(Product::start(&town.binary, folder, people, kept).await?.start);
    }
    starts.sort_unstable();
    let start = starts[STARTS / 2];
    let product = Product::start(&town.binary, folder, people, kept).await?;
    let login = logins(options, people, &product, server).await?;
    let micros = |used: Duration| used.as_secs_f64() * 1e6;
    println!(
        "{:>9} accounts   start {:>6.1} ms   server CPU of a login {:>8.0} us, {:>6.0} us beside the hash, {:>6.0} us \
         of PostgreSQL",
        people.count,
        start.as_secs_f64() * 1e3,
        micros(login.product.whole()),
        micros(login.product.beside),
        micros(login.database)
    );
    Ok(Measured { start, login })
}

async fn logins(
    options: Options,
    people: &Arc<People>,
    product: &Product,
    server: Option<&Server>,
) -> Result<Login> {
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
    let database = || server.map_or(Ok(Duration::ZERO), Server::used);
    let before = (Used::by(process)?, database()?);
    let figures = load::put(&load, caller, asks::signed_in).await?;
    let used = Used::by(process)?.since(before.0);
    let database = database()?.saturating_sub(before.1);
    ensure!(figures.right > 0 && figures.wrong == 0, "logins failed: {figures}");
    let each = u32::try_from(figures.right)?;
    let product = Used { hashing: used.hashing / each, beside: used.beside / each };
    Ok(Login { product, database: database / each })
}
