//! A wire between the product and PostgreSQL that can be cut around a COMMIT: it reads the frontend's messages, knows
//! what each transaction writes, and cuts the one it was told to. What the product makes of that is judged in `cut`.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// Where the wire is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// COMMIT never arrives.
    BeforeCommit,
    /// COMMIT arrives, and both ends are cut at that instant.
    AtCommit,
    /// The product's end is cut, and COMMIT arrives only when the product has looked whether it did.
    AfterLook,
    /// COMMIT was carried out; its answer never arrives, nor those to the statements before it.
    AfterCommitSilent,
    /// COMMIT was carried out; the answers to the statements arrive, its own does not.
    AfterCommit,
    /// As after the commit, and then the database cannot be reached for a while.
    AfterCommitDark,
}

impl Where {
    pub(super) const ALL: [Self; 6] = [
        Self::BeforeCommit,
        Self::AtCommit,
        Self::AfterLook,
        Self::AfterCommitSilent,
        Self::AfterCommit,
        Self::AfterCommitDark,
    ];
}

#[derive(Debug, Default)]
struct Orders {
    cut: Mutex<Option<Where>>,
    dark: AtomicBool,
    /// Told to every wire when it gets dark, so that none is left to ask through.
    lights_out: Notify,
    /// Told when a wire has brought the answer to a look at a sign-in's mark.
    looked: Notify,
}

/// How long a COMMIT waits for the product's look: what is no sign-in is not looked for.
const LOOK: Duration = Duration::from_millis(500);

/// How the product looks whether a sign-in's commit was done.
const LOOKS: &str = "SELECT token FROM sign_ins";

/// What is written beside requests: the outbox's leases, what nodes tell each other, proofs that the database takes writes. To cut
/// one of these would leave the request under way whole, or take from under it a connection that it only reads on.
const BESIDE: [&str; 3] = [" outbox ", " risk_nodes ", " meta "];

impl Orders {
    /// Takes the order, if there is one.
    fn take(&self) -> Option<Where> {
        self.cut.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The wire, as long as this value lives.
#[derive(Debug)]
pub(super) struct Proxy {
    address: SocketAddr,
    orders: Arc<Orders>,
    _wires: JoinSet<()>,
}

impl Proxy {
    /// Lays a wire to this server.
    pub(super) async fn lay(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port for the proxy")?;
        let address = listener.local_addr()?;
        let orders = Arc::new(Orders::default());
        let mut wires = JoinSet::new();
        wires.spawn(lay_wires(listener, server, Arc::clone(&orders)));
        Ok(Self { address, orders, _wires: wires })
    }

    pub(super) const fn port(&self) -> u16 {
        self.address.port()
    }

    /// The next transaction of a request is cut there.
    pub(super) fn cut(&self, place: Where) {
        *self.orders.cut.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    }

    /// Whether the cut has been made.
    pub(super) fn has_cut(&self) -> bool {
        self.orders.cut.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// The database can be reached again; an order that was not carried out is withdrawn.
    pub(super) fn mend(&self) {
        self.orders.take();
        self.orders.dark.store(false, Ordering::SeqCst);
    }
}

async fn lay_wires(listener: TcpListener, server: SocketAddr, orders: Arc<Orders>) {
    let mut wires = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        if orders.dark.load(Ordering::SeqCst) {
            drop(client);
            continue;
        }
        let orders = Arc::clone(&orders);
        wires.spawn(async move {
            // A wire that breaks is what this is about.
            let _ = carry(client, server, &orders).await;
        });
        while wires.try_join_next().is_some() {}
    }
}

/// What a transaction under way does, read from its messages.
#[derive(Debug, Default)]
struct Transaction {
    /// A BEGIN has no COMMIT yet; outside of that, a Sync commits what was sent before it.
    begun: bool,
    statements: HashMap<Vec<u8>, String>,
    bound: Vec<String>,
    /// A look was sent and not answered yet.
    looks: bool,
}

impl Transaction {
    /// Reads one message of the frontend; whether it commits a request's writes.
    fn reads(&mut self, kind: u8, body: &[u8]) -> bool {
        let mut texts = body.split(|byte| *byte == 0);
        match kind {
            b'P' => {
                let name = texts.next().unwrap_or_default().to_vec();
                let sql = String::from_utf8_lossy(texts.next().unwrap_or_default()).into_owned();
                self.statements.insert(name, sql);
                false
            }
            b'B' => {
                let name = texts.nth(1).unwrap_or_default();
                let sql = self.statements.get(name).cloned();
                self.looks |= sql.as_ref().is_some_and(|sql| sql.starts_with(LOOKS));
                self.bound.extend(sql);
                false
            }
            b'Q' => {
                let says = texts.next().unwrap_or_default();
                self.begun = says.starts_with(b"BEGIN");
                let commits = says == b"COMMIT" && self.is_request();
                self.bound.clear();
                commits
            }
            b'S' if !self.begun => {
                let commits = self.is_request();
                self.bound.clear();
                commits
            }
            _ => false,
        }
    }

    /// A statement may be joined of several writes.
    fn is_request(&self) -> bool {
        self.bound.iter().flat_map(|sql| sql.split(" AS (")).any(|write| {
            let beside = BESIDE.iter().any(|table| write.contains(table));
            (write.starts_with("INSERT") || write.starts_with("UPDATE")) && !beside
        })
    }
}

async fn carry(mut client: TcpStream, server: SocketAddr, orders: &Orders) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let mut transaction = Transaction::default();
    let mut sent = Vec::new();
    let mut greeted = false;
    let (mut from_client, mut from_server) = ([0; 16 * 1024], [0; 16 * 1024]);
    let lights_out = orders.lights_out.notified();
    tokio::pin!(lights_out);
    loop {
        tokio::select! {
            () = &mut lights_out => return Ok(()),
            read = client.read(&mut from_client) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                sent.extend_from_slice(&from_client[..read]);
                while let Some((length, kind)) = whole(&sent, greeted) {
                    let message: Vec<u8> = sent.drain(..length).collect();
                    let is_commit = greeted && transaction.reads(kind, message.get(5..).unwrap_or_default());
                    greeted = true;
                    if is_commit && let Some(place) = orders.take() {
                        return cut(place, &message, &mut client, &mut server, orders).await;
                    }
                    server.write_all(&message).await?;
                }
            }
            read = server.read(&mut from_server) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                client.write_all(&from_server[..read]).await?;
                if std::mem::take(&mut transaction.looks) {
                    orders.looked.notify_waiters();
                }
            }
        }
    }
}

