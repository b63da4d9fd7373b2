//! Accounts, signing in, tokens and rights.

mod account_page;
mod accounts;
mod accounts_page;
mod forgotten;
mod rights;
mod sign_in_forms;
mod sign_in_limits;
mod sign_in_page;
mod tokens;
mod tokens_page;
