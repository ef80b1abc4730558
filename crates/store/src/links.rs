//! Mailed links: rows and reads. An account has few at a time, so one is found by its hash among them.

use rules::id::{AccountId, LinkId, RowToken};
use rules::link::{Link, StoredLink};

use crate::doc::{doc, id, to_json};
use crate::error::{Fault, ReadError};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    ADD = "INSERT INTO links (account, id, token, expires, doc, hash) VALUES ($1, $2, $3, $4, $5, $6)";
    SAVE = "UPDATE links SET token = $3, expires = $4, doc = $5 WHERE account = $1 AND id = $2 AND token = $6";
    WITH_HASH = "SELECT hash, token, doc FROM links WHERE account = $1 AND hash = $2";
}

fn at(sql: &'static str, account: AccountId, link: LinkId, token: RowToken) -> Query {
    Query::new(sql).bind(account.to_string()).bind(link.to_string()).bind(token.to_string())
}

pub(crate) fn add(account: AccountId, link: &Link, hash: &str, token: RowToken) -> Result<Vec<Query>, Fault> {
    Ok(vec![at(ADD, account, link.id, token).bind(link.expires.0).bind(to_json(link)?).bind(hash)])
}

pub(crate) fn save(
    account: AccountId,
    link: &Link,
    based_on: RowToken,
    token: RowToken,
) -> Result<Vec<Query>, Fault> {
    let save = at(SAVE, account, link.id, token).bind(link.expires.0).bind(to_json(link)?);
    Ok(vec![save.bind(based_on.to_string()).or_conflict()])
}

fn stored(row: &Row) -> Result<StoredLink, Fault> {
    Ok(StoredLink { link: doc(row)?, hash: row.text("hash")?.to_owned(), token: id(row, "token")? })
}

impl Store {
    /// The link whose token has this hash; it may be used or expired.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn link(&self, account: AccountId, hash: &str) -> Result<Option<StoredLink>, ReadError> {
        let ask = Query::new(WITH_HASH).bind(account.to_string()).bind(hash);
        let row = self.ask(vec![ask]).await?.one();
        Ok(row.as_ref().map(stored).transpose()?)
    }
}
