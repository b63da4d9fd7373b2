//! Sign-ins sent in hundreds: memory stays small and is given back, requests for a bed are
//! answered meanwhile, and what is refused says when to try again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use reqwest::{Client, Response};
use serde_json::json;

use crate::support::program::{Program, Running};
use crate::support::{Backend, Database};

/// Sign-ins of a burst.
const BURST: usize = 200;

/// Most memory at any time, and most that it may have grown by afterwards, in kB.
const PEAK: u64 = 200 * 1024;
const GROWN: u64 = 15 * 1024;

/// A figure of the process, in kB.
fn memory(running: &Running, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap()
}

/// Signs somebody in that nobody knows, from a network of its own.
async fn sign_in(client: &Client, url: &str, n: usize) -> Response {
    let call = client.post(format!("{url}/sign-in"));
    let call = call.header("content-type", "application/x-www-form-urlencoded");
    let call = call.header("x-forwarded-for", format!("10.{}.{}.1", n / 256, n % 256));
    call.body(format!("email=a{n}@x.test&password=wrongwrongwrong")).send().await.unwrap()
}

/// Sends a burst; gives how many were looked at, the others being told to try again.
async fn burst(client: &Client, url: &str, nth: usize) -> usize {
    let answers = join_all((0..BURST).map(|n| sign_in(client, url, nth * BURST + n))).await;
    let busy = answers.iter().filter(|answer| answer.status() == 503);
    let busy = busy.inspect(|answer| assert_eq!(answer.headers()["retry-after"], "2")).count();
    let looked_at = answers.iter().filter(|answer| answer.status() == 401).count();
    assert_eq!(looked_at + busy, BURST, "none is lost");
    looked_at
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_sign_ins_takes_little_memory_and_no_bed_waits_for_it() {
    flood(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn a_flood_of_sign_ins_takes_little_memory_on_postgres_too() {
    flood(Backend::Postgres).await;
}

async fn flood(backend: Backend) {
    let database = Database::new(backend).await;
    let mut program = Program::on(&database);
    program.set("MABIT_HTTP__TRUSTED_PROXIES", "127.0.0.0/8");
    program.set("MABIT_LOG__FILTER", "error");
    let running = program.start_filled().await;
    let token = program.token("outreach@bayti.example").await;
    let client = Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
    let ask = |client: Client, url: String, token: String| async move {
        let body = json!({
            "city": "casablanca",
            "children": [{ "age": 14, "gender": "female" }],
            "urgency": "emergency",
        });
        let began = Instant::now();
        let asked = client.post(format!("{url}/api/v1/requests")).bearer_auth(token).json(&body);
        assert_eq!(asked.send().await.unwrap().status(), 201);
        began.elapsed()
    };
    // What a service in peace has in memory.
    for n in 0..20 {
        ask(client.clone(), running.url.clone(), token.clone()).await;
        assert_eq!(sign_in(&client, &running.url, 60_000 + n).await.status(), 401);
    }
    let before = memory(&running, "VmRSS:");
    let flooded = Arc::new(AtomicBool::new(true));
    let asking = {
        let (client, url) = (client.clone(), running.url.clone());
        let flooded = Arc::clone(&flooded);
        tokio::spawn(async move {
            let mut took = Vec::new();
            while flooded.load(Ordering::Relaxed) {
                took.push(ask(client.clone(), url.clone(), token.clone()).await);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            took
        })
    };
    let mut looked_at = Vec::new();
    for nth in 0..3 {
        looked_at.push(burst(&client, &running.url, nth).await);
    }
    flooded.store(false, Ordering::Relaxed);
    let mut took = asking.await.unwrap();
    took.sort_unstable();
    let (peak, after) = (memory(&running, "VmHWM:"), memory(&running, "VmRSS:"));
    println!(
        "{backend:?}: {looked_at:?} of {BURST} looked at; {} requests for a bed, p95 {:?}, longest {:?}; \
         memory {before} kB before, {peak} kB at most, {after} kB afterwards",
        took.len(),
        took[took.len() * 95 / 100],
        took.last().unwrap()
    );
    let all: usize = looked_at.iter().sum();
    assert!(looked_at.iter().all(|&count| count > 0) && all < 3 * BURST, "{looked_at:?}");
    assert!(peak < PEAK, "{peak} kB");
    assert!(after < before + GROWN, "{before} kB before, {after} kB afterwards");
    assert!(running.terminate().await.0.success());
    program.is_sound().await;
}

#[tokio::test]
async fn the_log_names_failed_sign_ins_without_secrets_and_settings_that_keep_people_out() {
    let database = Database::new(Backend::Sqlite).await;
    let mut program = Program::on(&database);
    program.set("MABIT_HTTP__PUBLIC_URL", "http://192.0.2.7:8080");
    let running = program.start_filled().await;
    let (client, url) = (Client::new(), format!("{}/sign-in", running.url));
    for email in ["nobody@mabit.example", "admin@mabit.example"].repeat(3) {
        let call = client.post(&url).header("x-forwarded-for", "192.0.2.99");
        let call = call.header("content-type", "application/x-www-form-urlencoded");
        let call = call.body(format!("email={email}&password=wrongwrongwrong"));
        assert_eq!(call.send().await.unwrap().status(), 401);
    }
    let metrics = client.get(format!("{}/metrics", running.url)).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("mabit_sign_ins_total{result=\"wrong\"} 6"), "{metrics}");
    assert!(running.terminate().await.0.success());
    let log = program.log();
    let lines = |what: &str| log.lines().filter(|line| line.contains(what)).count();
    assert_eq!(lines("set http.public_url to an https address"), 1, "{log}");
    assert_eq!(lines("http.trusted_proxies"), 1, "{log}");
    assert_eq!(lines("reason=\"wrong_password\""), 6, "{log}");
    assert_eq!(lines("account=\"none\""), 3, "{log}");
    assert_eq!(lines("peer=127.0.0.1"), 7, "{log}");
    for secret in ["wrongwrong", "@mabit.example"] {
        assert!(!log.contains(secret), "{log}");
    }
}
