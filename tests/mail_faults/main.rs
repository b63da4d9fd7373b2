//! Mail under fault: a mail server that does as it is told, and what must hold whatever it
//! does. Every mail arrives once the server is well, or is shown as undeliverable with its
//! reason, and then the next person is told at once.
//!
//! What arrived is counted at the server. Nobody waits: the clock of the service is moved by
//! the tests, and a server that is silent or slow lets the time of its client pass itself.

mod delivered;
mod killed;
mod post;
mod received;
mod refused;
mod server;
mod session;
#[path = "../support/mod.rs"]
mod support;
