//! Running the service: periodic jobs, the watchdog, verification, the audit log, erasure, demo data.

pub mod audit_log;
pub mod clock_check;
pub mod demo;
pub mod erasure;
pub mod health;
pub mod heartbeats;
pub mod jobs;
pub mod missing;
pub mod overview;
pub mod verify;
pub mod watchdog;
