//! Two instances on one PostgreSQL take 200 requests that nobody has a bed for, and some that
//! somebody has, while either is killed at random moments and started again. Afterwards every
//! step has reached everybody it was for, counted where the mail arrives, and a mail arrived
//! twice only where its sender was killed between the server's answer and the mark.
//!
//! A run takes some seconds; 500 of them take an hour on two cores:
//!
//! ```sh
//! FAULTS_RUNS=500 FAULTS_AT_ONCE=2 tests/run --test faults -- --nocapture two_instances
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::future::join_all;
use rand::RngExt;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::aftermath::{every_step_has_its_mails, everything_answered_is_there, lateness, settle};
use crate::load::Load;
use crate::people::CITIES;
use crate::setting;
use crate::sink::{Arrival, Sink};
use crate::support::program::{Program, Running};
use crate::support::{Backend, Database};

/// Requests in a run that nobody has a bed for.
const REQUESTS: usize = 200;
/// Kills in a run, at least.
const KILLS: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn two_instances_killed_at_random_lose_no_mail() {
    let filled = Filled::new().await;
    let (runs, at_once) = (setting("FAULTS_RUNS", 2), setting("FAULTS_AT_ONCE", 1));
    let began = Instant::now();
    let mut all = Tally::default();
    let mut ended = futures::stream::iter(0..runs).map(|_| run(&filled)).buffer_unordered(at_once);
    while let Some(tally) = ended.next().await {
        all.add(&tally);
        if all.runs % 10 == 0 || all.runs == runs {
            println!("{all:?} in {:?}", began.elapsed());
        }
    }
    drop(ended);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn a_mail_long_under_way_stays_with_its_instance() {
    let filled = Filled::new().await;
    let database = filled.database.copy().await;
    // Longer than an instance may be out of sight.
    let pair = Pair::start(&database, Duration::from_secs(8)).await;
    let load = Load::with(filled.teams.clone(), filled.national.clone(), pair.urls());
    for at in 0..2 {
        load.ask(&format!("key {at}"), &nobody_has_a_bed("rabat", "file"), 0).await;
    }
    settle(&database).await;
    let (arrivals, killed) = pair.stop().await;
    let tally = everything_arrived(&database, &arrivals, &killed).await;
    assert_eq!((arrivals.len(), tally.doubled), (tally.mails, 0));
}

/// What was counted in runs.
#[derive(Debug, Default)]
struct Tally {
    runs: usize,
    kills: usize,
    requests: usize,
    mails: usize,
    /// Given up because what they told had passed.
    cancelled: usize,
    /// Arrived more than once.
    doubled: usize,
    /// The longest from such an arrival to the end of its sender.
    longest_unmarked: Duration,
    /// The longest from the last request to the last mail.
    longest_settling: Duration,
    /// By how many seconds the latest step was late.
    latest_step: i64,
}

impl Tally {
    fn add(&mut self, run: &Self) {
        self.runs += run.runs;
        self.kills += run.kills;
        self.requests += run.requests;
        self.mails += run.mails;
        self.cancelled += run.cancelled;
        self.doubled += run.doubled;
        self.longest_unmarked = self.longest_unmarked.max(run.longest_unmarked);
        self.longest_settling = self.longest_settling.max(run.longest_settling);
        self.latest_step = self.latest_step.max(run.latest_step);
    }
}

/// A database with the demo's data, to be copied, and the tokens that open it.
struct Filled {
    database: Database,
    teams: Vec<String>,
    national: String,
}

impl Filled {
    async fn new() -> Self {
        let database = Database::new(Backend::Postgres).await;
        let program = Program::on(&database);
        program.fill().await;
        let mut teams = Vec::new();
        for partner in ["bayti", "tadamon"] {
            teams.push(program.token(&format!("outreach@{partner}.example")).await);
        }
        let national = program.token("national@mabit.example").await;
        Self { database, teams, national }
    }
}

async fn run(filled: &Filled) -> Tally {
    let database = filled.database.copy().await;
    let mut pair = Pair::start(&database, Duration::ZERO).await;
    let load = Load::with(filled.teams.clone(), filled.national.clone(), pair.urls());
    let others = load.begin_few(1, 1);
    let mut asking = ask_without_a_bed(&load);
    while pair.kills() < KILLS {
        pair.kill_one_and_start_it(&load).await;
    }
    while let Some(ended) = asking.join_next().await {
        ended.unwrap();
    }
    load.end(others).await;
    let longest_settling = settle(&database).await;
    let (kills, log) = (pair.kills(), pair.program.log());
    let (arrivals, killed) = pair.stop().await;
    every_step_has_its_mails(&database).await;
    everything_answered_is_there(&database, &load).await;
    let latest_step = lateness(&database, Backend::Postgres).await;
    assert!(latest_step <= 30, "a step was taken {latest_step} s late");
    let arrived = everything_arrived(&database, &arrivals, &killed).await;
    Program::on(&database).is_sound().await;
    assert!(!log.contains("panicked"), "{log}");
    let requests = load.asked.lock().unwrap().len();
    Tally { runs: 1, kills, requests, longest_settling, latest_step, ..arrived }
}

/// Teams that ask, 200 times in all, for a shelter of a kind that there is none of.
fn ask_without_a_bed(load: &Arc<Load>) -> JoinSet<()> {
    let (mut asking, asked) = (JoinSet::new(), Arc::new(AtomicUsize::new(0)));
    for _ in 0..8 {
        let (load, asked) = (Arc::clone(load), Arc::clone(&asked));
        asking.spawn(async move {
            let mut rng: StdRng = rand::make_rng();
            while asked.fetch_add(1, Ordering::Relaxed) < REQUESTS {
                let key = Uuid::new_v4().to_string();
                let city = CITIES[rng.random_range(0..CITIES.len())];
                let body = nobody_has_a_bed(city, &key);
                let id = load.ask(&key, &body, 0).await;
                load.asked.lock().unwrap().insert(key, (id, body));
                load.rest(&mut rng).await;
            }
        });
    }
    asking
}

/// A request that needs what no shelter of the demo has.
fn nobody_has_a_bed(city: &str, case_ref: &str) -> Value {
    json!({
        "city": city,
        "children": [{ "age": 14, "gender": "female" }],
        "urgency": "emergency",
        "needs": ["pregnancy", "wheelchair"],
        "case_ref": case_ref,
    })
}

/// Two instances, started again as often as they are killed. Each life of one has a door of its
/// own at the mail server.
struct Pair {
    program: Program,
    sink: Sink,
    answers_after: Duration,
    running: Vec<(usize, Running)>,
    /// When each life was over, by its door; `None` for one that was not killed.
    killed: Vec<Option<Instant>>,
}

impl Pair {
    async fn start(database: &Database, answers_after: Duration) -> Self {
        let mut program = Program::on(database);
        program.set("MABIT_ESCALATION__STEPS", "0s/city,1s/region,2s/national");
        program.set("MABIT_OFFERS__TTL", "2s");
        let (sink, running, killed) = (Sink::default(), Vec::new(), Vec::new());
        let mut pair = Self { program, sink, answers_after, running, killed };
        pair.start_one().await;
        pair.start_one().await;
        pair
    }

    async fn start_one(&mut self) {
        let (door, url) = self.sink.open(self.answers_after).await;
        self.killed.push(None);
        self.program.set("MABIT_MAIL__URL", &url);
        self.running.push((door, self.program.start(&[]).await));
    }

    fn urls(&self) -> Vec<String> {
        self.running.iter().map(|(_, instance)| instance.url.clone()).collect()
    }

    fn kills(&self) -> usize {
        self.killed.iter().flatten().count()
    }

    /// Kills one of them at a random moment, now and then both, and starts as many.
    async fn kill_one_and_start_it(&mut self, load: &Load) {
        let pause = |most| Duration::from_millis(rand::rng().random_range(0..most));
        tokio::time::sleep(pause(700)).await;
        let many = if rand::rng().random_bool(0.2) { 2 } else { 1 };
        for _ in 0..many {
            let (door, instance) =
                self.running.remove(rand::rng().random_range(0..self.running.len()));
            instance.kill().await;
            self.killed[door] = Some(Instant::now());
        }
        tokio::time::sleep(pause(400)).await;
        for _ in 0..many {
            self.start_one().await;
        }
        *load.urls.write().unwrap() = self.urls();
    }

    /// Stops both in order; gives what arrived by which door, and which door's life was killed.
    async fn stop(self) -> (Vec<Arrival>, Vec<Option<Instant>>) {
        let stopping = self.running.into_iter().map(|(_, instance)| instance.terminate());
        for (status, took) in join_all(stopping).await {
            assert!(status.success() && took < Duration::from_secs(12), "{status} after {took:?}");
        }
        (self.sink.taken(), self.killed)
    }
}

/// Each mail that was not given up arrived where it was meant to, and twice only where the sender
/// of the first was killed before it could mark it.
async fn everything_arrived(
    database: &Database,
    arrivals: &[Arrival],
    killed: &[Option<Instant>],
) -> Tally {
    // A step that was taken while both were being stopped is sent at the next start.
    let mails: Vec<(Uuid, String, i32, bool, bool)> = database
        .rows(
            "SELECT id, address, attempts, sent_at IS NOT NULL, cancelled_at IS NOT NULL \
             OR (attempts = 0 AND created_at > (SELECT max(sent_at) FROM outbox) - INTERVAL '3 seconds') \
             FROM outbox",
        )
        .await;
    let known: BTreeSet<Uuid> = mails.iter().map(|(id, ..)| *id).collect();
    let mut by_mail: BTreeMap<Uuid, Vec<&Arrival>> = BTreeMap::new();
    for arrival in arrivals {
        assert!(known.contains(&arrival.mail), "{arrival:?} was never written");
        by_mail.entry(arrival.mail).or_default().push(arrival);
    }
    let mut tally = Tally { mails: mails.len(), ..Tally::default() };
    for (id, address, attempts, sent, cancelled) in &mails {
        let came = by_mail.get(id).map_or(&[][..], Vec::as_slice);
        assert!(*sent || *cancelled, "{id} was not sent");
        assert!(!(*sent && came.is_empty()), "{id} is marked as sent and did not arrive");
        assert!(came.iter().all(|arrival| arrival.to == *address), "{came:?} but {address}");
        assert!(came.len() <= usize::try_from(*attempts).unwrap(), "{came:?}, tried {attempts}");
        tally.cancelled += usize::from(!sent);
        tally.doubled += usize::from(came.len() > 1);
        for two in came.windows(2) {
            let over = killed[two[0].door].unwrap_or_else(|| panic!("{two:?}, nobody was killed"));
            assert!(over < two[1].at, "{two:?} came from two who lived");
            tally.longest_unmarked =
                tally.longest_unmarked.max(over.saturating_duration_since(two[0].at));
        }
    }
    tally
}
