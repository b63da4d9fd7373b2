//! Administrators' overview: what is set up, and what needs a look. It shows nothing of a request.

use askama::Template;
use axum::http::StatusCode;

use crate::http::web::{PageResult, Shell, Visit, page};
use crate::services::operations::health::{self, Readiness};
use crate::services::operations::overview::{self, Overview};

#[derive(Template)]
#[template(path = "pages/admin/overview.html")]
struct Page {
    shell: Shell,
    overview: Overview,
    readiness: Readiness,
}

/// The page.
pub async fn show(visit: Visit) -> PageResult {
    let overview = overview::overview(visit.cx(), visit.caller()).await?;
    let readiness = health::readiness(visit.cx(), visit.http.health.vital_signs()).await;
    page(&Page { shell: visit.shell, overview, readiness }, StatusCode::OK)
}
