//! Pages of shelters: their own, the board, the map, set-up by administrators.

pub mod board;
pub mod count_link;
pub mod import;
pub mod map;
pub mod map_drawing;
pub mod partners;
pub mod pools;
pub mod setup;
pub mod shelter_page;
