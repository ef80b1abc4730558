//! Commits: the writes of one decision whole or not at all, and those of several decisions that wait at the same time in one
//! statement. Deliberately no retries but one: what a group's failure hides of its members is found by sending them alone,
//! and only where the server has said that nothing of the group was written.

use std::pin::{Pin, pin};
use std::sync::Arc;

use deadpool_postgres::Client as Pooled;
use futures_util::future::{MaybeDone, maybe_done, try_join_all};
use tokio::sync::oneshot;
use tokio_postgres::{Client, Statement};

use super::company::Joint;
use super::compose::Shape;
use super::errors::{self, classify, commit_verdict};
use super::lanes::{Lane, Lost, Passenger};
use super::params::{self, Param, columns, params};
use super::reads::start;
use super::{BEGIN, Postgres};
use crate::error::{CommitError, Unavailable};
use crate::query::{Query, Value};

/// What a batch is answered.
type Verdict = Result<(), CommitError>;

/// A batch on its way.
#[derive(Debug)]
pub(super) struct Commit {
    batch: Vec<Query>,
    shape: Arc<Shape>,
    /// What its rows' keys begin with; empty: it travels alone.
    keys: Vec<String>,
    answer: oneshot::Sender<Verdict>,
}

impl Commit {
    pub(super) fn new(batch: Vec<Query>, shape: Arc<Shape>, answer: oneshot::Sender<Verdict>) -> Self {
        let keys = if shape.joint().is_some() { keys(&batch) } else { Vec::new() };
        Self { batch, shape, keys, answer }
    }

    fn values(&self) -> Vec<&Value> {
        self.batch.iter().flat_map(Query::params).collect()
    }
}

/// The first parameters of the writes, each once; none if one of them is not a text.
fn keys(batch: &[Query]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(1);
    for query in batch {
        match query.params().first() {
            Some(Value::Text(key)) if keys.contains(key) => {}
            Some(Value::Text(key)) => keys.push(key.clone()),
            _ => return Vec::new(),
        }
    }
    keys
}

impl Passenger for Commit {
    type Answer = Verdict;

    fn is_like(&self, other: &Self) -> bool {
        !self.keys.is_empty() && !other.keys.is_empty() && Arc::ptr_eq(&self.shape, &other.shape)
    }

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn tell(self, verdict: Verdict) {
        // A caller that has gone is not told; its batch stands all the same.
        let _ = self.answer.send(verdict);
    }
}

impl Postgres {
    /// Goes its way in a task of its own: dropping the future does not stop a batch that has left.
    pub(crate) async fn commit(&self, batch: Vec<Query>) -> Verdict {
        let shape = self.kinds.shape(&batch);
        let (ticket, lane) = self.share().writing.enter(|answer| Commit::new(batch, shape, answer));
        let drive = |lane| drop(tokio::spawn(Box::pin(self.clone().drive_commits(lane))));
        lane.into_iter().for_each(drive);
        ticket.told(drive).await.unwrap_or_else(|lost| match lost {
            Lost::Waited => Err(Unavailable::new("PostgreSQL: no connection was free in time").into()),
            Lost::Unknown => Err(CommitError::Unknown),
        })
    }

    async fn drive_commits(self, mut lane: Lane<Commit>) {
        while let Some(group) = lane.depart().await {
            let verdicts = match self.client().await {
                Ok(client) => commit_group(client, &group).await,
                Err(unavailable) => vec![Err(unavailable.into()); group.len()],
            };
            lane.arrive();
            for (commit, verdict) in group.into_iter().zip(verdicts) {
                commit.tell(verdict);
            }
        }
    }
}

/// The verdict on each of a group.
pub(super) async fn commit_group(client: Pooled, group: &[Commit]) -> Vec<Verdict> {
    let mut verdicts = Vec::with_capacity(group.len());
    if let [first, _, ..] = group
        && let Some(joint) = first.shape.joint()
    {
        match commit_jointly(&client, joint, group).await {
            Ok(()) => verdicts.resize(group.len(), Ok(())),
            // The server may have committed it, or cannot be asked any more.
            Err(CommitError::Unknown) => verdicts.resize(group.len(), Err(CommitError::Unknown)),
            Err(error) if client.is_closed() => verdicts.resize(group.len(), Err(error)),
            // Nothing was written. Whose fault that was shows when each goes alone.
            Err(_) => {}
        }
    }
    for commit in group.iter().skip(verdicts.len()) {
        verdicts.push(match verdicts.is_empty() || !client.is_closed() {
            true => commit_one(&client, commit).await,
            // Nothing of it was sent.
            false => Err(Unavailable::new("PostgreSQL: the connection is gone").into()),
        });
    }
    if verdicts.contains(&Err(CommitError::Unknown)) {
        // The connection is broken or about to be, so nobody else shall get it.
        drop(Pooled::take(client));
    }
    verdicts
}

