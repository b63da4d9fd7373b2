//! Endpoints of placement requests and offers.

pub mod offers;
pub mod requests;
