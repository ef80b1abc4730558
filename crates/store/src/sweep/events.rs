//! The sweep of events, which have no index but their key: an account's oldest stand first in its part of it. So the walk
//! steps from account to account, looks at the first moment of each, and reads on only where that is too old: two seeks an
//! account, however many events there are. Deliberately not here: for how long they are kept, which the operator sets.

use std::sync::PoisonError;

use rules::Time;

use crate::error::CommitError;
use crate::query::Query;
use crate::store::Store;
use crate::texts::texts;

texts! {
    /// The next accounts that have events, pretended ones too, each with the moment of its oldest.
    OLDEST = "WITH RECURSIVE who (account, number) AS ( \
        SELECT (SELECT e.account FROM events e WHERE e.account > $1 ORDER BY e.account LIMIT 1), CAST(1 AS BIGINT) \
        UNION ALL \
        SELECT (SELECT e.account FROM events e WHERE e.account > w.account ORDER BY e.account LIMIT 1), w.number + 1 \
            FROM who w WHERE w.account IS NOT NULL AND w.number < $2) \
        SELECT w.account AS account, \
            (SELECT e.at FROM events e WHERE e.account = w.account ORDER BY e.at LIMIT 1) AS at \
        FROM who w WHERE w.account IS NOT NULL";
    OLD = "SELECT at FROM events WHERE account = $1 AND at < $2 ORDER BY at LIMIT $3";
    /// Up to a moment, so that those of one second go together.
    DROP = "DELETE FROM events WHERE account = $1 AND at <= $2";
}

impl Store {
    /// Deletes about `limit` events from before this moment, looking at the next `limit` accounts; how many. Call it again
    /// at once while that is `limit` or more.
    ///
    /// # Errors
    /// [`CommitError`].
    pub async fn sweep_events(&self, before: Time, limit: i64) -> Result<usize, CommitError> {
        let from = self.walks().lock().unwrap_or_else(PoisonError::into_inner).events.clone();
        let accounts = self.ask(vec![Query::new(OLDEST).bind(from.as_str()).bind(limit)]).await?.all();
        let bound = usize::try_from(limit).unwrap_or_default();
        let mut batch = Vec::new();
        let (mut count, mut reached) = (0, from.clone());
        for row in &accounts {
            let account = row.text("account")?;
            if row.int("at")? < before.0 {
                let left = i64::try_from(bound - count).unwrap_or_default();
                let old = Query::new(OLD).bind(account).bind(before.0).bind(left);
                let old = self.ask(vec![old]).await?.all();
                if let Some(last) = old.last() {
                    batch.push(Query::new(DROP).bind(account).bind(last.int("at")?));
                }
                count += old.len();
            }
            if count >= bound {
                // This one may have more: it is begun with the next time.
                break;
            }
            account.clone_into(&mut reached);
        }
        if count < bound && accounts.len() < bound {
            reached.clear();
        }
        self.drop_all(batch).await?;
        self.walks().lock().unwrap_or_else(PoisonError::into_inner).events = reached;
        Ok(count)
    }
}
