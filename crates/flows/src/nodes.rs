//! How nodes tell each other what they have learned: each keeps a row of its own, writes it when it has learned more, and
//! adds the others' to its own. A crash loses what was learned since the last time, some minutes; nothing that anybody was
//! told depends on it. Failures lately go the same way, more often and by themselves (`failures`). Deliberately not here: when
//! (the workers of `server`), and what it is good for (`engine`).

mod failures;

use std::collections::BTreeMap;

use rand::Rng as _;
use risk::{AccountClass, Bursts, Threshold};
use rules::id::RowToken;
use rules::time::{MINUTE, Time};
use store::{CommitError, Node, Store};

use crate::beats::Fault;
use crate::engine::Counts;
use crate::house::House;

/// A row that was not written for so long is a process's that has ended.
pub(crate) const ENDED_AFTER: i64 = 15 * MINUTE;

/// A row is written so often at least, so that nobody takes it over.
const WRITE_EVERY: i64 = 5 * MINUTE;

/// This node's own row, and what it read of the others'.
#[derive(Debug, Default)]
pub(crate) struct Others {
    held: Option<Held>,
    /// By node: the version that was read, and what stood there.
    read: BTreeMap<RowToken, (i64, Counts)>,
    /// The same of failures lately.
    failures: BTreeMap<RowToken, (i64, Bursts)>,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    node: RowToken,
    token: RowToken,
    written: Time,
}

/// What is known of the thresholds, for whoever runs the site.
#[derive(Clone, Debug)]
pub struct LearnedSoFar {
    /// Each class with its threshold and the number of scores that it was learned from.
    pub thresholds: Vec<(AccountClass, Threshold)>,
    /// How many completed sign-ins the statistics remember; older ones count for less.
    pub sign_ins: u32,
    /// How many nodes have a row.
    pub nodes: usize,
}

/// What all nodes have written so far; for examinations, without a house.
///
/// # Errors
/// [`Fault`].
pub async fn learned_so_far(store: &Store, budget: f64) -> Result<LearnedSoFar, Fault> {
    let nodes = store.nodes().await?;
    let mut all = Counts::default();
    for node in &nodes {
        all.merge(&counts_of(store, node.id).await?.1);
    }
    let thresholds = AccountClass::ALL.map(|class| (class, all.scores.threshold(class, budget)));
    let sign_ins = all.statistics.total();
    Ok(LearnedSoFar { thresholds: thresholds.to_vec(), sign_ins, nodes: nodes.len() })
}

async fn counts_of(store: &Store, node: RowToken) -> Result<(i64, Counts), Fault> {
    let read = store.node_counts(node).await?;
    if read.unreadable {
        tracing::warn!(%node, "what this node had learned cannot be read, and counts as nothing");
    }
    Ok((read.version, Counts { statistics: read.statistics, scores: read.scores }))
}

