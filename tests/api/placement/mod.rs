//! From asking for a bed to a child in it: matching, offers, answers, arrivals, the waiting list.

mod arrivals;
mod at_once;
mod contacts;
mod journey;
mod lost_and_reopened;
mod manual_offers;
mod missing_child;
mod offering_on;
mod outreach_page;
mod requests_page;
mod undo;
mod undo_pages;
mod waiting_list;
mod wrong_state;
