//! Queries on the outbox (mail to send), on mail that is held back, and on the numbers of the daily
//! digest.

pub mod claims;
pub mod digest;
pub mod held_mail;
pub mod outbox;
