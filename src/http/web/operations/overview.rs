//! Administrators' overview page: counts, problems, readiness. It shows nothing of a request.

use askama::Template;
use axum::http::StatusCode;

use crate::http::web::{PageResult, Shell, Visit, page};
use crate::services::authorisation::Admin;
use crate::services::operations::health::{self, Readiness};
use crate::services::operations::overview::{self, Overview};

#[derive(Template)]
#[template(path = "pages/admin/overview.html")]
struct Page {
    shell: Shell,
    overview: Overview,
    readiness: Readiness,
}

pub async fn show(visit: Visit<Admin>) -> PageResult {
    let overview = overview::overview(visit.cx(), visit.caller()).await?;
    let readiness = health::readiness(visit.cx(), visit.http.health.vital_signs()).await;
    page(&Page { shell: visit.shell, overview, readiness }, StatusCode::OK)
}
