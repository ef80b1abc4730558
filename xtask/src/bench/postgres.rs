//! Second steps on PostgreSQL beside `pgbench`'s one-row upserts on the same server. The server waits for the disk, as
//! in production; its CPU is not in the product's.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use store::{Database, DatabaseConfig, PostgresConfig, Store};

use super::asks::{self, Crowd};
use super::goals;
use super::product::{Kept, Product};
use super::second_step::crowd_asks;
use super::seed::{self, Rows};
use super::town::Town;
use super::{CLIENTS, Options, WARM_UP};
use crate::load::Load;
use crate::services::{Service, Services};
use crate::setup;

/// Rows that the upserts fall on.
const ROWS: &str = "CREATE TABLE floor (id BIGINT PRIMARY KEY, body TEXT NOT NULL); \
    INSERT INTO floor SELECT n, repeat('x', 100) FROM generate_series(1, 100000) n";
const UPSERT: &str = "\\set id random(1, 100000)\n\
    INSERT INTO floor (id, body) VALUES (:id, repeat('y', 100)) ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body;\n";

/// Measures and prints the product on PostgreSQL beside `pgbench`.
pub(super) async fn run(options: Options, town: &Town, folder: &Path) -> Result<()> {
    setup::ensure(&[Service::Postgres.need()])?;
    let services = Services::start(&[Service::Postgres], true).await?;
    let url = services.exports().first().map(|(_, url)| format!("{url}?sslmode=disable"));
    let url = url.context("PostgreSQL did not say where it is")?;
    psql(&url, ROWS)?;
    let script = folder.join("upsert.sql");
    std::fs::write(&script, UPSERT)?;
    let config = PostgresConfig { url: url.clone(), pool_size: 16, ca_file: None };
    let database = Database::open(&DatabaseConfig::Postgres(config)).await?;
    let store = Store::new(database, Arc::clone(&town.people.keys));
    seed::write(&town.people, &store, Rows::SignIns).await?;
    drop(store);

    println!("\nsecond step on PostgreSQL (synchronous_commit=on), {} s per line", options.seconds);
    let product = Product::start(&town.binary, folder, &town.people, Kept::Postgres(&url)).await?;
    let crowd = Crowd::new(&town.people);
    for connections in CLIENTS {
        let floor = pgbench(options, &url, &script, connections)?;
        let load = Load {
            server: product.address,
            process: Some(product.process()?),
            connections,
            warm_up: WARM_UP,
            time: options.time(),
        };
        let figures = crowd_asks(&load, &crowd, asks::answer, asks::ok).await?;
        println!("{connections:>4} clients, pgbench {floor:>9.0}/s");
        println!("{connections:>4} clients, product {figures}");
        println!("{}", goals::POSTGRES.at(figures.throughput() / floor));
    }
    Ok(())
}

fn psql(url: &str, sql: &str) -> Result<()> {
    let programs = setup::postgres_programs().context("PostgreSQL's programs are gone")?;
    let status = Command::new(programs.join("psql"))
        .args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", sql, url])
        .status()?;
    ensure!(status.success(), "psql failed: {status}");
    Ok(())
}

fn pgbench(options: Options, url: &str, script: &Path, clients: usize) -> Result<f64> {
    let programs = setup::postgres_programs().context("PostgreSQL's programs are gone")?;
    let threads = clients.min(2);
    let output = Command::new(programs.join("pgbench"))
        .args(["--no-vacuum", "--protocol=prepared"])
        .arg(format!("--client={clients}"))
        .arg(format!("--jobs={threads}"))
        .arg(format!("--time={}", options.seconds))
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
