//! Mabit (مبيت, a place to spend the night) finds a child on the street a bed tonight.
//!
//! Outreach teams ask, shelters post what is free, a matcher ranks and promises a bed at once,
//! the shelter answers, and whoever stays without a bed is escalated by mail until a person
//! has solved it.
//!
//! ```text
//! main, cli      parse, run
//! app            puts the parts together; starts and stops them in order
//! http           the API, the pages, /readyz          -> services, board, domain, i18n, interop
//! background     the table of jobs, their loop      -> services, mail, config
//! services       use cases by subject               -> domain, store, board, clock, interop
//! mail           texts, transports, delivery        -> domain, store, clock, i18n
//! board          every bed in memory, live          -> domain, store
//! store          SQLite and PostgreSQL              -> domain
//! i18n           texts in fr, ar, en                -> domain
//! interop        tables of other programs (CSV)     -> domain
//! domain         beds, requests, offers, matcher, escalation: pure
//! ```
//!
//! A call: handler (parse, authenticate), service (one transaction: load, decide with
//! the domain, write, enqueue mail, audit), commit; then the board takes over the changes and
//! events go out.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::dbg_macro))]

pub mod app;
pub mod background;
pub mod board;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod http;
pub mod i18n;
pub mod interop;
pub mod log;
pub mod mail;
pub mod measurements;
pub mod services;
pub mod store;

use std::process::ExitCode;

use clap::Parser;

/// The `mabit` program: reads its arguments and runs the command they name. Exits with 2 and the
/// usage when they are wrong.
pub fn run() -> ExitCode {
    let cli = cli::Cli::parse();
    // The runtime is built here and not in `main.rs`: after a change the program is only linked.
    let done = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(cli::run(cli)).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match done {
        Ok(()) => {
            log::flush();
            ExitCode::SUCCESS
        }
        Err(error) => {
            log::print_error(&format!("mabit: {error}"));
            ExitCode::FAILURE
        }
    }
}
