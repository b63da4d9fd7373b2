//! The duty page: who is on duty now, the week, the hours without anybody.

mod forms;
mod page;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Http;

/// Pages of those who plan duty.
pub(crate) fn planner_routes() -> Router<Http> {
    Router::new()
        .route("/coordinator/duty", get(page::show))
        .route("/coordinator/duty/shifts", post(forms::add_shift))
        .route("/coordinator/duty/changes", post(forms::add_change))
        .route("/coordinator/duty/shifts/{id}/remove", post(forms::remove_shift))
        .route("/coordinator/duty/changes/{id}/remove", post(forms::remove_change))
}
