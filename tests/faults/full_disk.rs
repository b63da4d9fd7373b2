//! A full disk, also under the log: every write is refused in words, and with room again all goes
//! on by itself. Needs a file system of its own, so it is left out where it can't be mounted.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

use crate::load::ask_for_a_bed_that_is_nowhere;
use crate::support::program::{Program, until};

/// A small file system in memory; unmounted when dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = ["-t", "tmpfs", "-o", "size=24m", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(folder.path()).output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(folder));
        }
        println!("skipped: no file system can be mounted here");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills it to the last byte; gives the file that takes the room.
    fn fill(&self) -> PathBuf {
        let file = self.path().join("filler");
        let mut out = std::fs::File::create(&file).unwrap();
        let block = [0_u8; 4_096];
        while std::io::Write::write_all(&mut out, &block).is_ok() {}
        file
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs to mount a file system: tests/run as root, or --include-ignored"]
async fn a_disk_that_was_full_stops_nothing_for_good() {
    let Some(disk) = Disk::mount() else { return };
    let mut program = Program::in_folder(disk.path());
    program.set("MABIT_LOG__FILTER", "info");
    let running = program.start_filled().await;
    let token = program.token("outreach@tadamon.example").await;
    let client = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
    let readiness = async || {
        let answer = client.get(format!("{}/readyz", running.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    until("it is ready", Duration::from_secs(30), async || readiness().await.0 == 200).await;
    ask_for_a_bed_that_is_nowhere(&running, &token).await;

    let filler = disk.fill();
    let red = until("it is no longer ready", Duration::from_secs(10), async || {
        readiness().await.1["database"] == false
    })
    .await;
    println!("not ready {red:?} after the disk was full");
    let body = json!({
        "city": "nador", "children": [{ "age": 14, "gender": "female" }], "urgency": "emergency",
        "needs": ["wheelchair"],
    });
    let mut refused = 0;
    for _ in 0..40 {
        let asked = client.post(format!("{}/api/v1/requests", running.url)).bearer_auth(&token);
        // Never without an answer.
        let answer = asked.json(&body).send().await.unwrap();
        assert!([201, 503].contains(&answer.status().as_u16()), "{}", answer.status());
        refused += usize::from(answer.status() == 503);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(refused > 20, "{refused} refused");
    assert_eq!(readiness().await.0, 503);

    std::fs::remove_file(filler).unwrap();
    until("it is ready again", Duration::from_secs(60), async || readiness().await.0 == 200).await;
    ask_for_a_bed_that_is_nowhere(&running, &token).await;
    until("all mails are sent", Duration::from_secs(150), async || {
        let metrics = client.get(format!("{}/metrics", running.url)).send().await.unwrap();
        let text = metrics.text().await.unwrap();
        text.lines().any(|line| line == "mabit_outbox_waiting 0")
    })
    .await;
    assert!(running.terminate().await.0.success(), "{}", program.log());
    program.is_sound().await;
    assert!(!program.log().contains("panicked"), "{}", program.log());
}
