//! Accounts and how they sign in: passwords, sessions, second factors, tokens, one-time links.

mod account_changes;
pub mod accounts;
pub mod forgotten;
mod link_mail;
pub mod links;
pub mod own_account;
pub mod passwords;
pub mod session;
pub mod sign_in;
pub mod sign_in_limits;
pub mod tokens;
pub mod totp;
