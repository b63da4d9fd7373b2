//! Requests without a bed: who is alerted when, and what coordinators do about them.

pub mod acknowledge;
pub mod due;
pub mod inbox;
pub mod leavers;
pub mod list;
pub mod policies;
pub mod unreached;
