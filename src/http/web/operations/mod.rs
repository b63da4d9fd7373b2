//! Administrators' pages of operations: the overview, the audit log, erasure.

mod audit_log;
mod audit_words;
mod erase;
mod overview;

use axum::Router;
use axum::routing::get;

use crate::http::Http;

pub(crate) fn routes() -> Router<Http> {
    Router::new()
        .route("/admin", get(overview::show))
        .route("/admin/audit", get(audit_log::show))
        .route("/admin/erase", get(erase::show).post(erase::submit))
}
