//! The pages there are: signing in and out, and those of each role: a street team's, a shelter's,
//! the coordinators' and the administrators'; and the one-time links that set a password, make the
//! first administrator, or take a shelter's counts.

mod access;
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
mod open_form;
mod outreach;
mod page;
mod refusal;
mod shell;
mod shelter;
mod shelters;
mod sign_in;
mod unread;
mod wording;
mod words;
mod wrong;

use axum::Router;
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};

use self::access::only;
pub(crate) use self::open_form::drops_cookies;
use self::shell::{Shell, refused};
use super::Http;
use crate::domain::account::Role;
use crate::services::Error;
use crate::services::duty::PLANNERS;
use crate::services::reports::READERS as REPORT_READERS;
use crate::services::signing_in::Session;

/// The pages.
pub fn router(http: &Http) -> Router<Http> {
    let shelters = Router::new()
        .route("/shelter", get(shelter::show))
        .route("/shelter/pools/{id}/{what}", post(shelter::report))
        .route("/shelter/offers/{id}/{what}", post(shelter::act));
    let coordinators = coordinator::router()
        .route("/coordinator/board", get(board::show))
        .route("/coordinator/map", get(map::show));
    let planners = Router::new()
        .route("/coordinator/duty", get(duty::show))
        .route("/coordinator/duty/shifts", post(duty_forms::add_hours))
        .route("/coordinator/duty/changes", post(duty_forms::add_change))
        .route("/coordinator/duty/{what}/{id}/remove", post(duty_forms::remove));
    let reports = Router::new()
        .route("/coordinator/gap", get(gap::show))
        .route("/coordinator/gap.csv", get(gap::csv));
    for_anybody()
        .merge(only(http, &[Role::Admin], admin::router()))
        .merge(only(http, &[Role::Outreach], outreach::router()))
        .merge(only(http, &[Role::Shelter], shelters))
        .merge(only(http, &[Role::Coordinator], coordinators))
        .merge(only(http, &PLANNERS, planners))
        .merge(only(http, &REPORT_READERS, reports))
        .route_layer(from_fn_with_state(http.clone(), unread::as_pages))
}

/// Pages that are for no role in particular.
fn for_anybody() -> Router<Http> {
    Router::new()
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
        .route("/counts/{token}", get(counts::show).post(counts::submit))
        .route("/set-password/{secret}", get(links::show).post(links::submit))
        .route("/first-admin/{secret}", get(links::show).post(links::submit))
}

/// The page that says that nothing is at an address.
pub fn nothing_here(http: &Http, session: Option<&Session>, headers: &HeaderMap) -> Response {
    refused(unread::shell(http, session, headers, None), Error::NotFound("page"))
}

/// The page that says that an account has written too often, and when to go on.
pub fn too_many(http: &Http, session: &Session, seconds: u64) -> Response {
    shell::too_many(Shell::of(http, session, "/"), seconds)
}
