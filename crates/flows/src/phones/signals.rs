//! Who waits for what happens to an account's prompts: pages that wait for a phone, and apps that wait for a prompt. Told at once
//! by this node, and within a moment of what other nodes wrote. Deliberately not here: what happened; whoever is told looks.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use rules::id::AccountId;
use rules::time::Time;
use store::PromptMark;
use tokio::sync::watch;

use crate::beats::Fault;
use crate::house::House;

/// Nodes' clocks may differ by so much, in seconds; further apart, whoever waits finds out by looking.
const CLOCKS_DIFFER: i64 = 5;

/// The waiting, by account.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    waiting: Mutex<HashMap<AccountId, watch::Sender<u64>>>,
    seen: Mutex<HashSet<PromptMark>>,
}

/// Somebody who waits; dropping it ends the waiting.
#[derive(Debug)]
pub struct Waiting(watch::Receiver<u64>);

impl Waiting {
    /// Returns when something may have happened.
    pub async fn moved(&mut self) {
        // The sender lives while anybody waits; were it gone, looking again is all there is to do.
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Signals {
    fn wait(&self, account: AccountId) -> Waiting {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        Waiting(waiting.entry(account).or_insert_with(|| watch::channel(0).0).subscribe())
    }

    /// Wakes whoever waits for this account.
    pub(crate) fn tell(&self, account: AccountId) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = waiting.get(&account) else { return };
        if sender.is_closed() {
            waiting.remove(&account);
        } else {
            sender.send_modify(|n| *n = n.wrapping_add(1));
        }
    }

    /// Forgets accounts that nobody waits for; whether anybody waits at all.
    fn anybody(&self) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, sender| !sender.is_closed());
        !waiting.is_empty()
    }

    /// Wakes whoever waits for one of these, but for what was told before.
    fn news(&self, marks: Vec<PromptMark>) {
        let marks: HashSet<PromptMark> = marks.into_iter().collect();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for mark in marks.difference(&seen) {
            self.tell(mark.account);
        }
        *seen = marks;
    }
}

impl House {
    /// Waits for what happens to an account's prompts.
    pub(crate) fn wait_for(&self, account: AccountId) -> Waiting {
        self.signals.wait(account)
    }

    /// Looks for what other nodes wrote about prompts since, if anybody here waits. To be called again and again, some times
    /// a second, where there may be other nodes.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn hear_of_prompts(&self) -> Result<(), Fault> {
        if !self.signals.anybody() {
            return Ok(());
        }
        let since = Time(self.now().0 - CLOCKS_DIFFER);
        let marks = self.store.prompts_changed(since).await?;
        self.signals.news(marks);
        Ok(())
    }
}
