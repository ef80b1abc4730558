//! Known browsers: rows and reads. What a browser's token proves is `rules`'.

use rules::browser::{KnownBrowser, StoredBrowser};
use rules::id::{AccountId, BrowserId};

use crate::doc::{doc, or_empty, to_json};
use crate::error::{Fault, ReadError};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    ADD = "INSERT INTO parts (account, part, id, version, expires, secret, doc) \
        VALUES ($1, 'browser', $2, 1, $3, '', $4)";
    SAVE = "UPDATE parts SET expires = $3, doc = $4, version = version + 1 \
        WHERE account = $1 AND part = 'browser' AND id = $2 AND version = $5";
    FORGET = "DELETE FROM parts WHERE account = $1 AND part = 'browser' AND id = $2";
    FORGET_OTHERS = "DELETE FROM parts WHERE account = $1 AND part = 'browser' AND id <> $2";
    ALL = "SELECT version, doc FROM parts WHERE account = $1 AND part = 'browser'";
}

fn at(sql: &'static str, account: AccountId, browser: BrowserId) -> Query {
    Query::new(sql).bind(account.to_string()).bind(browser.to_string())
}

pub(crate) fn add(account: AccountId, browser: &KnownBrowser) -> Result<Vec<Query>, Fault> {
    Ok(vec![at(ADD, account, browser.id).bind(browser.expires.0).bind(to_json(browser)?)])
}

pub(crate) fn save(account: AccountId, browser: &KnownBrowser, based_on: i64) -> Result<Vec<Query>, Fault> {
    let row = at(SAVE, account, browser.id).bind(browser.expires.0).bind(to_json(browser)?).bind(based_on);
    Ok(vec![row.or_conflict()])
}

pub(crate) fn forget(account: AccountId, browser: BrowserId) -> Vec<Query> {
    vec![at(FORGET, account, browser)]
}

pub(crate) fn forget_others(account: AccountId, except: Option<BrowserId>) -> Vec<Query> {
    vec![Query::new(FORGET_OTHERS).bind(account.to_string()).bind(or_empty(except))]
}

fn stored(row: &Row) -> Result<StoredBrowser, Fault> {
    Ok(StoredBrowser { browser: doc(row)?, version: row.int("version")? })
}

impl Store {
    /// The known browsers of an account, expired ones that are not swept yet too; the latest used first.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn browsers(&self, account: AccountId) -> Result<Vec<StoredBrowser>, ReadError> {
        let rows = self.ask(vec![Query::new(ALL).bind(account.to_string())]).await?.all();
        let mut found = rows.iter().map(stored).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|stored| (std::cmp::Reverse(stored.browser.last_used_at), stored.browser.id));
        Ok(found)
    }
}
