//! Reports.

use axum::Json;
use axum::extract::State;

use super::callers::{By, ReportReaders};
use crate::http::Http;
use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::Query;
use crate::services::reports::{self, GapReport, GroupBy};

/// Of the children asked for, how many slept in a bed, and why the others did not.
#[utoipa::path(
    get, path = "/reports/gap", tag = "reports", operation_id = "report_gap",
    params(
        ("from" = Option<String>, Query, description = "Requests made at or after this moment, or day by the clock of `locale.zone`"),
        ("to" = Option<String>, Query, description = "Requests made before this moment, or day by the clock of `locale.zone`"),
        ("by" = Option<GroupBy>, Query, description = "What the rows are; cities when not said"),
    ),
    responses((status = 200, body = GapReport, description = "A row for each group"), Signed)
)]
pub async fn gap(
    State(http): State<Http>,
    By(caller): ReportReaders,
    mut query: Query,
) -> Result<Json<GapReport>, Problem> {
    let groups: Vec<&str> = GroupBy::ALL.iter().map(|group| group.code()).collect();
    let by = query.code("by", &format!("one of {}", groups.join(", "))).unwrap_or(GroupBy::City);
    let (from, to) = (query.moment_or_day("from", &http), query.moment_or_day("to", &http));
    query.end()?;
    Ok(Json(reports::gap(&http.cx, &caller, by, from, to).await?))
}
