//! `cargo xtask drill owner`: 64 strangers hammer one account with wrong passwords and wrong second steps; its owner, in
//! browsers that know them, and another account's owner sign in every time (promise 7).

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use hyper::Method;
use secrets::totp;
use serde_json::json;
use tokio::task::JoinSet;

use super::crash::{passable, people};
use crate::services::Cluster;
use crate::trial::{Browser, Database, Open, PASSWORD, Person, Plan, Session, Site, now};

/// The sign-ins of each owner.
const SIGN_INS: usize = 100;
/// So many of them with a second step too, as often as their apps and saved codes allow; the rest by password alone in
/// the browser where they ticked "don't ask".
const WITH_SECOND_STEP: usize = 14;
/// An account has so many apps at most, and each shows two fresh codes at once.
const APPS: usize = 5;

/// How the drill is run.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// Strangers at once
    #[arg(long, default_value_t = 64)]
    strangers: usize,
    /// For so many seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

/// Runs it on SQLite, then on PostgreSQL with two nodes: the number of broken promises.
///
/// # Errors
/// What kept it from running.
pub(super) async fn run(binary: &Path, options: Options) -> Result<usize> {
    let mut broken = 0;
    println!("on SQLite:");
    broken += on(binary, Database::Sqlite, 1, options).await?;
    println!("on PostgreSQL with two nodes:");
    let folder = passable()?;
    let cluster = Cluster::start(folder.path(), true).await?;
    broken += on(binary, Database::Postgres(cluster.url()), 2, options).await?;
    Ok(broken)
}

async fn on(binary: &Path, database: Database, nodes: usize, options: Options) -> Result<usize> {
    let people = people("owner", 2);
    // The owner came with an app and has no question, which would have to be enabled first.
    let settings = ["log.level = \"error\"", "rules.question = \"off\""];
    let plan = Plan { binary, database, nodes, people: &people, settings: &settings };
    let site = Site::open(&plan).await?;
    let mut owners = Vec::new();
    for person in people.clone() {
        owners.push(Owner::settle(&site, person).await.context("before the hammering")?);
    }
    let hammered = people.first().context("somebody to hammer")?.clone();
    let over = Arc::new(AtomicBool::new(false));
    let hits: Hits = Arc::default();
    let mut strangers = JoinSet::new();
    for number in 0..options.strangers {
        strangers.spawn(hammer(
            site.browser(),
            hammered.clone(),
            number,
            Arc::clone(&over),
            Arc::clone(&hits),
        ));
    }
    let start = Instant::now();
    let end = start + Duration::from_secs(options.seconds);
    let mut signing_in = JoinSet::new();
    for owner in owners {
        signing_in.spawn(owner.sign_in_until(end));
    }
    let mut broken = 0;
    while let Some(done) = signing_in.join_next().await {
        let told = done?;
        println!("  {}", told.line);
        broken += SIGN_INS - told.signed_in;
    }
    over.store(true, Ordering::Relaxed);
    while strangers.join_next().await.is_some() {}
    let took = start.elapsed().as_secs_f64();
    println!("  {} strangers over {took:.1} s: {}", options.strangers, hits.line());
    if hits.judged.load(Ordering::Relaxed) == 0 || hits.put_off.load(Ordering::Relaxed) == 0 {
        bail!("the strangers were not judged, or never put off: nothing was shown");
    }
    if hits.let_in.load(Ordering::Relaxed) > 0 {
        println!("BROKEN: a stranger was let in");
        broken += 1;
    }
    Ok(broken)
}

type Hits = Arc<Tally>;

/// What the strangers were told.
#[derive(Debug, Default)]
struct Tally {
    judged: AtomicU64,
    put_off: AtomicU64,
    asked: AtomicU64,
    let_in: AtomicU64,
    other: AtomicU64,
}

impl Tally {
    fn line(&self) -> String {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        format!(
            "{} answers judged wrong, {} put off (429 or 503), {} asked for a second step, {} let in, {} other",
            of(&self.judged),
            of(&self.put_off),
            of(&self.asked),
            of(&self.let_in),
            of(&self.other)
        )
    }

