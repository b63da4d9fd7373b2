//! The coordinators' pages: who is without a bed, and one request with all that can be done.

pub mod actions;
pub mod history;
pub mod list;
pub mod policies;
pub mod progress;
pub mod request;

use axum::Router;
use axum::routing::{get, post};

use crate::domain::escalation::CareNote;
use crate::http::Http;

/// Where they begin.
const PATH: &str = "/coordinator";

/// The pages.
pub fn router() -> Router<Http> {
    Router::new()
        .route("/coordinator", get(list::show))
        .route("/coordinator/requests/{reference}", get(request::show))
        .route("/coordinator/requests/{reference}/{what}", post(actions::act))
}

/// What a coordinator may be doing, to choose from.
const NOTES: [(CareNote, &str); 3] = [
    (CareNote::CallingShelters, "coordinator-note-calling"),
    (CareNote::TransportUnderWay, "coordinator-note-transport"),
    (CareNote::OtherSolution, "coordinator-note-other"),
];

/// What a coordinator does, as others read it.
fn doing(note: CareNote) -> &'static str {
    match note {
        CareNote::CallingShelters => "coordinator-doing-calling",
        CareNote::TransportUnderWay => "coordinator-doing-transport",
        CareNote::OtherSolution => "coordinator-doing-other",
    }
}
