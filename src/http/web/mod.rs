//! The pages there are: the one-time links that set a password, make the first administrator,
//! or take a shelter's counts.

mod counts;
mod links;
mod page;

use axum::Router;
use axum::routing::get;

use super::Http;

/// The pages.
pub fn router() -> Router<Http> {
    Router::new()
        .route("/counts/{token}", get(counts::show).post(counts::submit))
        .route("/set-password/{secret}", get(links::show).post(links::submit))
        .route("/first-admin/{secret}", get(links::show).post(links::submit))
}
