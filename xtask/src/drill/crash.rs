//! The crash drills: clients do their work, the product (or its database) is killed at a random moment, comes up again,
//! and every ledger is checked; again and again. Which promises, is `audit`'s; here are the rounds and the figures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use tempfile::TempDir;
use tokio::task::{JoinSet, LocalSet};

use super::audit;
use super::ledger::Ledger;
use super::post::{Delivery, Post};
use super::stories::{Story, live};
use super::tale::Stage;
use crate::services::Cluster;
use crate::trial::{Database, Person, Plan, Site, until};

/// People for one round, more than can be served in it.
const PEOPLE_A_ROUND: usize = 60;
/// A round that gets nowhere is killed after so long.
const LONGEST_ROUND: Duration = Duration::from_secs(20);
/// Ledgers checked at once.
const AT_ONCE: usize = 8;
/// What was leased by a process that died comes back within the lease's minute on PostgreSQL (on SQLite at the next start), and
/// is then sent; where that fails once, a minute later.
const DRAIN: Duration = Duration::from_secs(150);

/// How a crash drill is run.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// How often the product is killed (or its database crashed)
    #[arg(long)]
    kills: Option<u32>,
    /// What chance is drawn from; printed, so that a run can be repeated
    #[arg(long)]
    seed: Option<u64>,
    /// Clients at work at once
    #[arg(long, default_value_t = 8)]
    clients: usize,
}

impl Options {
    /// So many kills.
    #[must_use]
    pub const fn short(kills: u32) -> Self {
        Self { kills: Some(kills), seed: None, clients: 8 }
    }
}

/// What is killed.
pub(super) enum World {
    /// The one process on SQLite, by SIGKILL.
    Sqlite(Site),
    /// The PostgreSQL server under two nodes, by `pg_ctl -m immediate`.
    Postgres(Site, Box<Cluster>),
}

impl World {
    const fn site(&self) -> &Site {
        match self {
            Self::Sqlite(site) | Self::Postgres(site, _) => site,
        }
    }

    async fn crash(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(site) => site.kill().await,
            Self::Postgres(_, cluster) => cluster.crash().await,
        }
    }

    /// Comes up again. Nodes on PostgreSQL were never down, and recover by themselves.
    async fn recover(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(site) => site.start().await,
            Self::Postgres(site, cluster) => {
                let before = site.processes();
                cluster.start_again().await?;
                site.ready().await?;
                if site.processes() != before || before.len() < 2 {
                    bail!("the nodes did not stay up: {before:?}, now {:?}", site.processes());
                }
                Ok(())
            }
        }
    }
}

/// What a drill came to.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) ledgers: Vec<Ledger>,
    pub(super) broken: Vec<String>,
    facts: BTreeMap<&'static str, usize>,
    fresh_steps: usize,
    doubts: BTreeMap<String, usize>,
    recoveries: Vec<Duration>,
}

/// `cargo xtask drill crash`: SIGKILL on SQLite.
///
/// # Errors
/// What kept the drill from running.
pub(super) async fn on_sqlite(binary: &Path, options: Options) -> Result<usize> {
    let post = Arc::new(Post::open().await?);
    let (kills, people) = cast(options, 50);
    let settings = post.settings();
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let plan = Plan { binary, database: Database::Sqlite, nodes: 1, people: &people, settings: &settings };
    let world = World::Sqlite(Site::open(&plan).await?);
    LocalSet::new().run_until(rounds(world, post, people, options, kills)).await
}

/// `cargo xtask drill postgres`: the server crashes under two nodes.
///
/// # Errors
/// What kept the drill from running.
pub(super) async fn on_postgres(binary: &Path, options: Options) -> Result<usize> {
    let post = Arc::new(Post::open().await?);
    let (kills, people) = cast(options, 20);
    let folder = passable()?;
    let cluster = Cluster::start(folder.path(), true).await?;
    let settings = post.settings();
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let database = Database::Postgres(cluster.url());
    let plan = Plan { binary, database, nodes: 2, people: &people, settings: &settings };
    let world = World::Postgres(Site::open(&plan).await?, Box::new(cluster));
    LocalSet::new().run_until(rounds(world, post, people, options, kills)).await
}

/// A temporary folder that PostgreSQL's own user can pass through.
pub(super) fn passable() -> Result<TempDir> {
    use std::os::unix::fs::PermissionsExt;
    let folder =
        tempfile::Builder::new().prefix("vestibule-drill-").tempdir().context("no temporary folder")?;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711))?;
    Ok(folder)
}

