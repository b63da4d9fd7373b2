//! Rows of the audit log; queries of the watchdog, of verification and of erasure.

pub mod audit_log;
pub mod clock;
pub mod erasure;
pub mod overview;
pub mod verify;
pub mod watchdog;
