//! Pages of the audit log and of erasure.

pub mod audit_log;
pub mod erase;
