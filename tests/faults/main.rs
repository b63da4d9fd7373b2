//! What must hold whatever happens: never overbooked, whoever competes; sound after any
//! commands in any order; nothing lost and nothing doubled when it is killed, stopped, or
//! loses its database.
//!
//! These variables make the tests longer; the defaults are for a machine with two cores.
//!
//! | variable | default | meaning |
//! |---|---|---|
//! | `FAULTS_PLACEMENTS` | 1000 | offers made at least while 64 tasks compete on SQLite; half as many on PostgreSQL |
//! | `FAULTS_CASES` | 100 | sequences of random commands on SQLite; a fifth as many on PostgreSQL |
//! | `FAULTS_COMMANDS` | 120 | most commands in a sequence |
//! | `FAULTS_KILLS` | 6 | kills of the process in each of three set-ups |
//! | `FAULTS_RUNS` | 2 | runs of two instances of which either is killed |
//! | `FAULTS_AT_ONCE` | 1 | how many of these runs go on at once; each needs some 30 connections |

mod aftermath;
mod clock;
mod commands;
mod competing;
mod connections;
mod files;
mod full_disk;
mod gone;
mod killed;
mod load;
mod log;
mod night;
mod overbooked;
mod people;
mod proxy;
mod random;
mod read_only;
mod sign_in_flood;
mod sink;
mod sockets;
mod start;
mod stopped;
#[path = "../support/mod.rs"]
mod support;
mod tasks;
mod truth;
mod two_instances;

/// A number that a variable of the environment may raise or lower.
fn setting(name: &str, default: usize) -> usize {
    let given = std::env::var(name).ok();
    given.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}
