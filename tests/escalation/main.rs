//! Escalation against a simple model of it: for any policies, coordinators, duty plan and
//! sequence of events, the steps that are listed and the mails in the outbox are the model's.
//!
//! PostgreSQL is the one that `TEST_POSTGRES_URL` names, by an account that may create
//! databases; where the variable is not set, its test says so and passes.
//!
//! | variable | default | meaning |
//! |---|---|---|
//! | `ESCALATION_CASES` | 100 | random worlds on SQLite; a twentieth as many on PostgreSQL, where making a database takes longer |

#[path = "../faults/database.rs"]
#[allow(dead_code, reason = "the tests of faults use the rest")]
mod database;
mod model;
mod run;
mod town;
mod worlds;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Instant;

use proptest::test_runner::{Config, TestRunner};

use crate::database::Backend;
use crate::run::Run;
use crate::town::Town;
use crate::worlds::a_world;

#[test]
fn the_steps_and_mails_on_sqlite_are_those_of_the_model() {
    any_world(Backend::Sqlite, cases());
}

#[test]
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
    let Some(town) = runtime.block_on(Town::new(backend)) else { return };
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
            database.drop().await;
            for (what, many) in found {
                *tally.borrow_mut().entry(what).or_default() += many;
            }
        });
        Ok(())
    });
    println!("{cases} worlds on {backend:?} in {:?}: {:?}", began.elapsed(), tally.borrow());
    runtime.block_on(town.database.drop());
    if let Err(failed) = ran {
        panic!("{failed}");
    }
}