fn cast(options: Options, usual: u32) -> (u32, Vec<Person>) {
    let kills = options.kills.unwrap_or(usual);
    let rounds = usize::try_from(kills).unwrap_or(usize::MAX).max(1);
    (kills, people("drill", rounds.saturating_mul(PEOPLE_A_ROUND)))
}

/// People with an app, and a phone of a number that nobody else has.
pub(super) fn people(role: &str, count: usize) -> Vec<Person> {
    let with_number = |(number, mut person): (usize, Person)| {
        person.phone = format!("+4915123{number:06}");
        person.with_phone()
    };
    crate::trial::cast(role, count).into_iter().enumerate().map(with_number).collect()
}

async fn rounds(
    mut world: World,
    post: Arc<Post>,
    people: Vec<Person>,
    options: Options,
    kills: u32,
) -> Result<usize> {
    let seed = options.seed.unwrap_or_else(|| rand::rng().random_range(0..1_000_000));
    println!("seed {seed}: {kills} kills, {} clients, {} people", options.clients, people.len());
    let stage = Stage::of(world.site(), post);
    let mut report = Report::default();
    let mut people = people.into_iter();
    let start = Instant::now();
    for round in 1..=kills {
        let mut chance = ChaCha20Rng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(round.into()));
        let cast: Vec<Person> = people.by_ref().take(PEOPLE_A_ROUND).collect();
        let mut ledgers =
            round_of(&mut world, &stage, cast, options.clients, &mut chance, &mut report).await?;
        println!(
            "round {round}: {} people, up again after {:.2} s, {} broken so far",
            ledgers.len(),
            report.recoveries.last().copied().unwrap_or_default().as_secs_f64(),
            report.broken.len()
        );
        report.ledgers.append(&mut ledgers);
    }
    finish(&world, &stage, &mut report).await?;
    report.print(start.elapsed(), seed);
    Ok(report.broken.len())
}

/// One round: work, the kill, the way up again, the check.
async fn round_of(
    world: &mut World,
    stage: &Stage,
    people: Vec<Person>,
    clients: usize,
    chance: &mut ChaCha20Rng,
    report: &mut Report,
) -> Result<Vec<Ledger>> {
    stage.down.store(false, Ordering::Relaxed);
    let mut hands: Vec<Vec<Person>> = (0..clients.max(1)).map(|_| Vec::new()).collect();
    for (turn, person) in people.into_iter().enumerate() {
        hands[turn % clients.max(1)].push(person);
    }
    let mut at_work = JoinSet::new();
    for hand in hands {
        at_work.spawn_local(work(stage.clone(), hand, ChaCha20Rng::from_rng(chance)));
    }
    // After so many answers and a moment more, so that it hits any point of any request on any machine.
    let answers = stage.answered.load(Ordering::Relaxed) + chance.random_range(10..150);
    let worked = until("the clients' work", LONGEST_ROUND, async || {
        Ok((stage.answered.load(Ordering::Relaxed) >= answers).then_some(()))
    });
    // A slow machine's round is killed all the same.
    let _ = worked.await;
    let moment = Duration::from_micros(chance.random_range(0..40_000));
    tokio::time::sleep_until(tokio::time::Instant::now() + moment).await;
    world.crash().await?;
    stage.down.store(true, Ordering::Relaxed);
    let mut ledgers = Vec::new();
    while let Some(done) = at_work.join_next().await {
        for (ledger, broken) in done? {
            report.broken.extend(broken);
            ledgers.push(ledger);
        }
    }
    let up = Instant::now();
    world.recover().await?;
    report.recoveries.push(up.elapsed());
    stage.down.store(false, Ordering::Relaxed);
    report.note(&ledgers);
    check(stage, ledgers, report).await
}

/// One client's people, one after the other, until the product is gone.
async fn work(stage: Stage, hand: Vec<Person>, mut chance: ChaCha20Rng) -> Vec<(Ledger, Option<String>)> {
    let mut lived = Vec::new();
    for person in hand {
        if stage.is_down() {
            break;
        }
        let told = live(Story::draw(&mut chance), person, &stage, &mut chance).await;
        let unanswered = told.0.doubt.is_some();
        lived.push(told);
        if unanswered {
            break;
        }
    }
    lived
}

async fn check(stage: &Stage, ledgers: Vec<Ledger>, report: &mut Report) -> Result<Vec<Ledger>> {
    let mut waiting = ledgers.into_iter();
    let mut checks = JoinSet::new();
    let mut checked = Vec::new();
    loop {
        while checks.len() < AT_ONCE
            && let Some(mut ledger) = waiting.next()
        {
            let stage = stage.clone();
            checks.spawn_local(async move {
                let outcome = audit::after_restart(&mut ledger, &stage).await;
                (ledger, outcome)
            });
        }
        let Some(done) = checks.join_next().await else { return Ok(checked) };
        let (ledger, outcome) = done?;
        if let Err(error) = outcome {
            report.tell(format!("{error:#}"));
        }
        checked.push(ledger);
    }
}

