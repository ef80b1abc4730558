//! The VAPID key pair of the installation: made once, kept sealed, the same for every node.
//! Deliberately not here: what it signs (`secrets::push`), and calls to push services (`delivery`).

use rand::CryptoRng;
use secrets::push::VapidKey;
use secrets::push::vapid::KEPT_AS;

use crate::error::{CommitError, Fault};
use crate::query::Query;
use crate::store::Store;
use crate::texts::texts;

texts! {
    KEPT = "SELECT v FROM meta WHERE k = $1";
    /// Of two nodes that start at once the first writes, and the other finds it.
    KEEP = "INSERT INTO meta (k, v) VALUES ($1, $2) ON CONFLICT (k) DO NOTHING";
    /// Only over the very text that was read: whoever came first sealed the same pair.
    SEAL_ANEW = "UPDATE meta SET v = $3 WHERE k = $1 AND v = $2";
}

impl Store {
    /// The pair, made by the first node that asks. If it is still sealed with an old key, it is sealed anew, so that the
    /// old one can go.
    ///
    /// # Errors
    /// [`CommitError`].
    pub async fn vapid_key(&self, rng: &mut impl CryptoRng) -> Result<VapidKey, CommitError> {
        let sealed = match self.kept_vapid().await? {
            Some(sealed) => sealed,
            None => {
                let made = VapidKey::generate(rng).sealed(self.keys(), rng).map_err(Fault::from)?;
                let keep = Query::new(KEEP).bind(KEPT_AS).bind(made);
                self.database().commit(vec![keep]).await?;
                self.kept_vapid().await?.ok_or(Fault::Document { what: "VAPID key" })?
            }
        };
        let pair = VapidKey::open(self.keys(), &sealed).map_err(Fault::from)?;
        if self.keys().needs_reseal(&sealed) {
            let anew = pair.sealed(self.keys(), rng).map_err(Fault::from)?;
            let seal_anew = Query::new(SEAL_ANEW).bind(KEPT_AS).bind(sealed).bind(anew);
            self.database().commit(vec![seal_anew]).await?;
        }
        Ok(pair)
    }

    async fn kept_vapid(&self) -> Result<Option<String>, CommitError> {
        let row = self.ask(vec![Query::new(KEPT).bind(KEPT_AS)]).await?.one();
        Ok(row.map(|row| row.text("v").map(str::to_owned)).transpose()?)
    }
}

#[cfg(test)]
#[path = "vapid_tests.rs"]
mod tests;
