//! Placement requests from creation to end: intake, matching, offers, arrivals, waitlist.

pub mod arrivals;
pub mod closing;
pub mod contacts;
pub mod exclusions;
pub mod intake;
pub mod manual_offer;
pub mod matching;
pub mod new_request;
pub mod offers;
pub mod ranking;
pub mod requests;
pub mod undo;
pub mod unserved_offers;
pub mod visibility;
pub mod waitlist;
