//! More sockets than the process may open files, and connections half open at the end.

use std::time::Duration;

use reqwest::Client;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::program::{Program, Running};
use crate::support::{Backend, Database};

async fn connect(running: &Running) -> TcpStream {
    TcpStream::connect(running.url.strip_prefix("http://").unwrap()).await.unwrap()
}

/// Others are answered while so many connections do nothing.
async fn answers_beside(running: &Running, idle: usize) {
    let mut sockets = Vec::new();
    for _ in 0..idle {
        sockets.push(connect(running).await);
    }
    for path in ["healthz", "readyz", "sign-in"] {
        let client = Client::builder().timeout(Duration::from_secs(5)).build().unwrap();
        let answer = client.get(format!("{}/{path}", running.url)).send().await.unwrap();
        assert!([200, 503].contains(&answer.status().as_u16()), "{path}: {}", answer.status());
        assert!(!answer.text().await.unwrap().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn idle_sockets_shut_nobody_out_where_few_files_can_be_opened() {
    let database = Database::new(Backend::Sqlite).await;
    let program = Program::on(&database);
    // Both limits, the soft and the hard one.
    let running = program.start_by(r#"ulimit -n 256; exec "$0" serve --demo 2>>log"#).await;
    answers_beside(&running, 400).await;
    let log = program.log();
    assert!(log.contains("may open too few files for limits.connections"), "{log}");
    let began = std::time::Instant::now();
    assert!(running.terminate().await.0.success());
    assert!(began.elapsed() < Duration::from_secs(5));
    program.is_sound().await;
}

#[tokio::test]
async fn the_limit_of_open_files_is_raised() {
    let database = Database::new(Backend::Sqlite).await;
    let mut program = Program::on(&database);
    program.set("MABIT_LIMITS__CONNECTIONS", "500");
    let running = program.start_by(r#"ulimit -Sn 128; exec "$0" serve --demo 2>>log"#).await;
    answers_beside(&running, 300).await;
    assert!(!program.log().contains("too few files"), "{}", program.log());
    assert!(running.terminate().await.0.success());
}

#[tokio::test]
async fn a_connection_half_open_does_not_hold_up_the_end() {
    let database = Database::new(Backend::Sqlite).await;
    let program = Program::on(&database);
    let running = program.start(&["--demo"]).await;
    let _silent = connect(&running).await;
    let mut half = connect(&running).await;
    half.write_all(b"GET /healthz HTTP/1.1\r\nhost: ").await.unwrap();
    let (status, took) = running.terminate().await;
    assert_eq!(status.code(), Some(0), "{}", program.log());
    assert!(took < Duration::from_secs(4), "{took:?}");
}
