//! Rows of placement requests, their children and their offers.

pub mod contacts;
pub mod offers;
pub mod request_lists;
pub mod requests;
