//! From "it's me" on a phone to the browser that is signed in, on one node and across two; and the memory of pages and apps that
//! wait. The page does what `wait-for-phone.js` does: it hears of the approval by its stream and sends `finish`. Loopback stands
//! for the network, so the figures are beside it.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::stream::{StreamExt, TryStreamExt, iter};
use hyper::Method;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

use super::goals::{self, Goal};
use super::machine;
use super::postgres::Server;
use super::usage::resident_mib;
use crate::load::Latencies;
use crate::trial::{Browser, Database, Events, Open, Person, Phone, Plan, Power, Session, Site, cast};

/// Approvals that are measured.
const ROUNDS: usize = 300;
/// Those before them.
const UNMEASURED: usize = 20;
/// Accounts whose pages and apps wait at once.
const ACCOUNTS: usize = 200;
/// Tabs of one sign-in, and streams of one phone's app, for each of them.
const STREAMS: usize = 50;
/// Open files beside those of streams.
const BESIDE: usize = 1500;
/// Streams that are opened at once.
const AT_ONCE: usize = 32;

/// Measures and prints both.
pub(super) async fn run(binary: &Path) -> Result<()> {
    println!("\napproved on the phone to signed in in the browser, {ROUNDS} rounds; {}", machine());
    latency("one node, SQLite", binary, Database::Sqlite, 1, goals::APPROVED).await?;
    let server = Server::start().await?;
    let database = Database::Postgres(server.url().to_owned());
    latency("two nodes, PostgreSQL", binary, database, 2, goals::APPROVED_ACROSS).await?;
    drop(server);
    waiting(binary).await
}

/// Somebody with a phone on the last node, and their browser on the first.
struct Pair {
    browser: Browser,
    phone: Phone,
}

impl Pair {
    async fn at(site: &Site, person: &mut Person, seed: u64) -> Result<Self> {
        let mut browser = site.browser().at_node(0);
        let session = browser.sign_in(person).await?;
        set_question(&mut browser, &session).await?;
        let wire = site.browser().at_node(site.addresses().len() - 1);
        let phone = Phone::paired(&mut browser, &session, wire, seed).await?;
        Ok(Self { browser, phone })
    }

    /// A sign-in that waits for the phone, with the number that its page shows.
    async fn asked(&mut self, person: &Person) -> Result<(Open, String)> {
        let mut open = self.browser.begin(person).await?;
        let reply = self.browser.choose(&mut open, "mobile_prompt").await?;
        let number = reply.text_at("/challenge/number").map(str::to_owned);
        Ok((open, number.with_context(|| format!("no prompt: {} {}", reply.status, reply.text))?))
    }

    /// The stream of a page that waits, after what it tells at first.
    async fn page(&self, open: &Open) -> Result<Events> {
        let path = format!("/api/v1/sign-ins/{}/events", open.id);
        let mut page = self.browser.events(&path, Power::SignIn(&open.secret)).await?;
        page.next().await?.context("a page is told nothing")?;
        Ok(page)
    }

    /// How long one approval took until the page heard of it, and until its browser was signed in.
    async fn round(&mut self, person: &Person) -> Result<(Duration, Duration)> {
        let (open, number) = self.asked(person).await?;
        let mut page = self.page(&open).await?;
        let prompt = self.phone.prompt().await?;
        let answer = self.phone.says(&prompt, "approve", &number);
        let begun = Instant::now();
        let approve = async {
            let reply = self.phone.answer(&prompt, answer).await?;
            ensure!(reply.status == 200, "not approved: {} {}", reply.status, reply.text);
            Ok(())
        };
        let goes_on = async {
            until_finish(&mut page).await?;
            let heard = begun.elapsed();
            let reply = self.browser.answer(&open, json!({ "finish": true })).await?;
            ensure!(reply.session().is_some(), "not signed in: {} {}", reply.status, reply.text);
            Ok((heard, begun.elapsed()))
        };
        let ((), took) = tokio::try_join!(approve, goes_on)?;
        Ok(took)
    }
}

async fn until_finish(page: &mut Events) -> Result<()> {
    loop {
        let step = page.next().await?.context("the page's stream ended before the approval")?;
        if step["next"] == "finish" {
            return Ok(());
        }
    }
}

async fn set_question(browser: &mut Browser, session: &Session) -> Result<()> {
    let questions = browser.call(Method::GET, "/api/v1/questions", Power::None, None).await?;
    let id = questions.text_at("/questions/0/id").context("the site has no question")?.to_owned();
    let body = json!({ "kind": "security_question", "question": id, "answer": "violet marmalade kite" });
    let reply = browser.mine(session, Method::POST, "/methods", Some(body)).await?;
    ensure!(reply.status == 201, "no question: {} {}", reply.status, reply.text);
    Ok(())
}

