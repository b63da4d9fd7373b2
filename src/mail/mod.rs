//! Mail: rendering it from the texts, sending it by SMTP or into files, and the delivery of the
//! outbox.

mod dead_instances;
pub mod delivery;
pub mod message;
pub mod transport;
mod wording;
