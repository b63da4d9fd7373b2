//! The program is killed at random moments under load and started again at once: nothing
//! answered is lost, nothing is done twice, everybody is told.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rand::RngExt;
use uuid::Uuid;

use crate::aftermath::{every_step_has_its_mails, everything_answered_is_there, lateness, settle};
use crate::load::Load;
use crate::setting;
use crate::support::program::{Program, Running};
use crate::support::{Backend, Database};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_and_started_again_on_sqlite() {
    killed(Backend::Sqlite, 1).await;
}

/// One instance and two wait most of the time: together, they take no longer than one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn killed_and_started_again_on_postgres() {
    tokio::join!(killed(Backend::Postgres, 1), killed(Backend::Postgres, 2));
}

async fn killed(backend: Backend, many: usize) {
    let database = Database::new(backend).await;
    let mut program = Program::on(&database);
    program.set("MABIT_ESCALATION__STEPS", "0s/city,2s/region,4s/national");
    program.set("MABIT_OFFERS__TTL", "2s");
    let mut running = vec![program.start_filled().await];
    let load = Load::new(&program, &running[0].url).await;
    while running.len() < many {
        running.push(program.start(&[]).await);
    }
    tell_urls(&load, &running);
    let clients = load.begin();
    let kills = setting("FAULTS_KILLS", 6);
    let began = Instant::now();
    for round in 0..kills {
        let moment = rand::rng().random_range(200..1_500);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        running.remove(0).kill().await;
        if round % 3 == 2 {
            // Once more, before it listens.
            let mut starting = program.spawn(&[]);
            let moment = rand::rng().random_range(1..120);
            tokio::time::sleep(Duration::from_millis(moment)).await;
            starting.kill().await.unwrap();
        }
        running.push(program.start(&[]).await);
        tell_urls(&load, &running);
    }
    load.end(clients).await;
    let killed = began.elapsed();
    let settled = settle(&database).await;
    load.keys_bring_the_first_answer(40).await;
    everything_answered_is_there(&database, &load).await;
    let mails = everybody_was_told(&database, &program).await;
    let late = lateness(&database, backend).await;
    assert!(late <= 30, "a step was taken {late} s late");
    for instance in running {
        let (status, took) = instance.terminate().await;
        assert!(status.success() && took < Duration::from_secs(12), "{status} after {took:?}");
    }
    program.is_sound().await;
    assert!(!program.log().contains("panicked"), "{}", program.log());
    println!(
        "{many} on {backend:?}: {kills} kills in {killed:?}, {} requests, {} calls, {} repeated, \
         {mails} mails, {late} s the latest step, settled after {settled:?}",
        load.asked.lock().unwrap().len(),
        load.calls.load(Ordering::Relaxed),
        load.repeated.load(Ordering::Relaxed),
    );
}

fn tell_urls(load: &Arc<Load>, running: &[Running]) {
    *load.urls.write().unwrap() = running.iter().map(|instance| instance.url.clone()).collect();
}

/// The same, and the folder holds each mail of the outbox that was not given up, and none that is
/// not in the outbox. Gives how many.
async fn everybody_was_told(database: &Database, program: &Program) -> usize {
    every_step_has_its_mails(database).await;
    let mails: Vec<(Uuid, bool)> = database.rows("SELECT id, sent_at IS NULL FROM outbox").await;
    let all: BTreeSet<Uuid> = mails.iter().map(|(id, _)| *id).collect();
    let sent = mails.iter().filter(|(_, given_up)| !given_up).map(|(id, _)| *id);
    let sent: BTreeSet<Uuid> = sent.collect();
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(program.mail()).unwrap() {
        let path = entry.unwrap().path();
        // What was half written when it was killed is no mail.
        if path.extension().is_some_and(|extension| extension == "eml") {
            let text = std::fs::read(&path).unwrap();
            let message = mail_parser::MessageParser::default().parse(&text).unwrap();
            let (id, _) = message.message_id().unwrap().split_once('@').unwrap();
            assert_eq!(path.file_stem().unwrap().to_str().unwrap(), id);
            found.insert(id.parse::<Uuid>().unwrap());
        }
    }
    assert!(found.is_subset(&all), "{:?}", found.difference(&all));
    assert!(sent.is_subset(&found), "{:?}", sent.difference(&found));
    all.len()
}
