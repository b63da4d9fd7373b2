//! Rows of the outbox and of the morning's digest.

pub mod claims;
pub mod digest;
pub mod held_mail;
pub mod outbox;
