//! The service from outside: its HTTP API and its mails, on SQLite and on PostgreSQL.
//!
//! Every test starts the real router on a port of its own, over a database of its own, with a
//! clock that stands still until the test moves it. PostgreSQL is the one that
//! `TEST_POSTGRES_URL` names; where the variable is not set, those tests say so and pass.

mod answer;
mod app;
mod database;
mod mails;
mod world;

mod beds;
mod by_hand;
mod contract;
mod errors;
mod escalation;
mod journey;
mod missing;
mod offering_on;
mod rights;
mod signing_in;
mod taking_care;
mod waiting;
mod wrong_state;
