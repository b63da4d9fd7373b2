//! The program itself, started as a user would start it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod backup;
mod command_line;
mod duty_line;
mod fuzzed;
mod journey;
mod opensmtpd;
mod program;
#[path = "../smtp/mod.rs"]
mod smtp;
