//! What operators need: health, the watchdog, erasure, the audit log.

mod audit_log_page;
mod clock_check;
mod clocks;
mod demo;
mod erasure;
mod health;
mod overview_page;
mod watchdog;
