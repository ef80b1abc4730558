//! Reads: those of one request in one go, and those that many requests make at once together as one statement.
//! Deliberately no retries but one: a read that failed in company is asked again alone.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::Poll;

use futures_util::future::{MaybeDone, maybe_done, try_join_all};
use tokio::sync::oneshot;

use super::Postgres;
use super::company::{self, Joint};
use super::errors::{classify, read_error};
use super::lanes::{Lane, Lost, Passenger};
use super::params::{self, Param, columns, params};
use crate::error::{CommitError, ReadError, Unavailable};
use crate::query::{Query, Value};
use crate::row::Row;

/// What a read is answered.
pub(super) type Answer = Result<Vec<Row>, ReadError>;

/// The statement for several reads of one text, once the server has told what its parameters are.
type Joined = Arc<OnceLock<Option<Joint>>>;

/// The texts that were asked in company.
#[derive(Debug, Default)]
pub(super) struct Texts(Mutex<HashMap<&'static str, Joined>>);

impl Texts {
    fn of(&self, sql: &'static str) -> Joined {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(sql).or_default())
    }
}

/// A read on its way.
#[derive(Debug)]
pub(super) struct Read {
    query: Query,
    joined: Joined,
    answer: oneshot::Sender<Answer>,
}

impl Read {
    pub(super) fn new(texts: &Texts, query: Query, answer: oneshot::Sender<Answer>) -> Self {
        Self { joined: texts.of(query.sql()), query, answer }
    }

    fn joint(&self) -> Option<&Joint> {
        self.joined.get()?.as_ref()
    }
}

impl Passenger for Read {
    type Answer = Answer;

    fn is_like(&self, other: &Self) -> bool {
        self.joint().is_some() && Arc::ptr_eq(&self.joined, &other.joined)
    }

    /// Reads do not get into each other's way.
    fn keys(&self) -> &[String] {
        &[]
    }

    fn tell(self, answer: Answer) {
        let _ = self.answer.send(answer);
    }
}

impl Postgres {
    pub(crate) async fn rows(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, ReadError> {
        if let [query] = queries.as_slice()
            && query.is_for_many()
        {
            let query = query.clone();
            return Ok(vec![self.rows_in_company(query).await?]);
        }
        self.rows_alone(&queries).await
    }

    /// The queries of one request, all sent before an answer is awaited.
    async fn rows_alone(&self, queries: &[Query]) -> Result<Vec<Vec<Row>>, ReadError> {
        let client = self.client().await?;
        let prepared = queries.iter().map(|query| async {
            let statement = client.prepare_cached(query.sql()).await;
            let statement = statement.map_err(|error| classify(&error, query.sql()))?;
            params::check(std::slice::from_ref(query), statement.params())?;
            Ok::<_, CommitError>(statement)
        });
        let statements = try_join_all(prepared).await.map_err(read_error)?;
        let answers = queries.iter().zip(&statements).map(|(query, statement)| async {
            let rows = client.query(statement, &params(query).collect::<Vec<_>>()).await;
            rows.map_err(|error| read_error(classify(&error, query.sql())))
        });
        let answers = in_one_go(answers.collect()).await;
        answers.into_iter().map(|rows| Ok(rows?.into_iter().map(Row::from_postgres).collect())).collect()
    }

    async fn rows_in_company(&self, query: Query) -> Answer {
        let (ticket, lane) = self.share().reading.enter(|answer| Read::new(&self.texts, query, answer));
        let drive = |lane| drop(tokio::spawn(Box::pin(self.clone().drive_reads(lane))));
        lane.into_iter().for_each(drive);
        ticket.told(drive).await.unwrap_or_else(|lost| {
            let why = match lost {
                Lost::Waited => "PostgreSQL: no connection was free in time",
                Lost::Unknown => "PostgreSQL: the read was given up",
            };
            Err(Unavailable::new(why).into())
        })
    }

    async fn drive_reads(self, mut lane: Lane<Read>) {
        while let Some(mut group) = lane.depart().await {
            // A caller that is gone needs no rows.
            group.retain(|read| !read.answer.is_closed());
            let answers = match group.as_slice() {
                [] => Vec::new(),
                [alone] => vec![self.read_alone(alone).await],
                many => self.read_together(many).await,
            };
            lane.arrive();
            for (read, answer) in group.into_iter().zip(answers) {
                read.tell(answer);
            }
        }
    }

    async fn read_alone(&self, read: &Read) -> Answer {
        let client = self.client().await?;
        let sql = read.query.sql();
        let failed = |error| read_error(classify(&error, sql));
        let statement = client.prepare_cached(sql).await.map_err(failed)?;
        params::check(std::slice::from_ref(&read.query), statement.params())?;
        read.joined.get_or_init(|| company::read(sql, statement.params()));
        let rows =
            client.query(&statement, &params(&read.query).collect::<Vec<_>>()).await.map_err(failed)?;
        Ok(rows.into_iter().map(Row::from_postgres).collect())
    }

    /// All of a group as one statement; where that fails, each by itself.
    pub(super) async fn read_together(&self, group: &[Read]) -> Vec<Answer> {
        if let Some(joint) = group.first().and_then(Read::joint)
            && let Ok(answers) = self.read_jointly(joint, group).await
        {
            return answers;
        }
        let mut answers = Vec::with_capacity(group.len());
        for read in group {
            answers.push(self.read_alone(read).await);
        }
        answers
    }

    async fn read_jointly(&self, joint: &Joint, group: &[Read]) -> Result<Vec<Answer>, ReadError> {
        for read in group {
            params::check(std::slice::from_ref(&read.query), &joint.types)?;
        }
        let client = self.client().await?;
        let failed = |error| read_error(classify(&error, group[0].query.sql()));
        let statement = client.prepare_cached(&joint.sql).await.map_err(failed)?;
        let of_each: Vec<Vec<&Value>> =
            group.iter().map(|read| read.query.params().iter().collect()).collect();
        let columns = columns(&of_each);
        let lists: Vec<Param<'_>> = columns.iter().map(|list| list as Param<'_>).collect();
        let rows = client.query(&statement, &lists).await.map_err(failed)?;
        let asked = statement.columns().len() - 1;
        let mut answers: Vec<Vec<Row>> = group.iter().map(|_| Vec::new()).collect();
        for row in rows.into_iter().map(Row::from_postgres) {
            let place = usize::try_from(row.int(asked)? - 1).ok();
            let answer = place.and_then(|place| answers.get_mut(place));
            answer.ok_or_else(|| Unavailable::new("PostgreSQL: a row that nobody asked for"))?.push(row);
        }
        Ok(answers.into_iter().map(Ok).collect())
    }
}

/// Polls once, which makes the driver send the request; the answer is awaited later.
pub(super) async fn start<F: Future>(mut future: Pin<&mut MaybeDone<F>>) {
    poll_fn(|context| {
        let _ = future.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}

/// Sends all requests in their order, then awaits all answers in that order.
async fn in_one_go<F: Future>(requests: Vec<F>) -> Vec<F::Output> {
    let mut sent = Vec::with_capacity(requests.len());
    for request in requests {
        let mut request = Box::pin(maybe_done(request));
        start(request.as_mut()).await;
        sent.push(request);
    }
    let mut answers = Vec::with_capacity(sent.len());
    for mut request in sent {
        request.as_mut().await;
        answers.extend(request.as_mut().take_output());
    }
    answers
}
