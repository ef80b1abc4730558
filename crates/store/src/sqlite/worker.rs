//! What the threads of the embedded database do with their queues, above all the group commit.

use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::session::Session;
use crate::error::{CommitError, ReadError, Unavailable};
use crate::query::Query;
use crate::row::Row;

/// Batches that share one COMMIT, and so one sync of the disk.
const GROUP: usize = 64;

/// Something for a thread to do.
pub(super) enum Job {
    Commit(Commit),
    Rows { queries: Vec<Query>, answer: oneshot::Sender<Result<Vec<Vec<Row>>, ReadError>> },
    Work(Box<dyn FnOnce(&Connection) + Send>),
}

/// A batch and whom to tell.
pub(super) struct Commit {
    pub(super) batch: Vec<Query>,
    pub(super) answer: oneshot::Sender<Result<(), CommitError>>,
}

/// The writer's life: take what is queued, commit it as one group, answer, again.
pub(super) fn write(connection: &Connection, mut queue: mpsc::Receiver<Job>) {
    let mut session = Session::new(connection);
    let mut group = Vec::with_capacity(GROUP);
    let mut left_over = None;
    while let Some(job) = left_over.take().or_else(|| queue.blocking_recv()) {
        match job {
            Job::Commit(first) => {
                group.push(first);
                while group.len() < GROUP {
                    match queue.try_recv() {
                        Ok(Job::Commit(next)) => group.push(next),
                        Ok(other) => {
                            left_over = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                commit_group(&mut session, &mut group);
            }
            other => serve(&mut session, connection, other),
        }
    }
}

/// A reader's life. The readers share one queue, so that a slow read never holds up what waits behind it.
pub(super) fn read(connection: &Connection, queue: &Mutex<mpsc::Receiver<Job>>) {
    let mut session = Session::new(connection);
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        match job {
            Some(job) => serve(&mut session, connection, job),
            None => return,
        }
    }
}

fn serve(session: &mut Session<'_>, connection: &Connection, job: Job) {
    match job {
        Job::Commit(commit) => commit_group(session, &mut vec![commit]),
        Job::Rows { queries, answer } => {
            // A caller that is gone needs no rows.
            if !answer.is_closed() {
                let _ = answer.send(session.read(&queries));
            }
        }
        Job::Work(work) => work(connection),
    }
}

/// Commits all batches of the group with one COMMIT and only then answers any of them.
fn commit_group(session: &mut Session<'_>, group: &mut Vec<Commit>) {
    let outcome = match group.as_slice() {
        [alone] => run_alone(session, &alone.batch).map(|verdict| vec![verdict]),
        _ => run_group(session, group),
    };
    let mut verdicts = match outcome {
        Ok(verdicts) => verdicts,
        Err(error) => vec![Err(error); group.len()],
    }
    .into_iter();
    for commit in group.drain(..) {
        // A caller that has gone is not told; its batch stands all the same.
        let _ = commit.answer.send(verdicts.next().unwrap_or(Err(CommitError::Unknown)));
    }
}

/// The verdict on a batch that shares its COMMIT with no other and so needs no savepoint, which would keep a copy of every
/// page that it changes. The outer error is of BEGIN or COMMIT.
fn run_alone(session: &mut Session<'_>, batch: &[Query]) -> Result<Result<(), CommitError>, CommitError> {
    session.control("BEGIN IMMEDIATE")?;
    if let Err(error) = batch.iter().try_for_each(|query| session.execute(query)) {
        session.roll_back();
        return Ok(Err(error));
    }
    let outcome = session.control("COMMIT");
    if outcome.is_err() {
        session.roll_back();
    }
    outcome.map(Ok).map_err(of_the_group)
}

/// The verdict on each batch, or the one that holds for all because the group as a whole was rolled back.
fn run_group(
    session: &mut Session<'_>,
    group: &[Commit],
) -> Result<Vec<Result<(), CommitError>>, CommitError> {
    session.control("BEGIN IMMEDIATE")?;
    let outcome = group
        .iter()
        .map(|commit| run_batch(session, &commit.batch))
        .collect::<Result<Vec<_>, _>>()
        .and_then(|verdicts| session.control("COMMIT").map(|()| verdicts));
    if outcome.is_err() {
        session.roll_back();
    }
    outcome.map_err(of_the_group)
}

/// Whatever one batch did to the COMMIT, the others may come again.
fn of_the_group(error: CommitError) -> CommitError {
    match error {
        CommitError::Unavailable(_) => error,
        other => Unavailable::new(format!("the group of commits was rolled back: {other}")).into(),
    }
}

/// The verdict on one batch inside its savepoint. The outer error is for the group: the transaction is gone.
fn run_batch(session: &mut Session<'_>, batch: &[Query]) -> Result<Result<(), CommitError>, CommitError> {
    session.control("SAVEPOINT batch")?;
    let verdict = batch.iter().try_for_each(|query| session.execute(query));
    if let Err(error) = &verdict {
        if session.lost_transaction() {
            // SQLite ended the whole transaction (disk full, IO error): the batches before this one are gone too.
            return Err(error.clone());
        }
        session.control("ROLLBACK TO batch")?;
    }
    session.control("RELEASE batch")?;
    Ok(verdict)
}
