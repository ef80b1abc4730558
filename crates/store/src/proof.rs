//! Whether the database takes writes now: a write that leaves nothing behind. Deliberately not here: how often to ask, which
//! is the caller's to bound, since every proof costs a sync of the disk.

use crate::error::CommitError;
use crate::query::Query;
use crate::store::Store;
use crate::texts::texts;

texts! {
    /// Two nodes may prove at the same moment: the later one waits for the earlier one's commit.
    WRITE = "INSERT INTO meta (k, v) VALUES ($1, $2) ON CONFLICT (k) DO NOTHING";
    TAKE_BACK = "DELETE FROM meta WHERE k = $1";
}

/// What the proof is written under. No other transaction ever sees it.
const PROOF: &str = "proof";

/// Bytes that are written, about what a sign-in needs: an embedded database that may not grow any more refuses them, where
/// it would still overwrite a row.
const ROOM: usize = 16 * 1024;

impl Store {
    /// Proves that a commit goes through, and that readers answer. On SQLite that is a write to the log and a sync of the
    /// disk; on PostgreSQL a transaction that a standby, a full disk or a foreign lock on the table refuses.
    ///
    /// # Errors
    /// [`CommitError`], as any commit would get it now.
    pub async fn prove_writing(&self) -> Result<(), CommitError> {
        let write = Query::new(WRITE).bind(PROOF).bind("x".repeat(ROOM));
        self.database().commit(vec![write, Query::new(TAKE_BACK).bind(PROOF)]).await?;
        self.sums(&[PROOF.to_owned()]).await?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "proof_tests.rs"]
mod tests;
