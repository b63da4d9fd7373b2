//! Endpoints of requests under escalation and of escalation policies.

pub mod list;
pub mod policies;
