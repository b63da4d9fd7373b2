//! Sequences of random commands, one after another. After each command the counts fit and the
//! board is true; after each sequence no invariant is broken, nobody waits beside a bed, and
//! no shelter was offered again what it had declined.

use std::time::Instant;

use proptest::test_runner::{Config, TestRunner};

use crate::commands::command;
use crate::night::Night;
use crate::setting;
use crate::support::{Backend, Database, Service};

#[test]
fn any_commands_leave_sqlite_sound() {
    any_commands(Backend::Sqlite, setting("FAULTS_CASES", 100));
}

#[test]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
fn any_commands_leave_postgres_sound() {
    any_commands(Backend::Postgres, setting("FAULTS_CASES", 100).div_ceil(5));
}

fn any_commands(backend: Backend, cases: usize) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let filled = runtime.block_on(filled(backend));
    let config = Config {
        cases: cases.try_into().unwrap(),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let began = Instant::now();
    let tally = std::cell::RefCell::new(std::collections::BTreeMap::<&str, usize>::new());
    let most = setting("FAULTS_COMMANDS", 120);
    let sequences = proptest::collection::vec(command(), 10..most.max(11));
    let ran = TestRunner::new(config).run(&sequences, |commands| {
        runtime.block_on(async {
            let database = filled.copy().await;
            let mut night = Night::begin(&database).await;
            for command in &commands {
                let heard = night.hear(command).await;
                *tally.borrow_mut().entry(heard).or_default() += 1;
            }
            *tally.borrow_mut().entry("offers").or_default() += night.end().await;
        });
        Ok(())
    });
    println!("{cases} sequences on {backend:?} in {:?}: {:?}", began.elapsed(), tally.borrow());
    if let Err(failed) = ran {
        panic!("{failed}");
    }
}

/// A database with the demo's data, to be copied.
async fn filled(backend: Backend) -> Database {
    let service = Service::new(backend).await;
    service.cx.store.close().await;
    service.database
}