/// The length and kind of the first message, if it is whole. The very first has no kind.
fn whole(sent: &[u8], greeted: bool) -> Option<(usize, u8)> {
    let skip = usize::from(greeted);
    let length = sent.get(skip..skip + 4)?;
    let length = u32::from_be_bytes(length.try_into().ok()?);
    let length = usize::try_from(length).ok()? + skip;
    (sent.len() >= length).then(|| (length, sent[0]))
}

/// Cuts the wire around this COMMIT, or Sync of what commits alone; returning drops both ends.
async fn cut(
    place: Where,
    commit: &[u8],
    client: &mut TcpStream,
    server: &mut TcpStream,
    orders: &Orders,
) -> std::io::Result<()> {
    if place == Where::AfterCommitDark {
        orders.dark.store(true, Ordering::SeqCst);
        orders.lights_out.notify_waiters();
    }
    if place == Where::BeforeCommit {
        return Ok(());
    }
    if place == Where::AfterLook {
        let looked = orders.looked.notified();
        tokio::pin!(looked);
        looked.as_mut().enable();
        client.shutdown().await?;
        // Nobody looks for what is no sign-in; then it is done a little later.
        let _ = tokio::time::timeout(LOOK, looked).await;
    }
    server.write_all(commit).await?;
    if place == Where::AfterLook {
        // It is done before the wire is gone: the drill goes on with what the product told.
        let _ = server.read(&mut [0; 1024]).await?;
        return Ok(());
    }
    if place == Where::AtCommit {
        return Ok(());
    }
    // Read on until the server has said that the transaction is over.
    let mut heard = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let read = server.read(&mut piece).await?;
        heard.extend_from_slice(&piece[..read]);
        let said = over(&heard);
        if place == Where::AfterCommit {
            // The message that says so may not have come whole.
            let before = said.unwrap_or(heard.len().saturating_sub(16));
            client.write_all(&heard[..before]).await?;
            heard.drain(..before);
        }
        if said.is_some() || read == 0 {
            return Ok(());
        }
    }
}

/// Where the message begins that says that the transaction is over: CommandComplete of COMMIT, five bytes before its text;
/// or ReadyForQuery outside a transaction.
fn over(heard: &[u8]) -> Option<usize> {
    let find = |words: &[u8]| heard.windows(words.len()).position(|window| window == words);
    let complete = find(b"COMMIT\0").or_else(|| find(b"ROLLBACK\0")).map(|at| at.saturating_sub(5));
    complete.or_else(|| find(b"Z\0\0\0\x05I"))
}

#[cfg(test)]
#[path = "proxy_tests.rs"]
mod tests;
