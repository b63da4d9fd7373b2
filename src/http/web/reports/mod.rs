//! The gap page: of the children asked for, how many slept in a bed.

pub mod charts;
pub mod gap;
pub mod gap_charts;
