//! The pages there are: signing in and out, a shelter's page, the coordinators' board, map, gap and duty, and the one-time links that set a password, make the
//! first administrator, or take a shelter's counts.

mod assets;
mod board;
mod charts;
mod counts;
mod duty;
mod duty_forms;
mod form;
mod gap;
mod gap_charts;
mod links;
mod map;
mod map_drawing;
mod page;
mod shell;
mod shelter;
mod sign_in;
mod wording;
mod words;
mod wrong;

use axum::Router;
use axum::routing::{get, post};

use super::Http;

/// The pages.
pub fn router() -> Router<Http> {
    Router::new()
        .route("/", get(sign_in::home))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(sign_in::leave))
        .route("/language", post(sign_in::speak))
        .route("/assets/{file}", get(assets::file))
        .route("/sw.js", get(assets::service_worker))
        .route("/shelter", get(shelter::show))
        .route("/shelter/pools/{id}/{what}", post(shelter::report))
        .route("/shelter/offers/{id}/{what}", post(shelter::act))
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
}
