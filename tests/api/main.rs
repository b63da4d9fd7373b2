//! The service from outside: its HTTP API, its pages and its mails, on SQLite and on PostgreSQL,
//! by subject.
//!
//! Every test starts the real router on a port of its own, over a database of its own, with a
//! clock that stands still until the test moves it.

#[path = "../support/mod.rs"]
mod support;

mod duty;
mod escalation;
mod http;
mod identity;
mod notifications;
mod operations;
mod placement;
mod reports;
mod shelters;
