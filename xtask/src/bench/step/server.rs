//! The floor's server: a handler that reads, hands its writes to the one writer, and answers.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as InPath, State};
use axum::http::StatusCode;
use axum::routing::post;
use clap::{Args, ValueEnum};
use rusqlite::Connection;
use rusqlite::types::Value;
use tokio::sync::{mpsc, oneshot};

use super::sample::Sample;
use super::sql::{self, Bound, Prepared};
use crate::bench::own::{self, Own};
use crate::bench::people::Person;

/// Batches that share one COMMIT, as the product's do.
const GROUP: usize = 64;

/// When a commit counts as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::bench) enum Careful {
    /// `synchronous=FULL`: when it is on disk.
    Full,
    /// `synchronous=NORMAL`: when the system has it.
    Normal,
}

impl Careful {
    /// Its name, as SQLite and the product's configuration have it.
    pub(in crate::bench) const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normal => "normal",
        }
    }
}

/// `cargo xtask bench step-floor`, which the benches start by themselves.
#[derive(Debug, Clone, Args)]
pub(in crate::bench) struct Floor {
    /// A database of the benches' people
    #[arg(long)]
    database: PathBuf,
    /// What is written, as JSON
    #[arg(long)]
    sample: PathBuf,
    #[arg(long)]
    synchronous: Careful,
}

impl Floor {
    /// Starts the floor on a database in a process of its own.
    pub(in crate::bench) async fn start(
        folder: &Path,
        database: &Path,
        sample: &Sample,
        synchronous: Careful,
    ) -> Result<Own> {
        let file = folder.join("sample.json");
        std::fs::write(&file, serde_json::to_vec(sample)?)?;
        Own::start(&[
            "step-floor".as_ref(),
            "--database".as_ref(),
            database.as_os_str(),
            "--sample".as_ref(),
            file.as_os_str(),
            "--synchronous".as_ref(),
            synchronous.name().as_ref(),
        ])
        .await
    }

    /// Where a person's second step is asked for.
    pub(in crate::bench) fn path(person: Person<'_>) -> String {
        format!("/{}/{}/{}/{}", person.account(), person.sign_in(), person.method(), person.browser())
    }
}

struct Commit {
    batch: Vec<Bound>,
    answer: oneshot::Sender<bool>,
}

struct Shared {
    database: PathBuf,
    sample: Sample,
    writer: mpsc::Sender<Commit>,
    made: AtomicU64,
}

/// Serves the floor on a free loopback port and prints the address.
pub(in crate::bench) async fn serve(floor: &Floor) -> Result<()> {
    own::serve(router(floor)?).await
}

fn router(floor: &Floor) -> Result<Router> {
    let sample = serde_json::from_slice(&std::fs::read(&floor.sample)?)?;
    let connection = open(&floor.database, floor.synchronous)?;
    let (writer, queue) = mpsc::channel(256);
    std::thread::spawn(move || write(&connection, queue));
    let shared =
        Arc::new(Shared { database: floor.database.clone(), sample, writer, made: AtomicU64::new(1) });
    Ok(Router::new().route("/{account}/{sign_in}/{method}/{browser}", post(step)).with_state(shared))
}

