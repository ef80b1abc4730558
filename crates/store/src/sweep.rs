//! The sweep: what has expired is deleted, some rows at a time, so that no writer waits long behind it. Nothing depends
//! on it: every read judges expiry itself. Events are in `events`; for how long they are kept the operator sets.

pub(crate) mod events;

use std::sync::PoisonError;

use rules::Time;
use rules::time::DAY;

use crate::counters::NETWORK;
use crate::error::{CommitError, Fault};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    OLD_SIGN_INS = "SELECT account, id FROM sign_ins WHERE expires <= $1 LIMIT $2";
    OLD_SESSIONS = "SELECT account, id FROM sessions WHERE expires <= $1 LIMIT $2";
    OLD_LINKS = "SELECT account, id FROM links WHERE expires <= $1 LIMIT $2";
    OLD_ONCE = "SELECT account, k AS id FROM once WHERE expires <= $1 LIMIT $2";
    OLD_SUMS = "SELECT k AS account, k AS id FROM sums WHERE expires <= $1 LIMIT $2";
    OLD_PROMPTS = "SELECT account, slot AS id FROM prompts WHERE expires <= $1 LIMIT $2";
    /// A message is due before it expires, so that the index on `due` finds it.
    OLD_MESSAGES = "SELECT account, id FROM outbox WHERE due <= $1 AND expires <= $1 LIMIT $2";
    DROP_SIGN_IN = "DELETE FROM sign_ins WHERE account = $1 AND id = $2 AND expires <= $3";
    DROP_SESSION = "DELETE FROM sessions WHERE account = $1 AND id = $2 AND expires <= $3";
    DROP_LINK = "DELETE FROM links WHERE account = $1 AND id = $2 AND expires <= $3";
    DROP_ONCE = "DELETE FROM once WHERE account = $1 AND k = $2 AND expires <= $3";
    DROP_SUM = "DELETE FROM sums WHERE k = $1 AND k = $2 AND expires <= $3";
    DROP_PROMPT = "DELETE FROM prompts WHERE account = $1 AND slot = $2 AND expires <= $3";
    DROP_MESSAGE = "DELETE FROM outbox WHERE account = $1 AND id = $2 AND expires <= $3";
    WALK_PARTS = "SELECT account, part, id, expires FROM parts WHERE (account, part, id) > ($1, $2, $3) \
        ORDER BY account, part, id LIMIT $4";
    DROP_PART = "DELETE FROM parts WHERE account = $1 AND part = $2 AND id = $3 AND expires > 0 AND expires <= $4";
    WALK_COUNTERS = "SELECT c.account AS account, c.scope AS scope, c.door AS door, c.last AS last, b.id AS browser \
        FROM counters c LEFT JOIN parts b \
          ON b.account = c.account AND b.part = 'browser' AND c.scope = 'browser/' || b.id \
        WHERE (c.account, c.scope, c.door) > ($1, $2, $3) ORDER BY c.account, c.scope, c.door LIMIT $4";
    DROP_COUNTER = "DELETE FROM counters WHERE account = $1 AND scope = $2 AND door = $3 AND last <= $4";
}

/// For how long a counter is kept that guards nothing any more: a network's of a past day, a forgotten browser's.
const KEEP_COUNTER: i64 = 2 * DAY;

/// For how long a mailed link is kept past its end, so that whoever opens it late reads that it is too old, and not that there
/// never was one. Letters are read weeks later; a row holds no secret.
const KEEP_LINK: i64 = 30 * DAY;

/// As many parts are walked as hold one browser: it stands among what does not expire.
const PARTS_FOR_A_BROWSER: i64 = 4;

/// How many rows a sweep deleted. Two nodes that sweep at once may both count a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the number of rows of its table")]
pub struct Swept {
    pub sign_ins: usize,
    pub sessions: usize,
    pub links: usize,
    pub once: usize,
    pub sums: usize,
    pub messages: usize,
    pub prompts: usize,
    pub browsers: usize,
    pub counters: usize,
}

/// How far the walks through the tables without an index on expiry have come; a restart begins anew.
#[derive(Clone, Debug, Default)]
pub(crate) struct Walks {
    /// The account that came last.
    events: String,
    parts: [String; 3],
    counters: [String; 3],
}

/// A table with an index on its expiry: how its old rows are found and deleted, and for how long they are kept past it.
const INDEXED: [(&str, &str, i64); 7] = [
    (OLD_SIGN_INS, DROP_SIGN_IN, 0),
    (OLD_SESSIONS, DROP_SESSION, 0),
    (OLD_LINKS, DROP_LINK, KEEP_LINK),
    (OLD_ONCE, DROP_ONCE, 0),
    (OLD_SUMS, DROP_SUM, 0),
    (OLD_MESSAGES, DROP_MESSAGE, 0),
    (OLD_PROMPTS, DROP_PROMPT, 0),
];

