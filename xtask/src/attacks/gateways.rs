//! Gateways for text messages that answer slowly, without end or with another address (A58): what they cost is bounded in time
//! and bytes, nobody else waits for them, and the text goes another way. Push services are told in `pairing`, and the wall for
//! addresses that strangers name in `crates/delivery/src/guard_tests.rs`.

use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use hyper::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::interval;

use super::doors::asked_for;
use super::verdict::signed_in;
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Person, Power, Text, until};

/// A gateway is given up after ten seconds; the machine may be slow.
const GIVEN_UP: Duration = Duration::from_secs(60);
/// How long a gateway takes for each byte of a head that never ends.
const DRIP: Duration = Duration::from_millis(200);
/// What the two systems may hold of an answer on its way, whatever little of it is read.
const ON_THE_WAY: usize = 32 << 20;

pub(super) const ALL: &[Attack] =
    &[attack!("A58", a_slow_or_endless_gateway_holds_nobody_up, &[Kind::Phone, Kind::App])];

/// A gateway that means harm, by the path that it is called at.
#[derive(Debug, Default)]
struct Hostile {
    /// Calls of the slow one that are still held.
    held: AtomicUsize,
    /// Calls of any kind that the caller ended.
    left: AtomicUsize,
    /// Bytes of the endless answer that the caller's system took.
    poured: AtomicUsize,
    /// Calls at the address that an answer led to.
    led: AtomicUsize,
}

impl Hostile {
    /// Listens on loopback until its runtime ends.
    async fn open() -> Result<(Arc<Self>, SocketAddr)> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let (hostile, address) = (Arc::new(Self::default()), listener.local_addr()?);
        let answering = Arc::clone(&hostile);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let hostile = Arc::clone(&answering);
                tokio::spawn(async move {
                    // Every answer ends with an error at last: the caller goes.
                    let _gone = hostile.answer(stream, address).await;
                    hostile.left.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Ok((hostile, address))
    }

    async fn answer(&self, mut stream: TcpStream, address: SocketAddr) -> io::Result<()> {
        let mut head = vec![0; 8192];
        let read = stream.read(&mut head).await?;
        let head = String::from_utf8_lossy(&head[..read]).into_owned();
        match head.split(' ').nth(1).unwrap_or_default() {
            path if path.starts_with("/slow") => self.drip(stream).await,
            path if path.starts_with("/endless") => self.pour(stream).await,
            path if path.starts_with("/elsewhere") => {
                let answer = format!(
                    "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{address}/led\r\n\
                     content-length: 0\r\nconnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).await?;
                stream.read_exact(&mut [0]).await.map(|_| ())
            }
            _ => {
                self.led.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        }
    }

    /// A head that never ends, a byte at a time, so that something always comes.
    async fn drip(&self, mut stream: TcpStream) -> io::Result<()> {
        self.held.fetch_add(1, Ordering::SeqCst);
        let mut beat = interval(DRIP);
        let dripped = async {
            stream.write_all(b"HTTP/1.1 202 Accepted\r\nx-slow: ").await?;
            loop {
                beat.tick().await;
                stream.write_all(b"a").await?;
            }
        };
        let gone: io::Result<()> = dripped.await;
        self.held.fetch_sub(1, Ordering::SeqCst);
        gone
    }

    /// A refusal with a body that never ends.
    async fn pour(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\ntransfer-encoding: chunked\r\n\r\n").await?;
        let mut chunk = b"10000\r\n".to_vec();
        chunk.extend([b'a'; 0x10000]);
        chunk.extend(b"\r\n");
        loop {
            stream.write_all(&chunk).await?;
            self.poured.fetch_add(chunk.len(), Ordering::SeqCst);
        }
    }
}

async fn a_slow_or_endless_gateway_holds_nobody_up(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let (hostile, address) = Hostile::open().await?;
    let template = |path: &str| {
        format!(
            r#"{{ kind = "template", name = "{path}", url = "http://{address}/{path}", body = '{{"to":"{{to}}","text":"{{text}}"}}' }}"#
        )
    };
    let couriers = format!(
        r#"text_messages.couriers = [
          {{ kind = "kannel", url = "http://{address}/slow", username = "u", password = "p", from = "Trial" }},
          {}, {}, {{ kind = "folder", path = "texts" }}]"#,
        template("endless"),
        template("elsewhere"),
    );
    let site = world.another(&people, &[&couriers]).await?;
    let [texted, mut other] = cast(people)?;
    let mut browser = site.browser();
    let open = asked_for(&mut browser, &texted, "text_message").await?;
    until("the call of the slow gateway", GIVEN_UP, async || {
        Ok((hostile.held.load(Ordering::SeqCst) > 0).then_some(()))
    })
    .await?;
    // While it holds the text, everybody else goes in and out.
    site.browser().sign_in(&mut other).await?;
    for node in 0..world.nodes {
        let ready = site.browser().at_node(node);
        is_ready(ready).await?;
    }
    ensure!(
        hostile.held.load(Ordering::SeqCst) > 0,
        "the slow gateway was given up before the others were in"
    );
    ensure!(site.texts()?.is_empty(), "the text did not wait for its first gateway");
    // The text goes by the fourth courier, and none of the three is called any more.
    let code = until("the text by another way", GIVEN_UP, async || {
        Ok(site.texts()?.last().and_then(Text::code).map(str::to_owned))
    })
    .await?;
    until("the end of all three calls", GIVEN_UP, async || {
        Ok((hostile.left.load(Ordering::SeqCst) == 3).then_some(()))
    })
    .await?;
    let (poured, led) = (hostile.poured.load(Ordering::SeqCst), hostile.led.load(Ordering::SeqCst));
    ensure!(led == 0, "an answer led the house to another address");
    ensure!(poured <= ON_THE_WAY, "{poured} bytes of an endless answer were taken");
    signed_in(&browser.code(&open, &code).await?, "the code by another way")
}

async fn is_ready(mut browser: Browser) -> Result<()> {
    let reply = browser.call(Method::GET, "/readyz", Power::None, None).await?;
    ensure!(reply.status == 200, "not ready while a gateway is slow: {} {}", reply.status, reply.text);
    Ok(())
}
