//! The outbox: messages wait here sealed until a worker leases, delivers and wipes them. Sending is `delivery`'s.
//!
//! A lease moves `due` to its own end, so that a message whose worker died becomes due again by itself. Among nodes,
//! whoever finds the mark that was read takes the row; the others find nothing to update.

use rand::CryptoRng;
use rules::Time;
use rules::id::RowToken;
use rules::message::Message;
use secrets::Keys;
use secrets::seal::Place;
use tokio::sync::Notify;

use crate::database::Database;
use crate::doc::{from_json, to_json};
use crate::error::{CommitError, Fault, ReadError};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    ADD = "INSERT INTO outbox (account, id, due, attempts, lease, expires, body) \
        VALUES ($1, $2, $3, 0, '', $4, $5)";
    DUE = "SELECT account, id, attempts, lease FROM outbox WHERE due <= $1 AND expires > $1 ORDER BY due LIMIT $2";
    LEASE = "UPDATE outbox SET lease = $3, due = $4, attempts = attempts + 1 \
        WHERE account = $1 AND id = $2 AND lease = $5 AND attempts = $6";
    LEASED = "SELECT account, id, attempts, body FROM outbox \
        WHERE account = $1 AND id = $2 AND lease = $3 AND attempts = $4";
    WIPE = "DELETE FROM outbox WHERE account = $1 AND id = $2";
    /// The mark of the lease stays, so that the next one knows that the message may have been sent.
    END_LEASES = "UPDATE outbox SET due = $1 WHERE lease <> '' AND due > $1";
    STATE = "SELECT CAST(COUNT(*) AS BIGINT) AS waiting, \
        CAST(COUNT(CASE WHEN attempts > 0 AND lease = '' THEN 1 END) AS BIGINT) AS tried FROM outbox WHERE expires > $1";
    RETRY = "UPDATE outbox SET lease = '', due = $3 WHERE account = $1 AND id = $2 AND lease = $4 AND attempts = $5";
}

/// A message that this worker alone may send until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// The message.
    pub message: Message,
    /// How often it was leased, with this time.
    pub attempts: i64,
    /// A worker took it before and never said what became of it: it may have been sent already.
    pub possible_duplicate: bool,
    lease: RowToken,
}

/// How many messages wait, and how many of them no courier took so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    /// All that may still be sent.
    pub waiting: i64,
    /// Those that were offered to the couriers and came back.
    pub tried: i64,
}

/// One row as it was found due.
struct Found {
    account: String,
    id: String,
    attempts: i64,
    lease: String,
}

/// What identifies an outbox row to the seal.
fn row_name(account: &str, id: &str) -> String {
    format!("{account}/{id}")
}

const fn place(row: &str) -> Place<'_> {
    Place { table: "outbox", column: "body", row }
}

pub(crate) fn add(message: &Message, keys: &Keys, rng: &mut impl CryptoRng) -> Result<Vec<Query>, Fault> {
    let (account, id) = (message.account.to_string(), message.id.to_string());
    let body = keys.seal(place(&row_name(&account, &id)), to_json(message)?.as_bytes(), rng)?;
    let row = Query::new(ADD).bind(account).bind(id).bind(message.at.0).bind(message.expires.0);
    Ok(vec![row.bind(body)])
}

impl Found {
    fn read(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            account: row.text("account")?.to_owned(),
            id: row.text("id")?.to_owned(),
            attempts: row.int("attempts")?,
            lease: row.text("lease")?.to_owned(),
        })
    }

    fn at(&self, sql: &'static str) -> Query {
        Query::new(sql).bind(self.account.as_str()).bind(self.id.as_str())
    }

    fn take(&self, worker: RowToken, until: Time) -> Query {
        let take = self.at(LEASE).bind(worker.to_string()).bind(until.0);
        take.bind(self.lease.as_str()).bind(self.attempts)
    }

    fn taken(&self, worker: RowToken) -> Query {
        self.at(LEASED).bind(worker.to_string()).bind(self.attempts.saturating_add(1))
    }

    fn open(&self, row: &Row, keys: &Keys, worker: RowToken) -> Result<Leased, Fault> {
        let name = row_name(&self.account, &self.id);
        let body = keys.open(place(&name), row.text("body")?)?;
        let text = std::str::from_utf8(&body).map_err(|_| Fault::Document { what: "a message" })?;
        Ok(Leased {
            message: from_json(text)?,
            attempts: row.int("attempts")?,
            possible_duplicate: !self.lease.is_empty(),
            lease: worker,
        })
    }
}

