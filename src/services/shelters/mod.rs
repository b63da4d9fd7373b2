//! Shelters and their beds: set-up, counts, the board, count reminders, import.

pub mod availability;
pub mod board;
pub mod count_reminders;
pub mod editing;
pub mod import;
pub mod in_use;
pub mod partners;
pub mod setup;
