//! Prompts on phones: one row for each place of an account. A place holds the newest; ending one is guarded, so that one answer
//! wins. Deliberately not here: who may answer.

use rules::facts::AccountFacts;
use rules::id::{AccountId, PromptId};
use rules::prompt::{Prompt, PromptState, Slot, StoredPrompt};
use rules::time::{MINUTE, Time};

use crate::doc::{doc, id, to_json};
use crate::error::{CommitError, Fault, ReadError};
use crate::facts::{self, Parts};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    PUT = "INSERT INTO prompts (account, slot, id, state, fetched, changed, expires, doc) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (account, slot) DO UPDATE \
        SET id = $3, state = $4, fetched = $5, changed = $6, expires = $7, doc = $8";
    END = "UPDATE prompts SET state = $4, changed = $5 \
        WHERE account = $1 AND slot = $2 AND id = $3 AND state IN ('live', 'undelivered')";
    FETCHED = "UPDATE prompts SET fetched = $2, changed = $2 \
        WHERE account = $1 AND fetched = 0 AND state IN ('live', 'undelivered')";
    UNDELIVERED = "UPDATE prompts SET state = 'undelivered', changed = $4 \
        WHERE account = $1 AND slot = $2 AND id = $3 AND state = 'live'";
    CLOSE_ALL = "UPDATE prompts SET state = 'closed', changed = $2 \
        WHERE account = $1 AND state IN ('live', 'undelivered')";
    OF_ACCOUNT = "SELECT state, fetched AS at, doc FROM prompts WHERE account = $1";
    CHANGED = "SELECT account, id, state, fetched, changed FROM prompts WHERE changed >= $1";
}

/// How long the row of a prompt that is over is kept, for the page that waited.
const KEPT_AFTER: i64 = 10 * MINUTE;

fn at(sql: &'static str, account: AccountId, slot: Slot, prompt: PromptId) -> Query {
    Query::new(sql).bind(account.to_string()).bind(slot.name()).bind(prompt.to_string())
}

pub(crate) fn put(account: AccountId, prompt: &Prompt) -> Result<Vec<Query>, Fault> {
    Ok(vec![
        at(PUT, account, prompt.slot, prompt.id)
            .bind(PromptState::Live.name())
            .bind(0)
            .bind(prompt.asked_at.0)
            .bind(prompt.expires.plus(KEPT_AFTER).0)
            .bind(to_json(prompt)?),
    ])
}

pub(crate) fn end(
    account: AccountId,
    slot: Slot,
    prompt: PromptId,
    state: PromptState,
    now: Time,
) -> Vec<Query> {
    vec![at(END, account, slot, prompt).bind(state.name()).bind(now.0).or_conflict()]
}

pub(crate) fn close_all(account: AccountId, now: Time) -> Vec<Query> {
    vec![Query::new(CLOSE_ALL).bind(account.to_string()).bind(now.0)]
}

/// The prompt of a row; `state`: the column that holds how it stands.
pub(crate) fn stored(row: &Row, state: &str) -> Result<StoredPrompt, Fault> {
    let state = PromptState::named(row.text(state)?)
        .ok_or(Fault::Column { column: state.to_owned(), wanted: "the state of a prompt" })?;
    let fetched = row.int("at")?;
    Ok(StoredPrompt { prompt: doc(row)?, state, fetched_at: (fetched > 0).then_some(Time(fetched)) })
}

/// What changed about an account's prompts, as another node sees it; another mark means that something moved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PromptMark {
    /// Whose.
    pub account: AccountId,
    /// When it was written.
    pub changed: Time,
    mark: String,
}

impl Store {
    /// An account with its prompts, for one of its phones; none: there is no such account.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn for_phone(
        &self,
        account: AccountId,
    ) -> Result<Option<(AccountFacts, Vec<StoredPrompt>)>, ReadError> {
        let prompts = Query::new(OF_ACCOUNT).bind(account.to_string());
        let answers = self.database().rows(vec![facts::of_account(account), prompts]).await?;
        let mut answers = answers.into_iter();
        let (rows, prompts) = (answers.next().unwrap_or_default(), answers.next().unwrap_or_default());
        let Some(found) = Parts::read(&rows, Some(account), "")?.take_account() else { return Ok(None) };
        let prompts = prompts.iter().map(|row| stored(row, "state")).collect::<Result<_, _>>()?;
        Ok(Some((found, prompts)))
    }

    /// Writes down that an app has fetched the account's open prompts, where none had before.
    ///
    /// # Errors
    /// [`CommitError`].
    pub async fn prompts_fetched(&self, account: AccountId, now: Time) -> Result<(), CommitError> {
        self.database().commit(vec![Query::new(FETCHED).bind(account.to_string()).bind(now.0)]).await
    }

    /// Writes down that no phone could be woken for a prompt.
    ///
    /// # Errors
    /// [`CommitError`].
    pub async fn prompt_undelivered(
        &self,
        account: AccountId,
        slot: Slot,
        prompt: PromptId,
        now: Time,
    ) -> Result<(), CommitError> {
        self.database().commit(vec![at(UNDELIVERED, account, slot, prompt).bind(now.0)]).await
    }

    /// The prompts that were written at or after `since`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn prompts_changed(&self, since: Time) -> Result<Vec<PromptMark>, ReadError> {
        let rows = self.ask(vec![Query::new(CHANGED).bind(since.0)]).await?.all();
        let mark = |row: &Row| -> Result<PromptMark, Fault> {
            let (state, fetched) = (row.text("state")?, row.int("fetched")?);
            Ok(PromptMark {
                account: id(row, "account")?,
                changed: Time(row.int("changed")?),
                mark: format!("{} {state} {fetched}", row.text("id")?),
            })
        };
        Ok(rows.iter().map(mark).collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
#[path = "prompts_tests.rs"]
mod tests;
