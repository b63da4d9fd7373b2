//! Rows of accounts, links, tokens, sessions and sign-in.

pub mod accounts;
pub mod known_devices;
pub mod sessions;
pub mod sign_in_tries;
pub mod totp;