fn open(path: &Path, synchronous: Careful) -> Result<Connection> {
    let connection = Connection::open(path).context("the floor's database does not open")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", synchronous.name())?;
    connection.pragma_update(None, "cache_size", -512)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

thread_local! {
    /// Each worker's own reader: no floor is lower than reading where one stands.
    static READER: RefCell<Option<Prepared<'static>>> = const { RefCell::new(None) };
}

/// What was read that the writes are guarded by.
struct Read {
    token: Value,
    browser: Value,
    history: Value,
    method: Value,
}

fn read(shared: &Shared, account: &str, sign_in: &str) -> Option<Read> {
    READER.with_borrow_mut(|reader| {
        if reader.is_none() {
            let connection = open(&shared.database, Careful::Full).ok()?;
            // One a thread for as long as the process lives.
            *reader = Some(Prepared::new(Box::leak(Box::new(connection))));
        }
        let reader = reader.as_mut()?;
        // As long as the product's name of a network.
        let network = "0".repeat(49);
        let values = [account.to_owned(), sign_in.to_owned(), network].map(Value::from);
        let rows = reader.rows(sql::READ, &values).ok()?;
        let cell = |part: &str, column: usize| {
            let of_part = |row: &&Vec<Value>| matches!(row.first(), Some(Value::Text(told)) if told == part);
            rows.iter().find(of_part)?.get(column).cloned()
        };
        Some(Read {
            token: cell(sql::SIGN_IN, 3)?,
            browser: cell(sql::BROWSER, 1)?,
            history: cell(sql::HISTORY, 1)?,
            method: cell(sql::METHOD, 1)?,
        })
    })
}

async fn step(
    State(shared): State<Arc<Shared>>,
    InPath((account, sign_in, method, browser)): InPath<(String, String, String, String)>,
    code: Bytes,
) -> (StatusCode, String) {
    if code.is_empty() {
        return (StatusCode::BAD_REQUEST, String::new());
    }
    let Some(read) = read(&shared, &account, &sign_in) else {
        return (StatusCode::NOT_FOUND, String::new());
    };
    let batch = batch(&shared, [account, sign_in, method, browser], read);
    let (answer, written) = oneshot::channel();
    let sent = shared.writer.send(Commit { batch, answer }).await;
    match (sent, written.await) {
        (Ok(()), Ok(true)) => (StatusCode::OK, shared.sample.session.clone()),
        _ => (StatusCode::CONFLICT, String::new()),
    }
}

fn batch(shared: &Shared, ids: [String; 4], read: Read) -> Vec<Bound> {
    let text = |text: &str| Value::from(text.to_owned());
    let [account, sign_in, method, browser] = ids.map(Value::from);
    let made = shared.made.fetch_add(1, Ordering::Relaxed);
    // As long as the product's identifiers.
    let fresh = || Value::from(format!("{made:026}"));
    let now = Value::from(1_700_000_000_i64);
    let sample = &shared.sample;
    let mut batch = Vec::with_capacity(16);
    let (own, all) = (Value::from("browser/".to_owned() + &"0".repeat(26)), text("known"));
    let door = text("authenticator_app");
    batch.push((sql::SUCCEED_BOTH, vec![account.clone(), own, door, 5.into(), now.clone(), all, 40.into()]));
    let key = |id: &Value| vec![account.clone(), id.clone()];
    let with = |mut values: Vec<Value>, more: &[Value]| {
        values.extend_from_slice(more);
        values
    };
    let Read { token, browser: browser_version, history, method: method_version } = read;
    let method_row = [method_version, Value::Null, text(&sample.method)];
    batch.push((sql::SAVE_METHOD, with(key(&method), &method_row)));
    let browser_row = [now.clone(), text(&sample.browser), browser_version];
    batch.push((sql::SAVE_BROWSER, with(key(&browser), &browser_row)));
    batch.push((
        sql::SAVE_HISTORY,
        vec![account.clone(), history, text(&sample.profile), text(&sample.history)],
    ));
    batch.push((sql::ADD_EVENT, vec![account.clone(), now.clone(), fresh(), text(&sample.event)]));
    let row = [now.clone(), browser.clone(), text(""), text(&sample.sign_in), Value::Null, fresh(), token];
    batch.push((sql::SAVE_SIGN_IN, with(key(&sign_in), &row)));
    let session = [text(&sample.hash), now.clone(), now, browser, text(&sample.session)];
    batch.push((sql::ADD_SESSION, with(key(&fresh()), &session)));
    batch
}

/// The writer's life: take what is queued, commit it as one group, answer.
fn write(connection: &Connection, mut queue: mpsc::Receiver<Commit>) {
    let mut prepared = Prepared::new(connection);
    let mut group = Vec::with_capacity(GROUP);
    while let Some(first) = queue.blocking_recv() {
        group.push(first);
        while group.len() < GROUP {
            match queue.try_recv() {
                Ok(next) => group.push(next),
                Err(_) => break,
            }
        }
        let written = commit(&mut prepared, &group).is_ok();
        if !written {
            // Nothing of the group stands; whoever gets the answer counts it as wrong.
            let _ = prepared.run("ROLLBACK", &[]);
        }
        for commit in group.drain(..) {
            let _ = commit.answer.send(written);
        }
    }
}

fn commit(prepared: &mut Prepared<'_>, group: &[Commit]) -> rusqlite::Result<()> {
    prepared.run("BEGIN IMMEDIATE", &[])?;
    for commit in group {
        for (sql, values) in &commit.batch {
            // Everybody's counters count nothing; any other row must be there as it was read.
            if prepared.run(sql, values)? == 0 && *sql != sql::SUCCEED_BOTH {
                return Err(rusqlite::Error::QueryReturnedNoRows);
            }
        }
    }
    prepared.run("COMMIT", &[]).map(drop)
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
