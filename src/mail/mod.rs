//! Mail: what it says, how it leaves, and that none is lost.

pub mod delivery;
pub mod message;
mod missing;
pub mod transport;
mod wording;