    fn count(&self, reply: &crate::trial::Reply) {
        let counter = match reply.status {
            _ if reply.session().is_some() => &self.let_in,
            _ if reply.is_verdict_wrong() => &self.judged,
            429 | 503 => &self.put_off,
            200 | 201 => &self.asked,
            _ => &self.other,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// A stranger on a network of their own. The odd ones know the password, and guess at the second step.
async fn hammer(mut browser: Browser, person: Person, number: usize, over: Arc<AtomicBool>, hits: Hits) {
    let mut turn = number;
    while !over.load(Ordering::Relaxed) {
        turn += 1;
        let knows = number % 2 == 1;
        let password = if knows { PASSWORD.to_owned() } else { format!("no such phrase {turn}") };
        let Ok(reply) = browser.give(&person.name, &password).await else { continue };
        hits.count(&reply);
        let (Some(id), Some(secret)) = (reply.text_at("/id"), reply.text_at("/secret")) else { continue };
        let mut open = Open { id: id.to_owned(), secret: secret.to_owned(), step: reply.body.clone() };
        if browser.choose(&mut open, "authenticator_app").await.is_err() {
            continue;
        }
        for guess in 0..8 {
            let Ok(reply) = browser.code(&open, &person.wrong_code(turn * 8 + guess)).await else { break };
            hits.count(&reply);
        }
    }
}

/// How an owner fared.
struct Fared {
    signed_in: usize,
    line: String,
}

/// An owner with two browsers that know them: one asks for the second step each time, one was told not to.
struct Owner {
    person: Person,
    /// Each app's id and its owner's view of it.
    apps: Vec<(String, Person)>,
    asking: Browser,
    quiet: Browser,
    recovery_codes: Vec<String>,
}

impl Owner {
    /// Signs in in both browsers, and enables more apps and recovery codes.
    async fn settle(site: &Site, mut person: Person) -> Result<Self> {
        let (mut asking, mut quiet) = (site.browser(), site.browser());
        let open = asking.asked_for_app(&person).await?;
        let first = open.method("authenticator_app")?;
        let reply = asking.code(&open, &person.next_code()?).await?;
        let session = Session { token: reply.session().context("no session")?.to_owned() };
        let open = quiet.asked_for_app(&person).await?;
        let code = person.next_code()?;
        let reply = quiet.answer(&open, json!({ "code": code, "dont_ask": true })).await?;
        ensure!(reply.session().is_some(), "no session: {}", reply.text);
        let mut apps = vec![(first, person.clone())];
        while apps.len() < APPS {
            apps.push(enable_app(&mut asking, &session, &person, apps.len()).await?);
        }
        let new = json!({ "kind": "recovery_code" });
        let made = asking.mine(&session, Method::POST, "/methods", Some(new)).await?;
        let codes = made.body["recovery_codes"].as_array().into_iter().flatten();
        let recovery_codes: Vec<String> = codes.filter_map(|code| code.as_str().map(str::to_owned)).collect();
        ensure!(recovery_codes.len() == 10, "no recovery codes: {}", made.text);
        // Of each app one fresh code is left at least, of the first perhaps none: it is spared.
        apps.remove(0);
        Ok(Self { person, apps, asking, quiet, recovery_codes })
    }

    /// Signs in a hundred times, evenly until `end`.
    async fn sign_in_until(mut self, end: Instant) -> Fared {
        let start = Instant::now();
        let every = end.saturating_duration_since(start) / u32::try_from(SIGN_INS).unwrap_or(u32::MAX);
        let mut beat = tokio::time::interval(every);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
        let mut took = Vec::new();
        let mut failures = Vec::new();
        for turn in 0..SIGN_INS {
            beat.tick().await;
            let begun = Instant::now();
            let with_second_step = turn % (SIGN_INS / WITH_SECOND_STEP) == 0 && turn / 7 < WITH_SECOND_STEP;
            let outcome = if with_second_step { self.by_two_steps().await } else { self.by_password().await };
            match outcome {
                Ok(()) => took.push(begun.elapsed()),
                Err(error) => failures.push(format!("sign-in {turn}: {error:#}")),
            }
        }
        took.sort();
        let at = |share: usize| took.get((took.len() * share / 100).min(took.len().saturating_sub(1)));
        let ms = |share| at(share).map_or(0, Duration::as_millis);
        let mut line = format!(
            "{}: {} of {SIGN_INS} sign-ins in {:.1} s ({WITH_SECOND_STEP} with a second step), each within {} ms \
             (median), {} ms (p99)",
            self.person.name,
            took.len(),
            start.elapsed().as_secs_f64(),
            ms(50),
            ms(99)
        );
        for failure in &failures {
            line.push_str("\n  BROKEN: ");
            line.push_str(failure);
        }
        Fared { signed_in: took.len(), line }
    }

    async fn by_password(&mut self) -> Result<()> {
        let reply = self.quiet.give(&self.person.name, PASSWORD).await?;
        ensure!(reply.session().is_some(), "by password: {} {}", reply.status, reply.text);
        Ok(())
    }

    async fn by_two_steps(&mut self) -> Result<()> {
        let open = self.asking.begin(&self.person).await?;
        let (method, code) = match self.recovery_codes.pop() {
            Some(code) => (open.method("recovery_code")?, code),
            None => {
                let (id, mut app) = self.apps.pop().context("no app has a fresh code left")?;
                (id, app.next_code()?)
            }
        };
        let path = format!("/api/v1/sign-ins/{}/challenges", open.id);
        let body = json!({ "method_id": method });
        let power = crate::trial::Power::SignIn(&open.secret);
        let chosen = self.asking.call(Method::POST, &path, power, Some(body)).await?;
        ensure!(chosen.status == 200, "choosing: {} {}", chosen.status, chosen.text);
        let reply = self.asking.code(&open, &code).await?;
        ensure!(reply.session().is_some(), "by two steps: {} {}", reply.status, reply.text);
        Ok(())
    }
}

/// One more app of the same owner.
async fn enable_app(
    browser: &mut Browser,
    session: &Session,
    owner: &Person,
    number: usize,
) -> Result<(String, Person)> {
    let new = json!({ "kind": "authenticator_app", "name": format!("app {number}") });
    let begun = browser.mine(session, Method::POST, "/methods", Some(new)).await?;
    let id = begun.text_at("/id").with_context(|| format!("no set-up: {}", begun.text))?.to_owned();
    let seed = totp::seed_from_base32(begun.text_at("/secret").unwrap_or_default()).context("no seed")?;
    let mut app = Person::new(&owner.name);
    app.seed = seed.to_vec();
    // The step before this one, so that both of its fresh codes are left.
    let code = app.code_of(totp::step_at(now()) - 1);
    let path = format!("/methods/{id}/confirm");
    let done = browser.mine(session, Method::POST, &path, Some(json!({ "code": code }))).await?;
    ensure!(done.status == 200, "the app is not enabled: {}", done.text);
    app.email.clone_from(&owner.email);
    Ok((id, app))
}
