//! The duty page of coordinators and administrators, and its forms.

mod forms;
mod page;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Http;

pub(crate) fn routes() -> Router<Http> {
    Router::new()
        .route("/coordinator/duty", get(page::show))
        .route("/coordinator/duty/shifts", post(forms::add_shift))
        .route("/coordinator/duty/changes", post(forms::add_change))
        .route("/coordinator/duty/shifts/{id}/remove", post(forms::remove_shift))
        .route("/coordinator/duty/changes/{id}/remove", post(forms::remove_change))
}
