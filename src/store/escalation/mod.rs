//! Rows of escalation: due requests, steps taken, policies.

pub mod due;
pub mod policies;
pub mod steps;
