//! The machine's clock is set back an hour while the service runs: alerts go out as before.
//! libfaketime stands between the program and the clock.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

use crate::support::program::{Program, Running, until};
use crate::support::{Backend, Database};

/// Far less than the hour it would be if nothing but the clock were asked.
const LIMIT: Duration = Duration::from_secs(60);

const CITY: &str = "coordinator@asticude.example";
const ADMIN: &str = "admin@mabit.example";

fn library() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap().filter_map(Result::ok);
    let mut paths = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    paths.find(|path| path.exists()).expect("libfaketime; tests/run installs it")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs libfaketime: tests/run, or --include-ignored where it is installed"]
async fn a_clock_set_back_an_hour_keeps_nobody_waiting() {
    let database = Database::new(Backend::Sqlite).await;
    let clock = database.folder().join("clock");
    std::fs::write(&clock, "+0").unwrap();
    let mut program = Program::on(&database);
    program.set("LD_PRELOAD", library().to_str().unwrap());
    program.set("FAKETIME_TIMESTAMP_FILE", clock.to_str().unwrap());
    program.set("FAKETIME_NO_CACHE", "1");
    program.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let running = program.start_filled().await;
    let token = program.token("outreach@asticude.example").await;
    asks(&running, &token).await;
    until("the first alert", LIMIT, async || alerts(&program, CITY) == 1).await;
    until("the clock is right", LIMIT, async || readiness(&running).await["clock"] == true).await;
    std::fs::write(&clock, "-3600").unwrap();
    asks(&running, &token).await;
    until("the second alert", LIMIT, async || alerts(&program, CITY) == 2).await;
    until("the clock is wrong", LIMIT, async || {
        let readiness = readiness(&running).await;
        readiness["clock"] == false && readiness["ready"] == false
    })
    .await;
    assert!(program.log().contains("the machine's clock is wrong"), "{}", program.log());
    until("the administrators' mail", LIMIT, async || alerts(&program, ADMIN) == 1).await;
    std::fs::write(&clock, "+0").unwrap();
    until("all is well", LIMIT * 2, async || readiness(&running).await["ready"] == true).await;
    assert!(running.terminate().await.0.success());
    program.is_sound().await;
}

/// Asks for a bed that no shelter has.
async fn asks(running: &Running, token: &str) {
    let call = json!({
        "city": "nador", "urgency": "emergency", "children": [{ "age": 14, "gender": "female" }],
        "needs": ["pregnancy", "wheelchair"],
    });
    let url = format!("{}/api/v1/requests", running.url);
    let asked = Client::new().post(url).bearer_auth(token).json(&call).send().await.unwrap();
    let asked: Value = asked.error_for_status().unwrap().json().await.unwrap();
    assert_eq!(asked["state"], "waiting");
}

/// How many mails have gone to somebody.
fn alerts(program: &Program, to: &str) -> usize {
    let mails = std::fs::read_dir(program.mail()).into_iter().flatten().filter_map(Result::ok);
    let texts = mails.filter_map(|mail| std::fs::read_to_string(mail.path()).ok());
    texts.filter(|text| text.contains(&format!("\nTo: {to}"))).count()
}

async fn readiness(running: &Running) -> Value {
    let answer = Client::new().get(format!("{}/readyz", running.url)).send().await.unwrap();
    answer.json().await.unwrap()
}
