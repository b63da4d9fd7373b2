//! Measures the sweep of the escalation job: 100,000 requests without a bed due at the same moment,
//! and then sweeps with nothing due; on a SQLite file and on the PostgreSQL that
//! `TEST_POSTGRES_URL` names.
//!
//! `cargo bench --bench sweep`. A sweep writes four rows per request: the step, the mail, its audit
//! entry and the request. For comparison the bench inserts as many rows of that size into one plain
//! table, by as many statements and transactions; the ratio of both times depends little on the
//! machine.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use mabit::app;
use mabit::clock::{Clock, ManualClock};
use mabit::config::Config;
use mabit::domain::escalation::Escalation;
use mabit::domain::request::life::PlacementRequest;
use mabit::domain::request::{Child, Gender, RequestState, Urgency, new_reference};
use mabit::services::Context;
use mabit::services::operations::{demo, jobs};
use mabit::store::StoreError;
use mabit::store::escalation::steps;
use mabit::store::identity::accounts::{self, AccountRecord};
use mabit::store::placement::requests;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, QueryBuilder, SqliteConnection};
use url::Url;
use uuid::Uuid;

/// Requests due at once, in each round.
const REQUESTS: usize = 100_000;
const ROUNDS: usize = 3;
/// Sweeps with nothing due that are timed after each.
const IDLE_SWEEPS: usize = 100;
/// Requests that a sweep takes in one transaction, and the statements that write them.
const BATCH: usize = 2_000;
const STATEMENTS: usize = 4;
/// The mean of the rows that a sweep writes, in bytes.
const ROW: usize = 350;

const CITIES: [&str; 6] = ["marrakech", "nador", "casablanca", "rabat", "oujda", "tanger"];

