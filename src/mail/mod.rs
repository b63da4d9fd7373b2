//! Mail: rendering from the texts, transports (SMTP or files), and delivery of the outbox.

mod dead_instances;
pub mod delivery;
pub mod message;
pub mod transport;
mod wording;
