//! Pages of identity: sign-in, own account, one-time links, administrators' accounts and tokens.

mod accounts;
mod forgotten;
mod links;
mod own_account;
mod refusal;
mod sign_in;
mod tokens;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Http;

pub(crate) fn routes() -> Router<Http> {
    Router::new()
        .route("/", get(sign_in::home))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/code", get(sign_in::show_code).post(sign_in::submit_code))
        .route("/sign-in/forgotten", get(forgotten::show).post(forgotten::submit))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/language", post(sign_in::set_language))
        .route("/account", get(own_account::show))
        .route("/account/settings", post(own_account::settings))
        .route("/account/password", post(own_account::password))
        .route("/account/code/begin", post(own_account::begin_code))
        .route("/account/code/confirm", post(own_account::confirm_code))
        .route("/account/code/cancel", post(own_account::cancel_code))
        .route("/account/code/end", post(own_account::end_code))
        .route("/set-password/{secret}", get(links::show).post(links::submit))
        .route("/first-admin/{secret}", get(links::show).post(links::submit))
        .route("/admin/accounts", get(accounts::list).post(accounts::add))
        .route("/admin/accounts/new", get(accounts::new))
        .route("/admin/accounts/{id}", get(accounts::show).post(accounts::change))
        .route("/admin/accounts/{id}/open", post(accounts::open))
        .route("/admin/accounts/{id}/shut", post(accounts::shut))
        .route("/admin/accounts/{id}/send-link", post(accounts::mail_link))
        .route("/admin/accounts/{id}/link", post(accounts::show_link))
        .route("/admin/accounts/{id}/code", post(accounts::reset_code))
        .route("/admin/tokens", get(tokens::show).post(tokens::add))
        .route("/admin/tokens/{id}/revoke", post(tokens::revoke))
}
