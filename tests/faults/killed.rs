//! The program is killed at random moments under load and started again at once: nothing
//! answered is lost, nothing is done twice, everybody is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rand::RngExt;
use uuid::Uuid;

use crate::load::Load;
use crate::people::{CITIES, PARTNERS};
use crate::setting;
use crate::support::program::{Program, Running, until};
use crate::support::{Backend, Database};

/// A mail that the one killed had claimed is claimed again when it has been gone for 5 s, long
/// before the lease of 90 s ends.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

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
    let mut running = vec![program.start(&["--demo"]).await];
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

/// Waits until everybody without a bed has gone through the steps and every mail is sent, but
/// for those that were given up.
pub async fn settle(database: &Database) -> Duration {
    until("every step is taken and every mail sent", SETTLED_WITHIN, async || {
        let steps = "SELECT count(*) FROM placement_request WHERE state IN ('waiting', 'offered') \
                     AND (SELECT count(*) FROM escalation WHERE request_id = placement_request.id) < 3";
        let mails = "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND cancelled_at IS NULL";
        database.number(steps).await == 0 && database.number(mails).await == 0
    })
    .await
}

/// Every request that was answered is there, once for its key, and no other; every offer
/// whose acceptance was answered was accepted.
pub async fn everything_answered_is_there(database: &Database, load: &Load) {
    let stored: Vec<(String, Uuid)> =
        database.rows("SELECT case_ref, id FROM placement_request").await;
    let answered = load.asked.lock().unwrap().clone();
    assert!(!answered.is_empty());
    let once: BTreeMap<String, Uuid> = stored.iter().cloned().collect();
    assert_eq!(once.len(), stored.len(), "a key was carried out twice");
    let told: BTreeMap<String, Uuid> =
        answered.into_iter().map(|(key, (id, _))| (key, id)).collect();
    assert_eq!(told, once);
    let accepted: Vec<(Uuid,)> =
        database.rows("SELECT id FROM offer WHERE accepted_at IS NOT NULL").await;
    let accepted: BTreeSet<Uuid> = accepted.into_iter().map(|(id,)| id).collect();
    for id in load.accepted.lock().unwrap().iter() {
        assert!(accepted.contains(id), "the acceptance of {id} is lost");
    }
}

/// Each step that mails has a mail for each coordinator at its level, once.
pub async fn every_step_has_its_mails(database: &Database) {
    let steps: Vec<(Uuid, i32, i32, String, String)> = database
        .rows(
            "SELECT request_id, cycle, step, level, city FROM escalation JOIN placement_request \
             ON placement_request.id = escalation.request_id WHERE how = 'mailed'",
        )
        .await;
    let expected: BTreeSet<(Uuid, i32, i32, String)> = steps
        .into_iter()
        .map(|(request, cycle, step, level, city)| {
            let whom = match level.as_str() {
                "city" => PARTNERS[CITIES.iter().position(|known| *known == city).unwrap()],
                _ => "national",
            };
            let address = match whom {
                "national" => "national@mabit.example".to_owned(),
                partner => format!("coordinator@{partner}.example"),
            };
            (request, cycle, step, address)
        })
        .collect();
    let mails: Vec<(Uuid, i32, i32, String)> = database
        .rows("SELECT request_id, cycle, step, address FROM outbox WHERE kind = 'escalation'")
        .await;
    let many = mails.len();
    let mails: BTreeSet<_> = mails.into_iter().collect();
    assert_eq!(mails.len(), many, "somebody was told a step twice");
    assert_eq!(mails, expected);
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

/// By how many seconds the latest step was taken after it was due.
pub async fn lateness(database: &Database, backend: Backend) -> i64 {
    let query = match backend {
        Backend::Sqlite => "SELECT coalesce(max(at - due_at), 0) / 1000000 FROM escalation",
        Backend::Postgres => {
            "SELECT coalesce(extract(epoch FROM max(at - due_at)), 0)::bigint FROM escalation"
        }
    };
    database.number(query).await
}
