//! Connections that keep the server waiting, and more of them than it takes. In these tests time
//! stands still while anything is done, and jumps on while everybody waits.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use futures::stream;
use mabit::http::server::{Limits, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

const ASK: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

struct Running {
    server: Arc<Server>,
    address: std::net::SocketAddr,
    stopping: CancellationToken,
}

impl Running {
    async fn new(connections: usize, per_address: usize) -> Self {
        // As much as no buffer of the system takes.
        let much = || async { Body::from(Bytes::from(vec![b'x'; 64 << 20])) };
        let endless =
            || async { Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>()) };
        let slow = || async {
            sleep(Duration::from_millis(1_500)).await;
            "slow"
        };
        let routes = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/much", get(much))
            .route("/slow", get(slow))
            .route("/endless", get(endless));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stopping = CancellationToken::new();
        let limits = Limits { connections, per_address };
        let server = Arc::new(Server::new(routes, limits, Arc::new([]), stopping.clone()));
        let accepting = Arc::clone(&server);
        tokio::spawn(async move { accepting.accept(&listener).await });
        Self { server, address, stopping }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A connection on which something was asked for that does not end.
    async fn busy(&self) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(b"GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
        stream
    }
}

/// One piece of an answer.
async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4_096];
    let read = stream.read(&mut bytes).await.unwrap_or(0);
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

/// How long the server keeps a connection open; nothing is sent by either side.
async fn closed_after(stream: &mut TcpStream) -> u64 {
    let began = Instant::now();
    let mut rest = Vec::new();
    let _ = timeout(Duration::from_secs(600), stream.read_to_end(&mut rest)).await;
    assert!(rest.is_empty(), "{}", String::from_utf8_lossy(&rest));
    began.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn whoever_keeps_the_server_waiting_is_closed() {
    let running = Running::new(100, 100).await;
    let mut silent = running.connect().await;
    let after = closed_after(&mut silent).await;
    assert!((14..20).contains(&after), "nothing sent: {after}");

    let mut half = running.connect().await;
    half.write_all(b"GET / HTTP/1.1\r\nhost").await.unwrap();
    let after = closed_after(&mut half).await;
    assert!((14..20).contains(&after), "half a head: {after}");

    let mut resting = running.connect().await;
    for _ in 0..2 {
        resting.write_all(ASK).await.unwrap();
        assert!(answer(&mut resting).await.ends_with("here"));
        sleep(Duration::from_secs(50)).await;
    }
    let after = closed_after(&mut resting).await;
    assert!((9..16).contains(&after), "at rest: {after}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_may_be_silent_for_long() {
    let running = Running::new(100, 100).await;
    let mut stream = running.busy().await;
    assert_eq!(closed_after(&mut stream).await, 600);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_reads_is_dropped() {
    let running = Running::new(1, 1).await;
    let mut unread = running.connect().await;
    unread.write_all(b"GET /much HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    unread.readable().await.unwrap();
    // The place is taken for as long as the answer is kept.
    let began = Instant::now();
    loop {
        let mut other = running.connect().await;
        other.write_all(ASK).await.unwrap();
        if answer(&mut other).await.ends_with("here") {
            break;
        }
        sleep(Duration::from_secs(1)).await;
        assert!(began.elapsed() < Duration::from_secs(120));
    }
    let after = began.elapsed().as_secs();
    assert!((25..40).contains(&after), "{after}");
}

#[tokio::test]
async fn idle_connections_shut_nobody_out_and_busy_ones_are_kept() {
    let running = Running::new(8, 8).await;
    let mut idle = Vec::new();
    for _ in 0..50 {
        idle.push(running.connect().await);
    }
    let mut other = running.connect().await;
    other.write_all(ASK).await.unwrap();
    assert!(answer(&mut other).await.ends_with("here"));
    drop(idle);

    let mut busy = Vec::new();
    for _ in 0..8 {
        busy.push(running.busy().await);
    }
    let mut refused = running.connect().await;
    let said = answer(&mut refused).await;
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("retry-after"), "{said}");
    drop(busy.pop());
    // Its place is given back as soon as its end has been heard of.
    let again = async {
        loop {
            let mut other = running.connect().await;
            let _ = other.write_all(ASK).await;
            if answer(&mut other).await.ends_with("here") {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), again).await.unwrap();
}

#[tokio::test]
async fn stopping_waits_for_requests_and_for_nobody_else() {
    let running = Running::new(100, 100).await;
    let _silent = running.connect().await;
    let mut half = running.connect().await;
    half.write_all(b"GET / HTTP/1.1\r\nhost").await.unwrap();
    let mut resting = running.connect().await;
    resting.write_all(ASK).await.unwrap();
    assert!(answer(&mut resting).await.ends_with("here"));
    let mut slow = running.connect().await;
    slow.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    // Until the slow one has been read the others are known as well.
    sleep(Duration::from_millis(500)).await;
    let began = Instant::now();
    running.stopping.cancel();
    let (said, ()) = tokio::join!(answer(&mut slow), running.server.finish());
    assert!(said.ends_with("slow"), "{said}");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!(closed_after(&mut resting).await, 0);
}
