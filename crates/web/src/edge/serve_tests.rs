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

/// All that comes until the other end hangs up, also where it does so on what it has not read.
async fn read_all(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    if let Err(error) = stream.read_to_end(&mut text).await {
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    }
    String::from_utf8(text).unwrap()
}

/// A handler that tells when a request has come, and answers when it is told to go on.
fn slow() -> (Router, Arc<Notify>, Arc<Notify>) {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, awaited) = (Arc::clone(&begun), Arc::clone(&go_on));
    let slow = move || async move {
        told.notify_one();
        awaited.notified().await;
        "done"
    };
    (Router::new().route("/", get(slow)), begun, go_on)
}

const ONCE: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_request_knows_the_other_end_of_its_connection() {
    let router = Router::new()
        .route("/", get(|Extension(Peer(peer)): Extension<Peer>| async move { peer.to_string() }));
    let server = running(router, Limits::default()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let me = stream.local_addr().unwrap().to_string();
    stream.write_all(ONCE).await.unwrap();
    let answer = read_all(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(&me), "{answer}");
}

#[tokio::test]
async fn who_says_nothing_or_speaks_too_slowly_is_hung_up_on() {
    let limits = Limits { head_timeout: Duration::from_millis(50), ..Limits::default() };
    let server = running(Router::new(), limits).await;
    for beginning in [&b""[..], b"GET / HTTP/1.1\r\nHost: loc"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        // On a busy machine it may be hung up on before it has said this.
        let _said = stream.write_all(beginning).await;
        assert!(!read_all(&mut stream).await.contains(" 200 "), "the connection ends by itself");
    }
}

#[tokio::test]
async fn a_full_house_serves_the_next_when_a_place_is_free() {
    let (router, begun, go_on) = slow();
    let server = running(router, Limits { connections: 1, ..Limits::default() }).await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    first.write_all(ONCE).await.unwrap();
    begun.notified().await;
    let mut waiting = TcpStream::connect(server.address).await.unwrap();
    waiting.write_all(ONCE).await.unwrap();
    go_on.notify_one();
    assert!(read_all(&mut first).await.ends_with("done"));
    begun.notified().await;
    go_on.notify_one();
    assert!(read_all(&mut waiting).await.ends_with("done"), "once the first had left its place");
}

#[tokio::test]
async fn a_request_under_way_ends_before_the_server_does() {
    let (router, begun, go_on) = slow();
    let server = running(router, Limits::default()).await;
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
    let (router, begun, _never) = slow();
    let limits = Limits { shutdown_timeout: Duration::from_millis(20), ..Limits::default() };
    let server = running(router, limits).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(ONCE).await.unwrap();
    begun.notified().await;
    server.stop.send(()).unwrap();
    assert!(server.served.await.unwrap().is_ok());
}
