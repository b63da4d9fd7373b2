//! Queries of the operators' tools: audit log, watchdog, verification, erasure, and the
//! administrators' overview.

pub mod audit_log;
pub mod clock;
pub mod erasure;
pub mod overview;
pub mod verify;
pub mod watchdog;
