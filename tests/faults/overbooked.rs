//! Never overbooked: 64 tasks compete for the last beds, through one instance and through two
//! on one database.

use std::sync::Arc;
use std::time::Instant;

use mabit::services::operations::demo;

use crate::competing::Crowd;
use crate::people::{MovedClock, People, open};
use crate::support::{Backend, Database};
use crate::{setting, truth};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn never_overbooked_on_sqlite() {
    compete(Backend::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn never_overbooked_on_postgres() {
    compete(Backend::Postgres, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn never_overbooked_by_two_instances() {
    compete(Backend::Postgres, 2).await;
}

async fn compete(backend: Backend, many: usize) {
    let database = Database::new(backend).await;
    let clock = Arc::new(MovedClock::evening());
    let mut instances = Vec::new();
    for _ in 0..many {
        instances.push(open(&database, Arc::clone(&clock)).await);
    }
    demo::fill(&instances[0]).await.unwrap();
    for cx in &instances {
        cx.board.refresh(&cx.store).await.unwrap();
    }
    let people = People::of(&instances[0]).await;
    let national = people.national.clone();
    let share = if backend == Backend::Sqlite { 1 } else { 2 };
    let wanted = setting("FAULTS_PLACEMENTS", 1_000) / share;
    let crowd = Crowd::new(instances.clone(), Arc::clone(&clock), people, wanted);
    let began = Instant::now();
    crowd.compete().await;
    let competed = began.elapsed();

    // What one instance places late may be what another could have: both until neither does.
    for cx in instances.iter().chain(&instances) {
        truth::settle(cx).await;
    }
    let pools = truth::promises_fit(&instances[0].store).await;
    for cx in &instances {
        cx.board.refresh(&cx.store).await.unwrap();
        truth::board_is_true(cx).await;
        truth::is_sound(cx).await;
        truth::nobody_waits_beside_a_bed(cx, &national).await;
    }
    let shelters = truth::shelter_of_pools(&pools);
    let offers = truth::offers_keep_their_word(&instances[0], &shelters, false).await;
    println!("{many} on {backend:?}: {offers} offers in {competed:?}; {:?}", crowd.said_no());
    if backend == Backend::Postgres {
        let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        println!("deadlocks {}", database.number(deadlocks).await);
    }
    for cx in &instances {
        cx.store.close().await;
    }
}