/// At the end: everything that stood still stands, and every message has come.
async fn finish(world: &World, stage: &Stage, report: &mut Report) -> Result<()> {
    println!("all rounds done; waiting for the last messages");
    let drained = until("the messages that are due", DRAIN, async || {
        Ok(stage.post.with_all(|all| missing(&report.ledgers, all)).is_empty().then_some(()))
    });
    if drained.await.is_err() {
        for lost in stage.post.with_all(|all| missing(&report.ledgers, all)) {
            report.tell(format!("lost: {lost}"));
        }
    }
    let mut broken = Vec::new();
    for ledger in &report.ledgers {
        if let Err(error) = audit::standing(ledger, stage).await {
            broken.push(format!("at the end: {error:#}"));
        }
    }
    for told in broken {
        report.tell(told);
    }
    let log = world.site().log();
    for (id, times) in stage.post.with_all(repeated) {
        let marks = log.lines().filter(|line| line.contains(&id) && line.contains("sent again")).count();
        *report.facts.entry("messages sent again").or_default() += times - 1;
        if marks + 1 < times {
            report.tell(format!("message {id} was sent {times} times, and marked so {marks} times"));
        }
    }
    Ok(())
}

/// What is due and did not come.
fn missing(ledgers: &[Ledger], deliveries: &[Delivery]) -> Vec<String> {
    let mut came: BTreeMap<&str, Vec<&Delivery>> = BTreeMap::new();
    for delivery in deliveries {
        came.entry(delivery.to.as_str()).or_default().push(delivery);
    }
    let distinct = |to: &str, is: &dyn Fn(&Delivery) -> bool| {
        let mine = came.get(to).into_iter().flatten().filter(|one| is(one));
        mine.map(|one| one.id.as_str()).collect::<BTreeSet<_>>().len()
    };
    let mut missing = Vec::new();
    for ledger in ledgers {
        let person = &ledger.person;
        for (about, due) in &ledger.letters {
            let came = distinct(&person.email, &|one| one.is_about(about));
            if came < *due {
                missing.push(format!("{} ({}): {came} of {due} letters: {about}", person.name, ledger.story));
            }
        }
        let came = distinct(&person.phone, &|_| true);
        if came < ledger.texts {
            missing.push(format!("{} ({}): {came} of {} texts", person.name, ledger.story, ledger.texts));
        }
    }
    missing
}

/// Messages that were handed over more than once.
fn repeated(deliveries: &[Delivery]) -> Vec<(String, usize)> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for delivery in deliveries {
        *times.entry(delivery.id.as_str()).or_default() += 1;
    }
    times.into_iter().filter(|(_, times)| *times > 1).map(|(id, times)| (id.to_owned(), times)).collect()
}

impl Report {
    /// Notes what is about to be checked.
    fn note(&mut self, ledgers: &[Ledger]) {
        for ledger in ledgers {
            for (kind, count) in ledger.facts() {
                *self.facts.entry(kind).or_default() += count;
            }
            self.fresh_steps += audit::still_fresh(ledger);
            if let Some(doubt) = &ledger.doubt {
                let name = format!("{doubt:?}");
                let name = name.split([' ', '{']).next().unwrap_or_default().to_owned();
                *self.doubts.entry(name).or_default() += 1;
            }
        }
    }

    fn tell(&mut self, broken: String) {
        println!("BROKEN: {broken}");
        self.broken.push(broken);
    }

    fn print(&self, took: Duration, seed: u64) {
        println!("acknowledged and checked:");
        for (kind, count) in &self.facts {
            println!("  {count:6} {kind}");
        }
        println!("  {:6} of the used app codes were still in the window when tried again", self.fresh_steps);
        println!("never answered, either outcome right: {:?}", self.doubts);
        let mut up = self.recoveries.clone();
        up.sort();
        let middle = up.get(up.len() / 2).copied().unwrap_or_default();
        let longest = up.last().copied().unwrap_or_default();
        println!(
            "up again after {:.2} s (median), {:.2} s (longest)",
            middle.as_secs_f64(),
            longest.as_secs_f64()
        );
        println!("{} people, {} kills, {:.0} s", self.ledgers.len(), up.len(), took.as_secs_f64());
        for broken in &self.broken {
            println!("BROKEN (seed {seed}): {broken}");
        }
    }
}

#[cfg(test)]
#[path = "crash_tests.rs"]
mod tests;
