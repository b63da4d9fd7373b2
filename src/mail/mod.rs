//! Mail: what it says, how it leaves, and that none is lost.

mod dead_instances;
pub mod delivery;
pub mod message;
pub mod transport;
mod wording;
