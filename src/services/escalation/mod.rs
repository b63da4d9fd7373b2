//! Escalation of requests without a bed: steps that are due, and coordinators' actions.

pub mod acknowledge;
pub mod due;
pub mod inbox;
pub mod leavers;
pub mod list;
pub mod policies;
pub mod unreached;
