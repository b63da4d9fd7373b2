//! Escalation against a simple model of it: for any policies, coordinators, duty plan and
//! sequence of events, the steps that are listed and the mails in the outbox are the model's.
//!
//! | variable | default | meaning |
//! |---|---|---|
//! | `ESCALATION_CASES` | 100 | random worlds on SQLite; a twentieth as many on PostgreSQL, where making a database takes longer |

mod model;
mod run;
#[path = "../support/mod.rs"]
mod support;
mod town;
mod worlds;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Instant;

use proptest::test_runner::{Config, TestRunner};

use crate::run::Run;
use crate::support::database::Backend;
use crate::town::Town;
use crate::worlds::a_world;

#[test]
fn the_steps_and_mails_on_sqlite_are_those_of_the_model() {
    any_world(Backend::Sqlite, cases());
}

#[test]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
fn the_steps_and_mails_on_postgres_are_those_of_the_model() {
    any_world(Backend::Postgres, cases().div_ceil(20));
}

fn cases() -> u32 {
    let given = std::env::var("ESCALATION_CASES").ok();
    given.map_or(100, |text| text.parse().expect("ESCALATION_CASES is no number"))
}

fn any_world(backend: Backend, cases: u32) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let town = runtime.block_on(Town::new(backend));
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let (began, tally) = (Instant::now(), RefCell::new(BTreeMap::<&str, usize>::new()));
    let ran = TestRunner::new(config).run(&a_world(), |world| {
        runtime.block_on(async {
            let database = town.database.copy().await;
            let mut run = Run::begin(&town, &database, &world).await;
            for event in &world.events {
                run.hear(event).await;
            }
            let found = run.end().await;
            for (what, many) in found {
                *tally.borrow_mut().entry(what).or_default() += many;
            }
        });
        Ok(())
    });
    println!("{cases} worlds on {backend:?} in {:?}: {:?}", began.elapsed(), tally.borrow());
    if let Err(failed) = ran {
        panic!("{failed}");
    }
}
