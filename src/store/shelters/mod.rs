//! Queries on partners, shelters, bed pools, and the reminders that ask shelters for new counts.

pub mod count_reminders;
pub mod in_use;
pub mod name_keys;
pub mod partners;
pub mod pools;
pub mod shelter;
