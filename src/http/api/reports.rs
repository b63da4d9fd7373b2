//! Endpoint of the gap report: of the children asked for, how many slept in a bed.

use axum::Json;
use axum::extract::State;

use crate::http::Http;
use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::Query;
use crate::services::authorisation::{As, ReportReader};
use crate::services::reports::{self, GapReport, GroupBy};

/// Of the children asked for, how many slept in a bed, and why the others did not.
///
/// A span is of whole days, by the clock of `locale.zone`. Of requests that were erased a month and a region are left: their
/// children count where the first day of that month lies in the span; by city they stand under the
/// region's code, by partner under `unknown`. Observers, and administrators who are no national
/// coordinators, see no group of fewer than five children a month: such groups are joined in the row
/// `other` or left out.
#[utoipa::path(
    get, path = "/reports/gap", tag = "reports", operation_id = "report_gap",
    params(
        ("from" = Option<String>, Query, description = "Requests made on this day, by the clock of `locale.zone`, or later; a moment must be the first of a day"),
        ("to" = Option<String>, Query, description = "Requests made before this day, by the same clock"),
        ("by" = Option<GroupBy>, Query, description = "What the rows are; cities when not said"),
    ),
    responses((status = 200, body = GapReport, description = "A row for each group"), Signed)
)]
pub async fn gap(
    State(http): State<Http>,
    caller: As<ReportReader>,
    mut query: Query,
) -> Result<Json<GapReport>, Problem> {
    let groups: Vec<&str> = GroupBy::ALL.iter().map(|group| group.code()).collect();
    let by = query.code("by", &format!("one of {}", groups.join(", "))).unwrap_or(GroupBy::City);
    let (from, to) = (query.day("from", &http), query.day("to", &http));
    query.end()?;
    Ok(Json(reports::gap(&http.cx, &caller, by, from, to).await?))
}
