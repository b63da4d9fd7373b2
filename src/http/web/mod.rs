//! The pages there are: signing in and out, and those of each role: a street team's, a shelter's,
//! the coordinators' and the administrators'; and the one-time links that set a password, make the
//! first administrator, or take a shelter's counts.

mod account;
mod admin;
mod assets;
mod board;
mod charts;
mod coordinator;
mod counts;
mod duty;
mod duty_forms;
mod form;
mod gap;
mod gap_charts;
mod links;
mod map;
mod map_drawing;
mod outreach;
mod page;
mod refusal;
mod shell;
mod shelter;
mod shelters;
mod sign_in;
mod wording;
mod words;
mod wrong;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};

use self::shell::{Shell, refused};
use super::Http;
use crate::services::Error;
use crate::services::signing_in::Session;

/// The pages.
pub fn router(http: &Http) -> Router<Http> {
    Router::new()
        .merge(admin::router(http))
        .route("/", get(sign_in::home))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/code", get(sign_in::show_code).post(sign_in::submit_code))
        .route("/account", get(account::show))
        .route("/account/settings", post(account::settings))
        .route("/account/password", post(account::password))
        .route("/account/code/{what}", post(account::code))
        .route("/sign-out", post(sign_in::leave))
        .route("/language", post(sign_in::speak))
        .route("/assets/{file}", get(assets::file))
        .route("/sw.js", get(assets::service_worker))
        .merge(outreach::router())
        .route("/shelter", get(shelter::show))
        .route("/shelter/pools/{id}/{what}", post(shelter::report))
        .route("/shelter/offers/{id}/{what}", post(shelter::act))
        .route("/coordinator", get(coordinator::list))
        .route("/coordinator/requests/{reference}", get(coordinator::request))
        .route("/coordinator/requests/{reference}/{what}", post(coordinator::act))
        .route("/coordinator/board", get(board::show))
        .route("/coordinator/map", get(map::show))
        .route("/coordinator/duty", get(duty::show))
        .route("/coordinator/duty/shifts", post(duty_forms::add_hours))
        .route("/coordinator/duty/changes", post(duty_forms::add_change))
        .route("/coordinator/duty/{what}/{id}/remove", post(duty_forms::remove))
        .route("/coordinator/gap", get(gap::show))
        .route("/coordinator/gap.csv", get(gap::csv))
        .route("/counts/{token}", get(counts::show).post(counts::submit))
        .route("/set-password/{secret}", get(links::show).post(links::submit))
        .route("/first-admin/{secret}", get(links::show).post(links::submit))
        // Forms of nobody that are read by axum itself; those of ours have their own limits.
        .layer(DefaultBodyLimit::max(form::OPEN_LIMIT))
        .route_layer(from_fn_with_state(http.clone(), refusal::as_pages))
}

/// The page that says that nothing is at an address.
pub fn nothing_here(http: &Http, session: Option<&Session>, headers: &HeaderMap) -> Response {
    refused(refusal::shell(http, session, headers, None), Error::NotFound("page"))
}

/// The page that says that an account has written too often, and when to go on.
pub fn too_many(http: &Http, session: &Session, seconds: u64) -> Response {
    shell::too_many(Shell::of(http, session, "/"), seconds)
}
