//! What the nodes have learned of all accounts together: each writes its own row and reads the others'. Deliberately not
//! here: what the counts mean (`risk`), and when they are exchanged (`flows`).

use data_encoding::BASE64URL_NOPAD;
use risk::{Bursts, ScoreCounts, Statistics};
use rules::Time;
use rules::id::RowToken;

use crate::doc::id;
use crate::error::{CommitError, Fault, ReadError};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    NODES = "SELECT node, token, seen, version, bursts_version FROM risk_nodes ORDER BY node";
    NODE = "SELECT statistics, scores, version FROM risk_nodes WHERE node = $1";
    BURSTS = "SELECT bursts, bursts_version FROM risk_nodes WHERE node = $1";
    ADD = "INSERT INTO risk_nodes (node, token, seen, version, statistics, scores) VALUES ($1, $2, $3, 0, '', '')";
    CLAIM = "UPDATE risk_nodes SET token = $3, seen = $4 WHERE node = $1 AND token = $2";
    SAVE = "UPDATE risk_nodes SET seen = $3, version = version + 1, statistics = $4, scores = $5 \
        WHERE node = $1 AND token = $2";
    SAVE_BURSTS = "UPDATE risk_nodes SET seen = $3, bursts_version = bursts_version + 1, bursts = $4 \
        WHERE node = $1 AND token = $2";
}

/// A node's row without what it learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub id: RowToken,
    /// The process that holds it.
    pub token: RowToken,
    /// When that process wrote last.
    pub seen: Time,
    /// How often what it learned was written.
    pub version: i64,
    /// How often its failures lately were written.
    pub bursts_version: i64,
}

/// What a node has learned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeCounts {
    /// How common everything is.
    pub statistics: Statistics,
    /// The scores of completed sign-ins.
    pub scores: ScoreCounts,
    /// The version of its row.
    pub version: i64,
    /// Something of it could not be read, and counts as nothing.
    pub unreadable: bool,
}

fn node(row: &Row) -> Result<Node, Fault> {
    let (id, token) = (id(row, "node")?, id(row, "token")?);
    let (version, bursts_version) = (row.int("version")?, row.int("bursts_version")?);
    Ok(Node { id, token, seen: Time(row.int("seen")?), version, bursts_version })
}

/// A blob that cannot be read is no reason to be without the others: it counts as nothing, and that is told.
fn read<T: Default>(text: &str, from: impl Fn(&[u8]) -> Option<T>, unreadable: &mut bool) -> T {
    if text.is_empty() {
        return T::default();
    }
    let read = BASE64URL_NOPAD.decode(text.as_bytes()).ok().and_then(|bytes| from(&bytes));
    *unreadable |= read.is_none();
    read.unwrap_or_default()
}

impl Store {
    /// The rows of all nodes, also of those that have ended.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn nodes(&self) -> Result<Vec<Node>, ReadError> {
        let rows = self.ask(vec![Query::new(NODES)]).await?.all();
        Ok(rows.iter().map(node).collect::<Result<_, _>>()?)
    }

    /// What a node has learned; nothing if there is no such node.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn node_counts(&self, node: RowToken) -> Result<NodeCounts, ReadError> {
        let row = self.ask(vec![Query::new(NODE).bind(node.to_string())]).await?.one();
        let Some(row) = row else { return Ok(NodeCounts::default()) };
        let mut unreadable = false;
        let statistics =
            read(row.text("statistics")?, |bytes| Statistics::from_bytes(bytes).ok(), &mut unreadable);
        let scores = read(row.text("scores")?, |bytes| ScoreCounts::from_bytes(bytes).ok(), &mut unreadable);
        Ok(NodeCounts { statistics, scores, version: row.int("version")?, unreadable })
    }

    /// A node's failures lately, with their version; none if there is no such node. What cannot be read counts as nothing
    /// and is written anew within the minute.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn node_bursts(&self, node: RowToken) -> Result<(i64, Bursts), ReadError> {
        let row = self.ask(vec![Query::new(BURSTS).bind(node.to_string())]).await?.one();
        let Some(row) = row else { return Ok((0, Bursts::default())) };
        let bursts = read(row.text("bursts")?, |bytes| Bursts::from_bytes(bytes).ok(), &mut false);
        Ok((row.int("bursts_version")?, bursts))
    }

    /// A row for a node that is new.
    ///
    /// # Errors
    /// [`CommitError`].
    pub async fn add_node(&self, node: RowToken, token: RowToken, now: Time) -> Result<(), CommitError> {
        let add = Query::new(ADD).bind(node.to_string()).bind(token.to_string()).bind(now.0);
        self.database().commit(vec![add]).await
    }

    /// Takes over the row of a process that has ended.
    ///
    /// # Errors
    /// [`CommitError::Conflict`]: another process was quicker.
    pub async fn claim_node(&self, held: &Node, token: RowToken, now: Time) -> Result<(), CommitError> {
        let claim = Query::new(CLAIM).bind(held.id.to_string()).bind(held.token.to_string());
        self.database().commit(vec![claim.bind(token.to_string()).bind(now.0).or_conflict()]).await
    }

    /// Writes what this node has learned.
    ///
    /// # Errors
    /// [`CommitError::Conflict`]: another process holds the row now.
    pub async fn save_node(
        &self,
        node: RowToken,
        token: RowToken,
        counts: (&Statistics, &ScoreCounts),
        seen: Time,
    ) -> Result<(), CommitError> {
        let blob = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let save = Query::new(SAVE)
            .bind(node.to_string())
            .bind(token.to_string())
            .bind(seen.0)
            .bind(blob(&counts.0.to_bytes()))
            .bind(blob(&counts.1.to_bytes()));
        self.database().commit(vec![save.or_conflict()]).await
    }

    /// Writes this node's failures lately.
    ///
    /// # Errors
    /// [`CommitError::Conflict`]: another process holds the row now.
    pub async fn save_bursts(
        &self,
        node: RowToken,
        token: RowToken,
        bursts: &Bursts,
        now: Time,
    ) -> Result<(), CommitError> {
        let blob = BASE64URL_NOPAD.encode(&bursts.to_bytes(now.0));
        let save = Query::new(SAVE_BURSTS).bind(node.to_string()).bind(token.to_string());
        self.database().commit(vec![save.bind(now.0).bind(blob).or_conflict()]).await
    }
}

#[cfg(test)]
#[path = "nodes_tests.rs"]
mod tests;
