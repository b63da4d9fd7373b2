//! Pages of accounts: signing in, one's own account, one-time links, set-up by administrators.

pub mod accounts;
pub mod links;
pub mod own_account;
pub mod refusal;
pub mod sign_in;
pub mod tokens;
