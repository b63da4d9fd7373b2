//! The pages in a real browser: `tests/browser/run.mjs` drives Chromium against the service with
//! the demo's six partners. `TEST_NODE_MODULES` names a folder with what `tests/browser/package.json`
//! asks for.
//!
//! | variable | meaning |
//! |---|---|
//! | `TEST_BROWSER_ONLY` | a pattern of the checks to run |
//! | `TEST_BROWSER_SCRIPT` | another script: `shots.mjs` draws the README's pictures anew, `weights.mjs` measures what the pages weigh |

mod support;

use std::process::Stdio;

use support::program::Program;
use support::{Backend, needed};
use tokio::process::Command;

#[tokio::test]
#[ignore = "needs Node and Chromium: tests/run, or TEST_NODE_MODULES and --include-ignored"]
async fn the_pages_work_in_a_browser() {
    let modules = needed("TEST_NODE_MODULES", "a folder with tests/browser/package.json installed");
    let script = std::env::var("TEST_BROWSER_SCRIPT").unwrap_or("run.mjs".to_owned());
    let program = Program::new(Backend::Sqlite).await;
    let password = program.fill().await.remove(0).password;
    let service = program.start(&[]).await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser");
    let mut node = Command::new("node");
    node.arg(&script).args(std::env::var("TEST_BROWSER_ONLY").ok()).current_dir(folder);
    node.env("TEST_NODE_MODULES", modules);
    node.env("MABIT_URL", &service.url).env("MABIT_PASSWORD", password);
    let ended = node.stdin(Stdio::null()).output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let error = String::from_utf8_lossy(&ended.stderr);
    println!("{said}");
    assert!(ended.status.success(), "{script} {}:\n{said}{error}", ended.status);
    service.stop().await;
    program.is_sound().await;
}
