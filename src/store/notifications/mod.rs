//! Queries on the outbox (mail to send), held mail, and the numbers of the daily digest.

pub mod claims;
pub mod digest;
pub mod held_mail;
pub mod outbox;
