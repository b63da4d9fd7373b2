//! The pages there are: signing in and out, and those of each role: a street team's, a shelter's,
//! the coordinators' and the administrators'; and the one-time links that set a password, make the
//! first administrator, or take a shelter's counts.

mod access;
mod admin;
mod assets;
mod duty;
mod escalation;
mod fields;
mod form;
mod identity;
mod link_page;
mod notifications;
mod open_form;
mod operations;
mod placement;
mod reports;
mod shell;
mod shelters;
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
use crate::services::duty::plan::PLANNERS;
use crate::services::identity::sign_in::Session;
use crate::services::reports::READERS as REPORT_READERS;

/// The pages.
pub fn router(http: &Http) -> Router<Http> {
    let shelters = Router::new()
        .route("/shelter", get(shelters::shelter_page::show))
        .route("/shelter/pools/{id}/{what}", post(shelters::shelter_page::report))
        .route("/shelter/offers/{id}/{what}", post(shelters::shelter_page::act));
    let coordinators = escalation::router()
        .route("/coordinator/board", get(shelters::board::show))
        .route("/coordinator/map", get(shelters::map::show));
    let planners = Router::new()
        .route("/coordinator/duty", get(duty::page::show))
        .route("/coordinator/duty/shifts", post(duty::forms::add_hours))
        .route("/coordinator/duty/changes", post(duty::forms::add_change))
        .route("/coordinator/duty/{what}/{id}/remove", post(duty::forms::remove));
    let reports = Router::new()
        .route("/coordinator/gap", get(reports::gap::show))
        .route("/coordinator/gap.csv", get(reports::gap::csv));
    for_anybody()
        .merge(only(http, &[Role::Admin], admin::router()))
        .merge(only(http, &[Role::Outreach], placement::router()))
        .merge(only(http, &[Role::Shelter], shelters))
        .merge(only(http, &[Role::Coordinator], coordinators))
        .merge(only(http, &PLANNERS, planners))
        .merge(only(http, &REPORT_READERS, reports))
        .route_layer(from_fn_with_state(http.clone(), unread::as_pages))
}

/// Pages that are for no role in particular.
fn for_anybody() -> Router<Http> {
    Router::new()
        .route("/", get(identity::sign_in::home))
        .route("/sign-in", get(identity::sign_in::show).post(identity::sign_in::submit))
        .route(
            "/sign-in/code",
            get(identity::sign_in::show_code).post(identity::sign_in::submit_code),
        )
        .route("/account", get(identity::own_account::show))
        .route("/account/settings", post(identity::own_account::settings))
        .route("/account/password", post(identity::own_account::password))
        .route("/account/code/{what}", post(identity::own_account::code))
        .route("/sign-out", post(identity::sign_in::leave))
        .route("/language", post(identity::sign_in::speak))
        .route("/assets/{file}", get(assets::file))
        .route("/sw.js", get(assets::service_worker))
        .route(
            "/counts/{token}",
            get(shelters::count_link::show).post(shelters::count_link::submit),
        )
        .route("/set-password/{secret}", get(identity::links::show).post(identity::links::submit))
        .route("/first-admin/{secret}", get(identity::links::show).post(identity::links::submit))
}

/// The page that says that nothing is at an address.
pub fn nothing_here(http: &Http, session: Option<&Session>, headers: &HeaderMap) -> Response {
    refused(unread::shell(http, session, headers, None), Error::NotFound("page"))
}

/// The page that says that an account has written too often, and when to go on.
pub fn too_many(http: &Http, session: &Session, seconds: u64) -> Response {
    shell::too_many(Shell::of(http, session, "/"), seconds)
}
