//! The pages there are: signing in and out, a shelter's page, the administrators' pages, and the
//! one-time links that set a password, make the first administrator, or take a shelter's counts.

mod admin;
mod assets;
mod counts;
mod form;
mod links;
mod page;
mod shell;
mod shelter;
mod sign_in;
mod words;

use axum::Router;
use axum::routing::{get, post};

use super::Http;

/// The pages.
pub fn router() -> Router<Http> {
    Router::new()
        .merge(admin::router())
        .route("/", get(sign_in::home))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(sign_in::leave))
        .route("/language", post(sign_in::speak))
        .route("/assets/{file}", get(assets::file))
        .route("/sw.js", get(assets::service_worker))
        .route("/shelter", get(shelter::show))
        .route("/shelter/pools/{id}/{what}", post(shelter::report))
        .route("/shelter/offers/{id}/{what}", post(shelter::act))
        .route("/counts/{token}", get(counts::show).post(counts::submit))
        .route("/set-password/{secret}", get(links::show).post(links::submit))
        .route("/first-admin/{secret}", get(links::show).post(links::submit))
}
