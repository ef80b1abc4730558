//! Second steps on PostgreSQL beside `pgbench`'s one-row upserts on the same server. The server waits for the disk, as
//! in production; its CPU is told apart from the product's.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::asks::{self, Crowd};
use super::goals;
use super::product::{Kept, Product};
use super::second_step::crowd_asks;
use super::seed::Rows;
use super::town::{Town, write_postgres};
use super::usage::Used;
use super::{CLIENTS, Options, TURNS, WARM_UP};
use crate::load::{Figures, Load};
use crate::services::{Service, Services};
use crate::setup;
use anyhow::{Context, Result, bail, ensure};

/// Rows that the upserts fall on.
const ROWS: &str = "CREATE TABLE floor (id BIGINT PRIMARY KEY, body TEXT NOT NULL); \
    INSERT INTO floor SELECT n, repeat('x', 100) FROM generate_series(1, 100000) n";
const UPSERT: &str = "\\set id random(1, 100000)\n\
    INSERT INTO floor (id, body) VALUES (:id, repeat('y', 100)) ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body;\n";

/// How long either side is at work before the other is: a shared host gives more or less from one handful of seconds to the
/// next, and both are to have the same of it.
const TURN: Duration = Duration::from_secs(1);

/// A PostgreSQL server of a bench's own.
pub(super) struct Server {
    services: Services,
    url: String,
}

impl Server {
    /// Starts one that waits for the disk.
    pub(super) async fn start() -> Result<Self> {
        setup::ensure(&[Service::Postgres.need()])?;
        let services = Services::start(&[Service::Postgres], true).await?;
        let (_, url) = services.exports().first().context("PostgreSQL did not say where it is")?;
        let url = url.clone();
        Ok(Self { services, url })
    }

    /// Its superuser's URL.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// A new, empty database.
    pub(super) fn database(&self, name: &str) -> Result<String> {
        psql(&self.url, &format!("CREATE DATABASE {name}"))?;
        let (server, _) = self.url.rsplit_once('/').context("PostgreSQL is at no URL")?;
        Ok(format!("{server}/{name}?sslmode=disable"))
    }

    /// CPU time that it has used.
    pub(super) fn used(&self) -> Result<Duration> {
        let process = self.services.processes().first().copied();
        Used::by_family(process.context("PostgreSQL has ended")?)
    }
}

/// One side of a line: what was done in all its turns, and what that cost PostgreSQL.
#[derive(Default)]
struct Side {
    done: f64,
    seconds: f64,
    cpu: Duration,
}

impl Side {
    fn add(&mut self, done: f64, seconds: f64, cpu: Duration) {
        self.done += done;
        self.seconds += seconds;
        self.cpu += cpu;
    }

    fn rate(&self) -> f64 {
        self.done / self.seconds
    }

    fn micros_each(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.done
    }
}

/// Measures and prints the product on PostgreSQL beside `pgbench`.
pub(super) async fn run(options: Options, town: &Town, folder: &Path) -> Result<()> {
    let server = Server::start().await?;
    let url = server.database("steps")?;
    psql(&url, ROWS)?;
    let script = folder.join("upsert.sql");
    std::fs::write(&script, UPSERT)?;
    write_postgres(&town.people, &url, Rows::SignIns).await?;

    let turns = u64::from(TURNS) * options.seconds;
    println!("\nsecond step on PostgreSQL (synchronous_commit=on), {turns} times 1 s per line, by turns");
    let product = Product::start(&town.binary, folder, &town.people, Kept::Postgres(&url)).await?;
    let crowd = Crowd::new(&town.people);
    for connections in CLIENTS {
        let (mut low, mut high, mut figures) = (Side::default(), Side::default(), None::<Figures>);
        let load = Load {
            server: product.address,
            process: Some(product.process()?),
            connections,
            warm_up: WARM_UP,
            time: TURN,
        };
        for _ in 0..turns {
            let before = server.used()?;
            let floor = pgbench(&url, &script, connections)?;
            let between = server.used()?;
            let left = crowd.left();
            let turn = crowd_asks(&load, &crowd, asks::answer, asks::ok).await?;
            // Those of the warm-up too, which the crowd has counted and the figures have not.
            let asked = f64::from(left - crowd.left());
            let seconds = TURN.as_secs_f64();
            low.add(floor * seconds, seconds, between.saturating_sub(before));
            high.add(asked, seconds, server.used()?.saturating_sub(between));
            figures = Some(match figures {
                Some(figures) => figures.and(turn),
                None => turn,
            });
        }
        let figures = figures.context("there were no turns")?;
        let (rate, theirs, ours) = (low.rate(), low.micros_each(), high.micros_each());
        println!("{connections:>4} clients, pgbench {rate:>9.0}/s   PostgreSQL {theirs:>7.0} us each");
        println!("{connections:>4} clients, product {figures}   PostgreSQL {ours:>7.0} us each");
        println!("{}", goals::POSTGRES.at(figures.throughput() / rate));
    }
    Ok(())
}

/// Runs SQL as the superuser.
pub(super) fn psql(url: &str, sql: &str) -> Result<()> {
    let programs = setup::postgres_programs().context("PostgreSQL's programs are gone")?;
    let status = Command::new(programs.join("psql"))
        .args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", sql, url])
        .status()?;
    ensure!(status.success(), "psql failed: {status}");
    Ok(())
}

fn pgbench(url: &str, script: &Path, clients: usize) -> Result<f64> {
    let programs = setup::postgres_programs().context("PostgreSQL's programs are gone")?;
    let threads = clients.min(2);
    let output = Command::new(programs.join("pgbench"))
        .args(["--no-vacuum", "--protocol=prepared"])
        .arg(format!("--client={clients}"))
        .arg(format!("--jobs={threads}"))
        .arg(format!("--time={}", TURN.as_secs()))
        .arg("--file")
        .arg(script)
        .arg(url)
        .output()?;
    let words = String::from_utf8_lossy(&output.stdout);
    let rate = words.lines().find_map(|line| {
        let (rate, _) = line.strip_prefix("tps = ")?.split_once(' ')?;
        rate.parse().ok()
    });
    let Some(rate) = rate.filter(|_| output.status.success()) else {
        bail!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
    };
    Ok(rate)
}