fn texts<const N: usize>(row: &Row, columns: [&str; N]) -> Result<[String; N], Fault> {
    let mut found = [const { String::new() }; N];
    for (place, column) in found.iter_mut().zip(columns) {
        row.text(column)?.clone_into(place);
    }
    Ok(found)
}

fn bound<const N: usize>(sql: &'static str, key: &[String; N]) -> Query {
    key.iter().fold(Query::new(sql), |query, part| query.bind(part.as_str()))
}

/// Where a walk goes on: after the last row of a full page, and at the beginning when the page was not full.
fn next<const N: usize>(rows: &[Row], limit: i64, columns: [&str; N]) -> Result<[String; N], Fault> {
    match rows.last() {
        Some(last) if i64::try_from(rows.len()).is_ok_and(|found| found >= limit) => texts(last, columns),
        _ => Ok([const { String::new() }; N]),
    }
}

fn is_useless(row: &Row, now: Time) -> Result<bool, Fault> {
    let scope = row.text("scope")?;
    let guards_nothing =
        scope == NETWORK || (scope.starts_with("browser/") && row.opt_text("browser")?.is_none());
    Ok(guards_nothing && row.int("last")? <= now.plus(-KEEP_COUNTER).0)
}

impl Store {
    /// Deletes up to `limit` expired rows of each table, and looks at the next rows of parts and counters.
    /// Call it again at once while it deletes that many.
    ///
    /// # Errors
    /// [`CommitError`]; a conflict means that another node sweeps the same rows.
    pub async fn sweep(&self, now: Time, limit: i64) -> Result<Swept, CommitError> {
        let mut counts = [0; 7];
        for (count, (find, delete, keep)) in counts.iter_mut().zip(INDEXED) {
            let until = now.plus(-keep).0;
            let rows = self.ask(vec![Query::new(find).bind(until).bind(limit)]).await?.all();
            let drop = |row: &Row| Ok(bound(delete, &texts(row, ["account", "id"])?).bind(until));
            *count = self.drop_all(rows.iter().map(drop).collect::<Result<_, Fault>>()?).await?;
        }
        let [sign_ins, sessions, links, once, sums, messages, prompts] = counts;
        let browsers = self.walk_parts(now, limit).await?;
        let counters = self.walk_counters(now, limit).await?;
        Ok(Swept { sign_ins, sessions, links, once, sums, messages, prompts, browsers, counters })
    }

    async fn drop_all(&self, batch: Vec<Query>) -> Result<usize, CommitError> {
        let count = batch.len();
        if count > 0 {
            self.database().commit(batch).await?;
        }
        Ok(count)
    }

    /// Of what accounts are made of only browsers expire.
    async fn walk_parts(&self, now: Time, limit: i64) -> Result<usize, CommitError> {
        const KEY: [&str; 3] = ["account", "part", "id"];
        let from = self.walks().lock().unwrap_or_else(PoisonError::into_inner).parts.clone();
        let limit = limit.saturating_mul(PARTS_FOR_A_BROWSER);
        let rows = self.ask(vec![bound(WALK_PARTS, &from).bind(limit)]).await?.all();
        let mut batch = Vec::new();
        for row in &rows {
            if (1..=now.0).contains(&row.int("expires")?) {
                batch.push(bound(DROP_PART, &texts(row, KEY)?).bind(now.0));
            }
        }
        let next = next(&rows, limit, KEY)?;
        self.walks().lock().unwrap_or_else(PoisonError::into_inner).parts = next;
        self.drop_all(batch).await
    }

    async fn walk_counters(&self, now: Time, limit: i64) -> Result<usize, CommitError> {
        const KEY: [&str; 3] = ["account", "scope", "door"];
        let from = self.walks().lock().unwrap_or_else(PoisonError::into_inner).counters.clone();
        let rows = self.ask(vec![bound(WALK_COUNTERS, &from).bind(limit)]).await?.all();
        let mut batch = Vec::new();
        for row in &rows {
            if is_useless(row, now)? {
                batch.push(bound(DROP_COUNTER, &texts(row, KEY)?).bind(row.int("last")?));
            }
        }
        let next = next(&rows, limit, KEY)?;
        self.walks().lock().unwrap_or_else(PoisonError::into_inner).counters = next;
        self.drop_all(batch).await
    }
}
