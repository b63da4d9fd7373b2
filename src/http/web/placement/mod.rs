//! Pages of outreach teams: form for a new request, page of one request, list.

mod answer;
mod ask;
mod list;
pub(crate) mod ranked_shelters;
pub(crate) mod request_line;
mod way;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Http;

pub(crate) fn routes() -> Router<Http> {
    Router::new()
        .route("/outreach", get(ask::show).post(ask::submit))
        .route("/outreach/requests", get(list::show))
        .route("/outreach/requests/{reference}", get(answer::show))
        .route("/outreach/requests/{reference}/arrive", post(answer::arrive))
        .route("/outreach/requests/{reference}/undo", post(answer::undo))
        .route("/outreach/requests/{reference}/no-contact", post(answer::no_contact))
        .route("/outreach/requests/{reference}/on-the-way", post(answer::still_on_the_way))
        .route("/outreach/requests/{reference}/found", post(answer::found))
        .route("/outreach/requests/{reference}/withdraw", post(answer::withdraw))
}
