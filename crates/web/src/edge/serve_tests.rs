//! The server as its callers meet it, over real connections on this machine.

use std::num::NonZeroUsize;

use super::*;
use axum::extract::Extension;
use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<io::Result<()>>,
}

async fn running(router: Router, limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async { stopped.await.unwrap_or_default() };
    let threads = Threads::start(NonZeroUsize::MIN).unwrap();
    let served = tokio::spawn(serve(listener, threads, router, limits, None, stopped));
    Running { address, stop, served }
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.unwrap();
    String::from_utf8(text).unwrap()
}

fn limits() -> Limits {
    Limits { head_timeout: Duration::from_millis(50), ..Limits::default() }
}

const ONCE: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_request_knows_the_other_end_of_its_connection() {
    let router = Router::new()
        .route("/", get(|Extension(Peer(peer)): Extension<Peer>| async move { peer.to_string() }));
    let server = running(router, limits()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let me = stream.local_addr().unwrap().to_string();
    stream.write_all(ONCE).await.unwrap();
    let answer = read_all(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(&me), "{answer}");
}

#[tokio::test]
async fn who_says_nothing_or_speaks_too_slowly_is_hung_up_on() {
    let server = running(Router::new(), limits()).await;
    for beginning in [&b""[..], b"GET / HTTP/1.1\r\nHost: loc"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        assert!(!read_all(&mut stream).await.contains(" 200 "), "the connection ends by itself");
    }
}

#[tokio::test]
async fn a_full_house_serves_the_next_when_a_place_is_free() {
    let router = Router::new().route("/", get(|| async { "served" }));
    let server = running(router, Limits { connections: 1, ..limits() }).await;
    let silent = TcpStream::connect(server.address).await.unwrap();
    let mut waiting = TcpStream::connect(server.address).await.unwrap();
    waiting.write_all(ONCE).await.unwrap();
    assert!(read_all(&mut waiting).await.ends_with("served"), "after the silent one lost its place");
    drop(silent);
}

#[tokio::test]
async fn a_request_under_way_ends_before_the_server_does() {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, awaited) = (Arc::clone(&begun), Arc::clone(&go_on));
    let slow = move || async move {
        told.notify_one();
        awaited.notified().await;
        "done"
    };
    let server = running(Router::new().route("/", get(slow)), limits()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    begun.notified().await;
    server.stop.send(()).unwrap();
    go_on.notify_one();
    assert!(read_all(&mut stream).await.ends_with("done"));
    server.served.await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_off() {
    let begun = Arc::new(Notify::new());
    let told = Arc::clone(&begun);
    let endless = move || async move {
        told.notify_one();
        std::future::pending::<()>().await;
    };
    let limits = Limits { shutdown_timeout: Duration::from_millis(20), ..limits() };
    let server = running(Router::new().route("/", get(endless)), limits).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(ONCE).await.unwrap();
    begun.notified().await;
    server.stop.send(()).unwrap();
    assert!(server.served.await.unwrap().is_ok());
}
