//! Shelters and their beds: set-up, live counts, reminders of old counts, import.

pub mod availability;
pub mod count_reminders;
pub mod editing;
pub mod import;
pub mod setup;