impl House {
    /// Takes a row for this node, and goes on from what it holds. With an embedded database every row is free, since
    /// there is no other process. To be called once, before requests come in; without it a node begins from nothing.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn recall_learned(&self) -> Result<(), Fault> {
        let alone = self.store.is_embedded();
        let now = self.now();
        let mut others = self.others.lock().await;
        for node in self.store.nodes().await? {
            let ended = alone || now.since(node.seen) >= ENDED_AFTER;
            if ended && let Some(held) = self.claim(&node, now).await? {
                let counts = self.counts_of(held.node).await?.1;
                self.engine.recall(counts);
                self.engine.recall_failures(self.store.node_bursts(held.node).await?.1);
                others.held = Some(held);
                break;
            }
        }
        if others.held.is_none() {
            others.held = Some(self.new_node(now).await?);
        }
        drop(others);
        self.share_failures().await?;
        self.exchange_learned().await
    }

    /// Writes what this node has learned since, and reads what the others have.
    ///
    /// # Errors
    /// [`Fault`]; what could not be written is written the next time.
    pub async fn exchange_learned(&self) -> Result<(), Fault> {
        let now = self.now();
        let mut others = self.others.lock().await;
        others.held = match others.held {
            Some(held) => Some(self.write_learned(held, now, now).await?),
            None => Some(self.new_node(now).await?),
        };
        let nodes = self.store.nodes().await?;
        let foreign = |node: &&Node| Some(node.id) != others.held.map(|held| held.node);
        let foreign: Vec<Node> = nodes.iter().filter(foreign).cloned().collect();
        others.read.retain(|id, _| foreign.iter().any(|node| node.id == *id));
        let mut is_new = foreign.is_empty();
        for node in &foreign {
            if others.read.get(&node.id).is_none_or(|(version, _)| *version != node.version) {
                let read = self.counts_of(node.id).await?;
                others.read.insert(node.id, read);
                is_new = true;
            }
        }
        if is_new {
            let all = others.read.values().map(|(_, counts)| counts);
            let all = all.fold(None, |all: Option<Counts>, counts| match all {
                None => Some(counts.clone()),
                Some(mut all) => {
                    all.merge(counts);
                    Some(all)
                }
            });
            self.engine.join(all.as_ref());
        }
        Ok(())
    }

    /// Writes what was learned, and gives the row back for the next process to go on from.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn leave_learned(&self) -> Result<(), Fault> {
        let mut others = self.others.lock().await;
        if let Some(held) = others.held.take() {
            let held = self.write_failures(held, self.now()).await?;
            let held = Held { written: Time(0), ..held };
            self.write_learned(held, self.now(), Time(0)).await?;
        }
        Ok(())
    }

    /// The thresholds of this node, by class.
    #[must_use]
    pub fn thresholds(&self) -> [(AccountClass, Threshold); 3] {
        self.engine.thresholds()
    }

    /// What is known of the thresholds in force on this node, beside so many rows of nodes.
    pub(crate) fn learned_here(&self, nodes: usize) -> LearnedSoFar {
        LearnedSoFar {
            thresholds: self.engine.thresholds().to_vec(),
            sign_ins: self.engine.sign_ins(),
            nodes,
        }
    }

    /// The row that this node writes.
    pub(crate) async fn own_row(&self) -> Option<RowToken> {
        self.others.lock().await.held.map(|held| held.node)
    }

    async fn write_learned(&self, held: Held, now: Time, seen: Time) -> Result<Held, Fault> {
        let learned = self.engine.learned();
        let Some(counts) = learned.or_else(|| self.is_due(held, now)) else { return Ok(held) };
        let written = (&counts.statistics, &counts.scores);
        match self.store.save_node(held.node, held.token, written, seen).await {
            Ok(()) => Ok(Held { written: now, ..held }),
            Err(CommitError::Conflict) => self.lost_row(now).await,
            Err(error) => {
                self.engine.not_written();
                Err(error.into())
            }
        }
    }

    /// Another process took this one for ended and goes on from its row: here all begins anew.
    async fn lost_row(&self, now: Time) -> Result<Held, Fault> {
        tracing::warn!("another node took over what this one had learned; it begins anew");
        self.engine.recall(Counts::default());
        self.engine.recall_failures(Bursts::default());
        self.new_node(now).await
    }

    fn is_due(&self, held: Held, now: Time) -> Option<Counts> {
        (now.since(held.written) >= WRITE_EVERY).then(|| self.engine.ours())
    }

    async fn claim(&self, node: &Node, now: Time) -> Result<Option<Held>, Fault> {
        let token = self.row_token();
        match self.store.claim_node(node, token, now).await {
            Ok(()) => Ok(Some(Held { node: node.id, token, written: now })),
            Err(CommitError::Conflict) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn new_node(&self, now: Time) -> Result<Held, Fault> {
        let (node, token) = (self.row_token(), self.row_token());
        self.store.add_node(node, token, now).await?;
        Ok(Held { node, token, written: now })
    }

    async fn counts_of(&self, node: RowToken) -> Result<(i64, Counts), Fault> {
        counts_of(&self.store, node).await
    }

    fn row_token(&self) -> RowToken {
        let mut bytes = [0; 16];
        self.dice().fill_bytes(&mut bytes);
        RowToken::from_bytes(bytes)
    }
}