#[tokio::main]
async fn main() {
    // `cargo test` runs benches too: then a hundredth is enough.
    let benched = std::env::args().any(|argument| argument == "--bench");
    let many = if benched { REQUESTS } else { REQUESTS / 100 };
    println!("{many} requests due at once, the middle of {ROUNDS} rounds:");
    println!(
        "{:10}  {:>9}  {:>9}  {:>5}  {:>12}",
        "", "sweep", "rows alone", "ratio", "nothing due"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mabit.db");
    let url = format!("sqlite://{}", file.display());
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", "-32768")
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", "4000");
    measure("SQLite", &url, many, async || {
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        let took = rows_alone!(&mut conn, sqlx::Sqlite, "BLOB", many);
        conn.close().await.unwrap();
        took
    })
    .await;
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        println!("PostgreSQL  left out: TEST_POSTGRES_URL is not set");
        return;
    };
    let name = format!("mabit_bench_{}", Uuid::new_v4().simple());
    on_server(&server, format!("CREATE DATABASE {name}")).await;
    let mut url = Url::parse(&server).unwrap();
    url.set_path(&name);
    measure("PostgreSQL", url.as_str(), many, async || {
        let mut conn = PgConnection::connect(url.as_str()).await.unwrap();
        let took = rows_alone!(&mut conn, sqlx::Postgres, "UUID", many);
        conn.close().await.unwrap();
        took
    })
    .await;
    on_server(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// Time to insert as many rows as a sweep writes, into a database with the service's settings.
macro_rules! rows_alone {
    ($conn:expr, $db:ty, $uuid:literal, $many:expr) => {{
        let conn = $conn;
        let made = concat!("CREATE TABLE alone (id ", $uuid, " PRIMARY KEY, body TEXT NOT NULL)");
        conn.execute(made).await.unwrap();
        let body = "x".repeat(ROW - 16);
        let mut nth = 0;
        let began = Instant::now();
        for _ in 0..$many.div_ceil(BATCH) {
            let mut tx = conn.begin().await.unwrap();
            for _ in 0..STATEMENTS {
                let mut insert = QueryBuilder::<$db>::new("INSERT INTO alone (id, body) ");
                insert.push_values(0..BATCH, |mut row, _| {
                    // Rising, like the ids of the service.
                    nth += 1;
                    row.push_bind(Uuid::from_u128(nth)).push_bind(body.clone());
                });
                insert.build().execute(&mut *tx).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
        let took = began.elapsed();
        conn.execute("DROP TABLE alone").await.unwrap();
        took
    }};
}
use rows_alone;

/// Times sweeps on a database and prints a line of the table.
async fn measure(name: &str, url: &str, many: usize, alone: impl AsyncFn() -> Duration) {
    let evening = DateTime::from_timestamp(1_767_636_000, 0).unwrap();
    let clock = Arc::new(ManualClock::at(evening));
    let settings = [("MABIT_DATABASE__URL".to_owned(), url.to_owned())];
    let config = Config::load_from(None, settings).unwrap();
    let cx = app::open(&config, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
    demo::fill(&cx).await.unwrap();
    let (mut busy, mut idle, mut floor) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        clock.advance(TimeDelta::minutes(2));
        let ids = wait_without_a_bed(&cx, many, round as u64).await;
        floor.push(alone().await);
        busy.push(sweep(&cx).await);
        for _ in 0..IDLE_SWEEPS {
            idle.push(sweep(&cx).await);
        }
        each_was_escalated_once(&cx, ids).await;
    }
    cx.store.close().await;
    let (busy, idle, floor) = (middle(busy), middle(idle), middle(floor));
    println!(
        "{name:10}  {:>7.2} s  {:>8.2} s  {:>5.1}  {:>9.2} ms",
        busy.as_secs_f64(),
        floor.as_secs_f64(),
        busy.as_secs_f64() / floor.as_secs_f64(),
        idle.as_secs_f64() * 1e3,
    );
}

async fn sweep(cx: &Context) -> Duration {
    let began = Instant::now();
    jobs::sweep(cx).await.unwrap();
    began.elapsed()
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Adds due requests for which there is no bed, made a millisecond apart; returns their ids.
async fn wait_without_a_bed(cx: &Context, many: usize, seed: u64) -> Vec<Uuid> {
    let mut tx = cx.store.begin_read().await.unwrap();
    let team = accounts::by_email(&mut tx, "outreach@bayti.example").await.unwrap().unwrap();
    drop(tx);
    let mut rng = StdRng::seed_from_u64(seed);
    let began = cx.now() - TimeDelta::milliseconds(many as i64);
    let made: Vec<_> = (0..many as i64)
        .map(|nth| request(cx, &team, began + TimeDelta::milliseconds(nth), &mut rng))
        .collect();
    let ids = made.iter().map(|(request, _)| request.id).collect();
    for some in made.chunks(10 * BATCH) {
        let some = some.to_vec();
        let written: Result<(), StoreError> = cx
            .store
            .write(move |tx| {
                let some = some.clone();
                Box::pin(async move { requests::insert_many(tx, &some).await })
            })
            .await;
        written.unwrap();
    }
    ids
}

fn request(
    cx: &Context,
    team: &AccountRecord,
    now: DateTime<Utc>,
    rng: &mut StdRng,
) -> (PlacementRequest, Vec<Child>) {
    let urgency = Urgency::ALL[rng.random_range(0..Urgency::ALL.len())];
    let policy = cx.settings.policy(urgency).clone();
    let escalation = Escalation::of_new(&policy, now);
    let request = PlacementRequest {
        id: id(now, rng),
        reference: new_reference(rng),
        partner_id: team.partner_id.unwrap(),
        created_by: Some(team.id),
        city: CITIES[rng.random_range(0..CITIES.len())].to_owned(),
        urgency,
        needs: Vec::new(),
        reach_km: 60.0,
        hold: true,
        case_ref: None,
        state: RequestState::Waiting,
        created_at: now,
        unmatched_since: now,
        ended_at: None,
        outcome: None,
        end_reason: None,
        policy,
        policy_version: 0,
        escalation,
        version: 1,
    };
    let gender = Gender::ALL[rng.random_range(0..2)];
    (request, vec![Child { age: rng.random_range(5..18), gender, age_estimated: false }])
}

/// An id as the service makes them: they sort by time.
fn id(now: DateTime<Utc>, rng: &mut StdRng) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap();
    uuid::Builder::from_unix_timestamp_millis(millis, &rng.random()).into_uuid()
}

/// A sweep that did less would be no measure.
async fn each_was_escalated_once(cx: &Context, ids: Vec<Uuid>) {
    let mut tx = cx.store.begin_read().await.unwrap();
    let steps = steps::of_requests(&mut tx, &ids).await.unwrap();
    assert_eq!(steps.len(), ids.len());
    assert!(steps.values().all(|steps| steps.len() == 1));
    let (mails, _) = mabit::store::notifications::outbox::backlog(&mut tx).await.unwrap();
    assert!(usize::try_from(mails).unwrap() >= ids.len());
}

async fn on_server(server: &str, statement: String) {
    let mut conn = PgConnection::connect(server).await.unwrap();
    conn.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.unwrap();
    conn.close().await.unwrap();
}
