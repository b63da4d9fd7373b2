//! How long a start takes, and how much memory the service then holds. The figures are
//! printed; only gross excess fails.

use std::time::Duration;

use crate::support::program::{Program, until};
use crate::support::{Backend, Database};

#[tokio::test]
async fn it_starts_at_once_and_stays_small() {
    let database = Database::new(Backend::Sqlite).await;
    let program = Program::on(&database);
    let empty = program.start(&[]).await;
    println!("listening on an empty file after {:?}, {} MB", empty.took, resident(empty.pid()));
    assert!(empty.took < Duration::from_secs(5), "{:?}", empty.took);
    assert!(empty.terminate().await.0.success());

    let database = Database::new(Backend::Sqlite).await;
    let program = Program::on(&database);
    let demo = program.start(&["--demo"]).await;
    let client = reqwest::Client::new();
    until("it is ready", Duration::from_secs(30), async || {
        client.get(format!("{}/readyz", demo.url)).send().await.unwrap().status() == 200
    })
    .await;
    let memory = resident(demo.pid());
    println!("listening with the demo's data after {:?}, {memory} MB when ready", demo.took);
    assert!(demo.took < Duration::from_secs(5), "{:?}", demo.took);
    assert!(memory < 200, "{memory} MB");
    assert!(demo.terminate().await.0.success());
}

/// Resident memory of a process in MB.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1_024
}
