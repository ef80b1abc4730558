//! Events: appended and paged, never changed.

use rules::Time;
use rules::event::Event;
use rules::id::{AccountId, EventId};

use crate::doc::{doc, to_json};
use crate::error::{Fault, ReadError};
use crate::query::Query;
use crate::store::Store;
use crate::texts::texts;

texts! {
    ADD = "INSERT INTO events (account, at, id, doc) VALUES ($1, $2, $3, $4)";
    LATEST = "SELECT doc FROM events WHERE account = $1 ORDER BY at DESC, id DESC LIMIT $2";
    BEFORE = "SELECT doc FROM events WHERE account = $1 AND (at, id) < ($3, $4) \
        ORDER BY at DESC, id DESC LIMIT $2";
}

pub(crate) fn add(event: &Event) -> Result<Vec<Query>, Fault> {
    let row = Query::new(ADD).bind(event.account.to_string()).bind(event.at.0);
    Ok(vec![row.bind(event.id.to_string()).bind(to_json(event)?)])
}

impl Store {
    /// Up to `limit` events of an account, the latest first; `before`: those earlier than the last one of the page
    /// before.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn events(
        &self,
        account: AccountId,
        before: Option<(Time, EventId)>,
        limit: i64,
    ) -> Result<Vec<Event>, ReadError> {
        let page = |sql| Query::new(sql).bind(account.to_string()).bind(limit);
        let ask = match before {
            None => page(LATEST),
            Some((at, id)) => page(BEFORE).bind(at.0).bind(id.to_string()),
        };
        let rows = self.ask(vec![ask]).await?.all();
        Ok(rows.iter().map(doc).collect::<Result<_, _>>()?)
    }
}
