//! The gap: of the children asked for, how many slept in a bed.

mod gap;
mod gap_page;
