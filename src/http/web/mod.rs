//! The pages there are: signing in and out, and the one-time links that set a password, make the
//! first administrator, or take a shelter's counts.

mod counts;
mod links;
mod page;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use super::Http;

/// The pages.
pub fn router() -> Router<Http> {
    Router::new()
        .route("/", get(sign_in::home))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(sign_in::leave))
        .route("/counts/{token}", get(counts::show).post(counts::submit))
        .route("/set-password/{secret}", get(links::show).post(links::submit))
        .route("/first-admin/{secret}", get(links::show).post(links::submit))
}