async fn commit_one(client: &Pooled, commit: &Commit) -> Verdict {
    let writes = Write::all(client, &commit.batch, &commit.shape).await?;
    match writes.as_slice() {
        [alone] => commit_alone(client, alone).await,
        _ => commit_in_turn(client, &writes).await,
    }
}

/// All batches of a group as one statement, which is a transaction by itself.
async fn commit_jointly(client: &Pooled, joint: &Joint, group: &[Commit]) -> Verdict {
    for commit in group {
        params::check(&commit.batch, &joint.types)?;
    }
    let sql = group.first().and_then(|commit| commit.batch.first()).map_or("", Query::sql);
    let statement = client.prepare_cached(&joint.sql).await.map_err(|error| classify(&error, sql))?;
    let of_each: Vec<Vec<&Value>> = group.iter().map(Commit::values).collect();
    let columns = columns(&of_each);
    let params = columns.iter().map(|list| list as Param<'_>).collect();
    commit_alone(client, &Write { statement, params, sql }).await
}

/// One statement of a batch, prepared.
struct Write<'q> {
    statement: Statement,
    params: Vec<Param<'q>>,
    /// The text to name in an error: of the first write that it holds.
    sql: &'static str,
}

impl<'q> Write<'q> {
    /// The statements of the segments, from the connection's cache or prepared all at once, and proof that the values fit.
    async fn all(client: &Pooled, batch: &'q [Query], shape: &Shape) -> Result<Vec<Self>, CommitError> {
        let prepared = shape.segments.iter().map(|segment| async {
            let queries = batch.get(segment.queries.clone()).unwrap_or_default();
            let sql = queries.first().map_or("", Query::sql);
            let statement = client.prepare_cached(&segment.sql).await;
            let statement = statement.map_err(|error| classify(&error, sql))?;
            params::check(queries, statement.params())?;
            if queries.len() == batch.len() {
                shape.learn(batch, statement.params());
            }
            Ok::<_, CommitError>(Self { statement, params: queries.iter().flat_map(params).collect(), sql })
        });
        try_join_all(prepared).await
    }

    async fn send(&self, client: &Client) -> Result<(), tokio_postgres::Error> {
        client.execute(&self.statement, &self.params).await.map(drop)
    }
}

/// A statement alone is a transaction by itself: it is answered after its commit.
async fn commit_alone(client: &Client, write: &Write<'_>) -> Result<(), CommitError> {
    let may_leave = may_leave(client);
    let sent = write.send(client).await;
    commit_verdict(Some(sent), may_leave, write.sql)
}

/// Everything is sent in one go, and whatever becomes of one statement becomes of all.
async fn commit_in_turn(client: &Client, writes: &[Write<'_>]) -> Result<(), CommitError> {
    let mut sent: Vec<Pin<Box<MaybeDone<_>>>> = Vec::with_capacity(writes.len());
    let mut begin = pin!(maybe_done(client.batch_execute(BEGIN)));
    start(begin.as_mut()).await;
    for write in writes {
        let mut answer = Box::pin(maybe_done(write.send(client)));
        start(answer.as_mut()).await;
        sent.push(answer);
    }
    // What failed before it could be sent (a value that cannot be written, a closed connection) must not be followed by a
    // COMMIT of the rest.
    let unsent = begin.as_mut().output_mut().is_some_and(|begun| begun.is_err())
        || sent.iter_mut().any(|answer| answer.as_mut().output_mut().is_some_and(|answer| answer.is_err()));
    let commit_left = !unsent && may_leave(client);
    let mut end = pin!(maybe_done(client.batch_execute(if unsent { "ROLLBACK" } else { "COMMIT" })));
    start(end.as_mut()).await;

    begin.as_mut().await;
    let mut outcome = errors::answer(begin.take_output(), BEGIN, commit_left);
    for (write, mut answer) in writes.iter().zip(sent) {
        answer.as_mut().await;
        outcome = outcome.and(errors::answer(answer.as_mut().take_output(), write.sql, commit_left));
    }
    end.as_mut().await;
    outcome.and(commit_verdict(end.take_output(), commit_left, "COMMIT"))
}

/// Whether what is sent now may reach the server. Asked before it is sent: a connection that was closed by then carries nothing
/// any more. How soon the answer "closed" comes says nothing: the connection is driven beside us, perhaps by another thread,
/// which may have sent everything and met its end before we look.
fn may_leave(client: &Client) -> bool {
    !client.is_closed()
}
