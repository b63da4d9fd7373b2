//! Coordinators' list of requests under escalation and page of one request with its actions;
//! administrators' pages of escalation policies.

mod actions;
mod all_requests;
mod calls;
mod filters;
pub(crate) mod history;
mod list;
mod policies;
mod progress;
mod request;
pub(crate) mod texts;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Http;

/// Path of the coordinators' pages.
const PATH: &str = "/coordinator";

pub(crate) fn routes() -> Router<Http> {
    Router::new()
        .route("/coordinator", get(list::show))
        .route("/coordinator/requests", get(all_requests::show))
        .route("/coordinator/requests/{reference}", get(request::show))
        .route("/coordinator/requests/{reference}/acknowledge", post(actions::acknowledge))
        .route("/coordinator/requests/{reference}/hand-over", post(actions::hand_over))
        .route("/coordinator/requests/{reference}/escalate", post(actions::escalate))
        .route("/coordinator/requests/{reference}/offers", post(actions::offer))
        .route("/coordinator/requests/{reference}/accept", post(actions::accept))
        .route("/coordinator/requests/{reference}/decline", post(actions::decline))
        .route("/coordinator/requests/{reference}/arrive", post(actions::arrive))
        .route("/coordinator/requests/{reference}/no-show", post(actions::no_show))
        .route("/coordinator/requests/{reference}/undo", post(actions::undo))
        .route("/coordinator/requests/{reference}/on-the-way", post(actions::still_on_the_way))
        .route("/coordinator/requests/{reference}/found", post(actions::found))
        .route("/coordinator/requests/{reference}/reopen", post(actions::reopen))
        .route("/coordinator/requests/{reference}/withdraw", post(actions::withdraw))
        .route("/coordinator/requests/{reference}/close", post(actions::close))
        .route("/admin/policies", get(policies::list))
        .route("/admin/policies/{urgency}", get(policies::show).post(policies::set))
}
