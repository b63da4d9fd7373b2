//! Notifications by mail: about requests, the morning's digest, trouble of the service, and the
//! administrators' list of the outbox.

pub mod about_requests;
pub mod digest;
pub mod outbox;
pub mod trouble;
