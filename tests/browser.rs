//! The pages in a real browser: `tests/browser/run.mjs` drives Chromium against the service with
//! the demo's data. It runs where `TEST_NODE_MODULES` names a folder with what
//! `tests/browser/package.json` asks for; `tests/run` sees to that.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "the tests of the program itself use the rest")]
#[path = "binary/program.rs"]
mod program;

use std::process::{Command, Stdio};

use program::{Backend, Home};

#[tokio::test]
async fn the_pages_work_in_a_browser() {
    run("run.mjs").await;
}

#[tokio::test]
#[ignore = "writes the README's pictures"]
async fn pictures() {
    run("shots.mjs").await;
}

#[tokio::test]
#[ignore = "measures the pages and prints the README's table"]
async fn weights() {
    run("weights.mjs").await;
}

/// Runs a script beside a service of its own. `TEST_BROWSER_ONLY` is a pattern of the checks to
/// run.
async fn run(script: &str) {
    let Ok(modules) = std::env::var("TEST_NODE_MODULES") else {
        eprintln!("skipped: TEST_NODE_MODULES names no folder");
        return;
    };
    let home = Home::new(Backend::Sqlite).await.unwrap();
    let service = home.serve(&["--demo"]);
    let sign_in = service.lines.iter().find(|line| line.starts_with("sign-in ")).unwrap();
    let password = sign_in.split_whitespace().nth(2).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser");
    let mut node = Command::new("node");
    node.arg(script).args(std::env::var("TEST_BROWSER_ONLY").ok()).current_dir(folder);
    node.env("TEST_NODE_MODULES", modules);
    node.env("MABIT_URL", &service.url).env("MABIT_PASSWORD", password);
    let ended = node.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let error = String::from_utf8_lossy(&ended.stderr);
    println!("{said}");
    assert!(ended.status.success(), "{script} {}:\n{said}{error}", ended.status);
    assert!(service.stop().success());
    home.done(&["verify"]);
    home.leave().await;
}
