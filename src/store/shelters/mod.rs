//! Rows of partners, shelters, bed pools and reminders of old counts.

pub mod count_reminders;
pub mod name_keys;
pub mod partners;
pub mod pools;
pub mod shelter;
