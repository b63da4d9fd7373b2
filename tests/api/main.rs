//! The service from outside: its HTTP API and its mails, on SQLite and on PostgreSQL.
//!
//! Every test starts the real router on a port of its own, over a database of its own, with a
//! clock that stands still until the test moves it. PostgreSQL is the one that
//! `TEST_POSTGRES_URL` names; where the variable is not set, those tests say so and pass.

mod answer;
mod app;
mod database;
mod mails;
mod matrix;
mod world;

mod arrivals;
mod at_once;
mod auditor;
mod beds;
mod board;
mod bounded;
mod browser;
mod budget;
mod by_hand;
mod caring;
mod clock_check;
mod clocks;
mod contract;
mod counts;
mod duty;
mod duty_gaps;
mod duty_plan;
mod erasure;
mod errors;
mod escalation;
mod events;
mod gap;
mod health;
mod idempotency;
mod journey;
mod leavers;
mod letters;
mod limits;
mod lists;
mod missing;
mod offering_on;
mod openapi;
mod other_settings;
mod policies;
mod rights;
mod setup;
mod sign_in_forms;
mod sign_in_limits;
mod signing_in;
mod silent_shelters;
mod straight;
mod taking_care;
mod telling;
mod typed;
mod unserved;
mod waiting;
mod web_account;
mod web_admin;
mod web_admin_log;
mod web_assets;
mod web_board;
mod web_coordinator;
mod web_coordinator_request;
mod web_duty;
mod web_gap;
mod web_guard;
mod web_import;
mod web_map;
mod web_outreach;
mod web_refused;
mod web_session;
mod web_shelter;
mod web_translate;
mod wrong_state;
