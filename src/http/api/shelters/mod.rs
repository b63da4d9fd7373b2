//! Endpoints of cities, partners, shelters, pools and the board.

pub mod availability;
pub mod cities;
pub mod setup;