async fn latency(name: &str, binary: &Path, database: Database, nodes: usize, goal: Goal) -> Result<()> {
    let mut people = cast("approver", 1);
    let settings = ["log.level = \"warn\""];
    let site = Site::open(&Plan { binary, database, nodes, people: &people, settings: &settings }).await?;
    let person = people.first_mut().context("one person")?;
    let mut pair = Pair::at(&site, person, 1).await?;
    let (mut heard, mut signed_in) = (Vec::new(), Vec::new());
    for round in 0..UNMEASURED + ROUNDS {
        let took = pair.round(person).await?;
        if round >= UNMEASURED {
            heard.push(took.0);
            signed_in.push(took.1);
        }
    }
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let line = |times| {
        let times = Latencies::of(times);
        let (p50, p99) = (ms(times.percentile(50)), ms(times.percentile(99)));
        (format!("p50 {p50:>8.2} ms   p99 {p99:>8.2} ms   most {:>8.2} ms", ms(times.percentile(100))), p99)
    };
    println!("  {name}: the page hears   {}", line(heard).0);
    let (told, p99) = line(signed_in);
    println!("  {name}: signed in        {told}");
    println!("{}", goal.at(p99));
    Ok(())
}

/// The memory of a node on SQLite with all those pages and apps.
async fn waiting(binary: &Path) -> Result<()> {
    let streams = streams()?;
    let all = ACCOUNTS * streams;
    println!("\n{all} pages and {all} apps wait, of {ACCOUNTS} accounts; {}", machine());
    let mut people = cast("waiter", ACCOUNTS);
    let connections = format!("listen.max_connections = {}", 2 * all + BESIDE);
    let settings = ["log.level = \"warn\"", &*connections];
    let plan = Plan { binary, database: Database::Sqlite, nodes: 1, people: &people, settings: &settings };
    let site = Site::open(&plan).await?;
    let process = *site.processes().first().context("the site has ended")?;
    let mut pairs = Vec::with_capacity(ACCOUNTS);
    for (seed, person) in people.iter_mut().enumerate() {
        pairs.push(Pair::at(&site, person, u64::try_from(seed)?).await?);
    }
    let mut apps = Vec::with_capacity(all);
    let before = resident_mib(process)?;
    for pair in &pairs {
        let open = |_| app(&pair.phone);
        apps.extend(iter(0..streams).map(open).buffer_unordered(AT_ONCE).try_collect::<Vec<_>>().await?);
    }
    let with_apps = resident_mib(process)?;
    let mut pages = Vec::with_capacity(all);
    let begun = Instant::now();
    for (pair, person) in pairs.iter_mut().zip(&people) {
        let (open, _) = pair.asked(person).await?;
        let page = |_| pair.page(&open);
        pages.extend(iter(0..streams).map(page).buffer_unordered(AT_ONCE).try_collect::<Vec<_>>().await?);
    }
    let with_both = resident_mib(process)?;
    ensure!((apps.len(), pages.len()) == (all, all), "{} apps, {} pages", apps.len(), pages.len());
    // Each app was told of its prompt, so none of the streams was closed meanwhile.
    let told = apps.first_mut().context("an app")?.next().await?.unwrap_or(Value::Null);
    ensure!(told["prompts"].as_array().is_some_and(|prompts| prompts.len() == 1), "an app is told {told}");
    println!("  before {before:.1} MiB, with the apps {with_apps:.1} MiB, with both {with_both:.1} MiB");
    println!("  ({:.1} s to open the pages)", begun.elapsed().as_secs_f64());
    let each = with_both * 1024.0 / f64::from(u32::try_from(all)?);
    println!("{}", goals::WAITING.at(each));
    Ok(())
}

/// How many tabs and streams each account can have: fewer where the system allows too few open files.
fn streams() -> Result<usize> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).context("open files")?;
    let most = usize::try_from(limit.maximum.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    Ok(STREAMS.min(most.saturating_sub(BESIDE) / (2 * ACCOUNTS)))
}

/// An open app's stream, after what it tells at first.
async fn app(phone: &Phone) -> Result<Events> {
    let mut app = phone.wire.events("/api/v1/devices/me/events", Power::Device(&phone.token)).await?;
    app.next().await?.context("an app is told nothing")?;
    Ok(app)
}
