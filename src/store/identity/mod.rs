//! Queries on everything that lets somebody sign in: accounts, one-time links, API tokens,
//! sessions, known browsers, the second factor and failed tries.

pub mod accounts;
pub mod known_devices;
pub mod sessions;
pub mod sign_in_tries;
pub mod totp;
