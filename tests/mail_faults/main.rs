//! Mail under fault: a mail server that does as it is told, and what must hold whatever it
//! does. Every mail arrives once the server is well, or is shown as undeliverable with its
//! reason, and then the next person is told at once.
//!
//! What arrived is counted at the server. Nobody waits: the clock of the service is moved by
//! the tests, and a server that is silent or slow lets the time of its client pass itself.

/// The service and its people, as the tests of the API have them.
macro_rules! of_the_api {
    ($($module:ident in $path:literal),+) => {$(
        #[path = $path]
        #[allow(dead_code, unused_imports, unused_macros, reason = "these tests use a part")]
        mod $module;
    )+};
}

of_the_api!(
    answer in "../api/answer.rs",
    app in "../api/app.rs",
    database in "../api/database.rs",
    mails in "../api/mails.rs",
    world in "../api/world.rs",
    smtp in "../smtp/mod.rs"
);

mod delivered;
mod killed;
mod post;
mod received;
mod refused;
mod server;
mod session;
