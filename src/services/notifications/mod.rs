//! Mail put into the outbox: who is told what, the morning's digest, mail on its way.

pub mod about_requests;
pub mod digest;
pub mod outbox;
pub mod trouble;
