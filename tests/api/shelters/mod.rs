//! Shelters and their pools: setting up, counts of free beds, reminders, the board.

mod availability;
mod board;
mod board_page;
mod count_reminders;
mod import_page;
mod in_use;
mod in_use_pages;
mod map_page;
mod setup;
mod setup_pages;
mod shelter_page;
mod silent_shelters;
mod unserved_offers;
