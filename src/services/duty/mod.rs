//! The duty roster: shifts, exceptions, gaps, and who is on duty by it.

pub mod roster;
pub mod staff;
