//! The program itself, started as a user would start it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod backup;
mod command_line;
mod duty_line;
mod fuzzed;
mod journey;
mod opensmtpd;
#[path = "../support/mod.rs"]
mod support;
