//! The pages there are: the one-time links that set a password or make the first
//! administrator.

mod links;

use axum::Router;
use axum::routing::get;

use super::Http;

/// The pages.
pub fn router() -> Router<Http> {
    Router::new()
        .route("/set-password/{secret}", get(links::show).post(links::submit))
        .route("/first-admin/{secret}", get(links::show).post(links::submit))
}