impl Leased {
    fn at(&self, sql: &'static str) -> Query {
        Query::new(sql).bind(self.message.account.to_string()).bind(self.message.id.to_string())
    }
}

impl Store {
    /// Leases up to `limit` due messages to `worker` until `until`; each message goes to one worker at a time, among
    /// all nodes. A message that cannot be opened is left alone until it expires, with an error in the log.
    ///
    /// # Errors
    /// [`CommitError::Unavailable`] or [`CommitError::Fault`]; what was leased meanwhile comes back when its lease ends.
    pub async fn lease(
        &self,
        worker: RowToken,
        now: Time,
        until: Time,
        limit: i64,
    ) -> Result<Vec<Leased>, CommitError> {
        let due = self.ask(vec![Query::new(DUE).bind(now.0).bind(limit)]).await?.all();
        let found = due.iter().map(Found::read).collect::<Result<Vec<_>, _>>()?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        match self.database().commit(found.iter().map(|row| row.take(worker, until)).collect()).await {
            // Another worker was quicker with some of them; whatever is still due is found the next time.
            Err(CommitError::Conflict) => return Ok(Vec::new()),
            // Which rows are ours is read next in any case.
            Ok(()) | Err(CommitError::Unknown) => {}
            Err(error) => return Err(error),
        }
        let taken = self.database().rows(found.iter().map(|row| row.taken(worker)).collect()).await?;
        let mine = found.iter().zip(&taken).filter_map(|(found, rows)| Some((found, rows.first()?)));
        let opened = mine.filter_map(|(found, row)| match found.open(row, self.keys(), worker) {
            Ok(leased) => Some(leased),
            Err(fault) => {
                tracing::error!(message = found.id, %fault, "a message in the outbox cannot be opened");
                None
            }
        });
        Ok(opened.collect())
    }

    /// Ends every lease that a process of before still holds, so that its messages are due at once, as possible duplicates.
    /// Only where one process owns the database (SQLite), and before this one's worker begins: on PostgreSQL another node may
    /// be sending them, and nothing is done.
    ///
    /// # Errors
    /// [`CommitError`]; the leases then end by themselves.
    pub async fn end_leases_of_the_dead(&self, now: Time) -> Result<(), CommitError> {
        match self.database() {
            Database::Sqlite(_) => self.database().commit(vec![Query::new(END_LEASES).bind(now.0)]).await,
            Database::Postgres(_) => Ok(()),
        }
    }

    /// The message was taken by a courier: it is wiped.
    ///
    /// # Errors
    /// [`CommitError`]; if it stays, it is leased again as a possible duplicate.
    pub async fn delivered(&self, leased: &Leased) -> Result<(), CommitError> {
        self.database().commit(vec![leased.at(WIPE)]).await
    }

    /// No courier took the message: it is due again at `due`, unless the lease ran out and another worker has it.
    ///
    /// # Errors
    /// [`CommitError`]; if nothing is written, it is leased again when its lease ends.
    pub async fn retry(&self, leased: &Leased, due: Time) -> Result<(), CommitError> {
        let retry = leased.at(RETRY).bind(due.0).bind(leased.lease.to_string()).bind(leased.attempts);
        self.database().commit(vec![retry]).await
    }

    /// The message will not be sent: it is wiped.
    ///
    /// # Errors
    /// [`CommitError`].
    pub async fn give_up(&self, leased: &Leased) -> Result<(), CommitError> {
        self.database().commit(vec![leased.at(WIPE)]).await
    }

    /// How many messages wait: a count of the whole table, for a page that is seldom looked at.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn outbox_state(&self, now: Time) -> Result<Outbox, ReadError> {
        let row = self.ask(vec![Query::new(STATE).bind(now.0)]).await?.one();
        let Some(row) = row else { return Ok(Outbox::default()) };
        Ok(Outbox { waiting: row.int("waiting")?, tried: row.int("tried")? })
    }

    /// Woken when a commit of this process added a message, so that a worker need not wait for its next look.
    pub const fn outbox_changed(&self) -> &Notify {
        self.wake()
    }
}
