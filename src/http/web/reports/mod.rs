//! The gap page: of the children asked for, how many slept in a bed.

pub(crate) mod charts;
mod gap;
mod gap_charts;
mod months;

use axum::Router;
use axum::routing::get;

use crate::http::Http;

pub(crate) fn routes() -> Router<Http> {
    Router::new()
        .route("/coordinator/gap", get(gap::show))
        .route("/coordinator/gap.csv", get(gap::csv))
}
