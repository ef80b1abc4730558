//! How nodes tell each other of failures lately, so that an attack that is spread over them is seen by each as one: written when
//! there were any, read when another wrote. Bounded by `risk::Bursts`: some 400 KB a node under the widest attack.

use risk::Bursts;
use rules::time::{HOUR, Time};
use store::{CommitError, Node};

use super::Held;
use crate::beats::Fault;
use crate::house::House;

/// A row that was not written for so long tells of nothing that still counts.
const OVER_AFTER: i64 = 2 * HOUR;

impl House {
    /// Writes this node's failures lately, if there were any since, and reads those that other nodes wrote.
    ///
    /// # Errors
    /// [`Fault`]; what could not be written is written the next time.
    pub async fn share_failures(&self) -> Result<(), Fault> {
        let now = self.now();
        let mut others = self.others.lock().await;
        let held = match others.held {
            Some(held) => held,
            None => self.new_node(now).await?,
        };
        others.held = Some(held);
        others.held = Some(self.write_failures(held, now).await?);
        let ours = others.held.map(|held| held.node);
        let tells = |node: &Node| {
            Some(node.id) != ours && node.bursts_version > 0 && now.since(node.seen) < OVER_AFTER
        };
        let nodes: Vec<Node> = self.store.nodes().await?.into_iter().filter(tells).collect();
        let before = others.failures.len();
        others.failures.retain(|id, _| nodes.iter().any(|node| node.id == *id));
        let mut is_new = others.failures.len() != before;
        for node in &nodes {
            if others.failures.get(&node.id).is_none_or(|(version, _)| *version != node.bursts_version) {
                let read = self.store.node_bursts(node.id).await?;
                others.failures.insert(node.id, read);
                is_new = true;
            }
        }
        if is_new {
            let mut all = others.failures.values().map(|(_, bursts)| bursts);
            let first = all.next().cloned();
            self.engine.join_failures(first.map(|mut sum: Bursts| {
                all.for_each(|bursts| sum.merge(bursts));
                sum
            }));
        }
        Ok(())
    }

    pub(super) async fn write_failures(&self, held: Held, now: Time) -> Result<Held, Fault> {
        let Some(bursts) = self.engine.failed_lately() else { return Ok(held) };
        match self.store.save_bursts(held.node, held.token, &bursts, now).await {
            Ok(()) => Ok(held),
            Err(CommitError::Conflict) => self.lost_row(now).await,
            Err(error) => {
                self.engine.failures_not_written();
                Err(error.into())
            }
        }
    }
}
