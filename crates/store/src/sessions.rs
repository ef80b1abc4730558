//! Sessions: rows and reads. Whether one still stands is asked of `rules` with the row that is given.

use rules::Time;
use rules::facts::AccountFacts;
use rules::id::{AccountId, SessionId};
use rules::session::{Session, StoredSession};
use rules::tries::Tries;

use crate::doc::{doc, or_empty, to_json};
use crate::error::{Fault, ReadError};
use crate::facts::{self, Parts};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    ADD = "INSERT INTO sessions (account, id, hash, last_seen, expires, browser, doc, version) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
    SAVE = "UPDATE sessions SET hash = COALESCE($3, hash), last_seen = $4, expires = $5, browser = $6, doc = $7, \
        version = version + 1 WHERE account = $1 AND id = $2 AND version = $8";
    TOUCH = "UPDATE sessions SET last_seen = $3 WHERE account = $1 AND id = $2 AND last_seen < $3";
    END = "DELETE FROM sessions WHERE account = $1 AND id = $2";
    END_OTHERS = "DELETE FROM sessions WHERE account = $1 AND id <> $2";
    ALL = "SELECT version, hash, last_seen, doc FROM sessions WHERE account = $1";
}

/// What a request in a session is decided on.
#[derive(Clone, Debug)]
pub struct SessionRows {
    /// The session; it may have expired.
    pub session: StoredSession,
    /// Its account.
    pub account: AccountFacts,
    /// The counters of the account and of this network.
    pub tries: Tries,
}

fn at(sql: &'static str, account: AccountId, session: SessionId) -> Query {
    Query::new(sql).bind(account.to_string()).bind(session.to_string())
}

/// Binds what both an insert and an update write.
fn written(
    sql: &'static str,
    account: AccountId,
    session: &Session,
    hash: Option<&str>,
    now: Time,
) -> Result<Query, Fault> {
    Ok(at(sql, account, session.id)
        .bind(hash)
        .bind(now.0)
        .bind(session.expires.0)
        .bind(or_empty(session.browser))
        .bind(to_json(session)?))
}

pub(crate) fn add(account: AccountId, session: &Session, hash: &str, now: Time) -> Result<Vec<Query>, Fault> {
    Ok(vec![written(ADD, account, session, Some(hash), now)?])
}

pub(crate) fn save(
    account: AccountId,
    session: &Session,
    hash: Option<&str>,
    based_on: i64,
    now: Time,
) -> Result<Vec<Query>, Fault> {
    Ok(vec![written(SAVE, account, session, hash, now)?.bind(based_on).or_conflict()])
}

pub(crate) fn touch(account: AccountId, session: SessionId, now: Time) -> Vec<Query> {
    vec![at(TOUCH, account, session).bind(now.0)]
}

pub(crate) fn end(account: AccountId, session: SessionId) -> Vec<Query> {
    vec![at(END, account, session)]
}

pub(crate) fn end_others(account: AccountId, except: Option<SessionId>) -> Vec<Query> {
    vec![Query::new(END_OTHERS).bind(account.to_string()).bind(or_empty(except))]
}

fn stored(row: &Row) -> Result<StoredSession, Fault> {
    Ok(StoredSession {
        session: doc(row)?,
        hash: row.text("hash")?.to_owned(),
        last_seen: Time(row.int("last_seen")?),
        version: row.int("version")?,
    })
}

impl Store {
    /// What a request in a session is decided on; none: no session of the account has a token of this hash.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn for_session(
        &self,
        account: AccountId,
        hash: &str,
        network: &str,
    ) -> Result<Option<SessionRows>, ReadError> {
        let rows = self.ask(vec![facts::of_session(account, hash, network)]).await?.all();
        let mut parts = Parts::read(&rows, Some(account), network)?;
        let (Some(session), Some(account)) = (parts.session.take(), parts.take_account()) else {
            return Ok(None);
        };
        Ok(Some(SessionRows { session, account, tries: parts.take_tries() }))
    }

    /// The sessions of an account, expired ones that are not swept yet too; the latest seen first.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn sessions(&self, account: AccountId) -> Result<Vec<StoredSession>, ReadError> {
        let rows = self.ask(vec![Query::new(ALL).bind(account.to_string())]).await?.all();
        let mut found = rows.iter().map(stored).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|stored| (std::cmp::Reverse(stored.last_seen), stored.session.id));
        Ok(found)
    }
}
