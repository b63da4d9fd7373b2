//! SIGTERM under load: it ends by itself in time, what was answered is there, what was not
//! can be repeated with its key, and open streams end.

use std::time::Duration;

use futures::StreamExt;
use reqwest::Client;

use crate::aftermath::everything_answered_is_there;
use crate::load::Load;
use crate::support::program::{Program, until};
use crate::support::{Backend, Database};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_under_load_on_sqlite() {
    stopped(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn stopped_under_load_on_postgres() {
    stopped(Backend::Postgres).await;
}

async fn stopped(backend: Backend) {
    let database = Database::new(backend).await;
    let program = Program::on(&database);
    let mut running = program.start_filled().await;
    let load = Load::new(&program, &running.url).await;
    let token = program.token("national@mabit.example").await;
    let clients = load.begin();
    for round in 1..=3 {
        let url = format!("{}/api/v1/events", running.url);
        let stream = Client::new().get(url).bearer_auth(&token).send().await.unwrap();
        assert_eq!(stream.status(), 200);
        let events = tokio::spawn(async move {
            let mut pieces = stream.bytes_stream();
            let mut bytes = 0;
            // The last piece says whether it was ended or broken off.
            while let Some(piece) = pieces.next().await {
                bytes += piece.expect("the stream ends in order").len();
            }
            bytes
        });
        until("there is load", Duration::from_secs(30), async || {
            load.asked.lock().unwrap().len() >= round * 20
        })
        .await;
        let (status, took) = running.terminate().await;
        assert_eq!(status.code(), Some(0), "{}", program.log());
        assert!(took < Duration::from_secs(10), "it took {took:?}");
        let ended = tokio::time::timeout(Duration::from_secs(5), events).await;
        let bytes = ended.expect("the stream ends").unwrap();
        assert!(bytes > 0, "no event came");
        println!("{backend:?}: stopped after {took:?}, {bytes} bytes of events");
        running = program.start(&[]).await;
        *load.urls.write().unwrap() = vec![running.url.clone()];
    }
    load.end(clients).await;
    load.keys_bring_the_first_answer(40).await;
    everything_answered_is_there(&database, &load).await;
    assert!(running.terminate().await.0.success());
    program.is_sound().await;
    assert!(!program.log().contains("panicked"), "{}", program.log());
}
