//! Coordinators' pages of escalations: who is without a bed, and one request with all that can be
//! done; administrators' pages of escalation policies.

mod actions;
pub(crate) mod history;
mod list;
mod policies;
mod progress;
mod request;
mod texts;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Http;

/// Where the pages of coordinators begin.
const PATH: &str = "/coordinator";

/// Pages of coordinators.
pub(crate) fn coordinator_routes() -> Router<Http> {
    Router::new()
        .route("/coordinator", get(list::show))
        .route("/coordinator/requests/{reference}", get(request::show))
        .route("/coordinator/requests/{reference}/acknowledge", post(actions::acknowledge))
        .route("/coordinator/requests/{reference}/hand-over", post(actions::hand_over))
        .route("/coordinator/requests/{reference}/escalate", post(actions::escalate))
        .route("/coordinator/requests/{reference}/offers", post(actions::offer))
        .route("/coordinator/requests/{reference}/accept", post(actions::accept))
        .route("/coordinator/requests/{reference}/decline", post(actions::decline))
        .route("/coordinator/requests/{reference}/arrive", post(actions::arrive))
        .route("/coordinator/requests/{reference}/no-show", post(actions::no_show))
        .route("/coordinator/requests/{reference}/on-the-way", post(actions::still_on_the_way))
        .route("/coordinator/requests/{reference}/found", post(actions::found))
        .route("/coordinator/requests/{reference}/withdraw", post(actions::withdraw))
        .route("/coordinator/requests/{reference}/close", post(actions::close))
}

/// Pages of administrators.
pub(crate) fn admin_routes() -> Router<Http> {
    Router::new()
        .route("/admin/policies", get(policies::list))
        .route("/admin/policies/{urgency}", get(policies::show).post(policies::set))
}
