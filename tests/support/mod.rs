//! What the tests share: databases, the service in this process and as a program, mail servers,
//! and helpers that speak the domain, by subject.
//!
//! A test binary takes it in with `mod support;`. PostgreSQL is the server that
//! `TEST_POSTGRES_URL` names, by an account that may create databases; the tests on it are ignored
//! unless they are asked for (`tests/run`, or `cargo test -- --include-ignored`), and then fail
//! where the variable is not set.

#![allow(dead_code, unused_imports, unused_macros, reason = "each test binary uses its own part")]

pub mod acts;
pub mod answer;
pub mod app;
pub mod browser;
pub mod count_reminders;
pub mod damage;
pub mod database;
pub mod duty;
pub mod escalation;
pub mod events;
pub mod mails;
pub mod night;
pub mod people;
pub mod program;
pub mod service;
pub mod smtp;
pub mod watchdog;

pub use answer::{Answer, has_at_least, id, items, text};
pub use app::{App, PUBLIC_URL};
pub use database::{Backend, Database};
pub use mails::{Mail, grouped, recipients};
pub use people::{
    ADMIN, CITY, Counts, NATIONAL, Person, REGION, SECOND, ask, boy, counts, girl, why_not, with,
};
pub use service::Service;

/// What a test needs of this machine, as `tests/run` sets it in the environment.
#[track_caller]
pub fn needed(variable: &str, what: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} must name {what}: run tests/run, or set it (see CONTRIBUTING.md)")
    })
}

/// Makes of each `async fn name(app: App)` a test on SQLite and one on PostgreSQL, with the
/// demo's data. After `empty:` the database holds nothing; after `service:` it is the service
/// without HTTP, `async fn name(service: &Service)`; after `database:` an empty database alone,
/// `async fn name(database: Database)`.
macro_rules! on_both {
    (empty: $($name:ident),+ $(,)?) => { $crate::support::on_both!(@ app::run_empty $($name)+); };
    (service: $($name:ident),+ $(,)?) => { $crate::support::on_both!(@ service::run $($name)+); };
    (database: $($name:ident),+ $(,)?) => { $crate::support::on_both!(@ database::run $($name)+); };
    (@ $module:ident::$run:ident $($name:ident)+) => {$(
        mod $name {
            use crate::support::{Backend, $module};

            #[tokio::test]
            async fn sqlite() {
                $module::$run(Backend::Sqlite, super::$name).await;
            }

            #[tokio::test]
            #[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
            async fn postgres() {
                $module::$run(Backend::Postgres, super::$name).await;
            }
        }
    )+};
    ($($name:ident),+ $(,)?) => { $crate::support::on_both!(@ app::run $($name)+); };
}
pub(crate) use on_both;
