//! Endpoints of the duty roster: read it, find its gaps, add and remove shifts and exceptions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::callers::{By, DutyPlanners};
use crate::http::answers::{Clashing, Named, Posted, Signed};
use crate::http::error::Problem;
use crate::http::extract::{Body, Id, Query};
use crate::http::{Http, params};
use crate::services::duty::plan::{
    self, DutyGap, DutyPlan, ExceptionView, NewException, NewShift, ShiftView,
};
use crate::services::views::Items;

/// The duty roster as far as it concerns the caller, who is on duty now, and who could be.
#[utoipa::path(
    get, path = "/duty", tag = "duty", operation_id = "duty_plan",
    responses((status = 200, body = DutyPlan, description = "The plan"), Signed)
)]
pub async fn get_roster(
    State(http): State<Http>,
    By(caller): DutyPlanners,
    query: Query,
) -> Result<Json<DutyPlan>, Problem> {
    query.end()?;
    Ok(Json(plan::plan(&http.cx, &caller).await?))
}

/// Hours in which an area has nobody on duty: its escalation steps are skipped, and the next level
/// is alerted instead.
#[utoipa::path(
    get, path = "/duty/gaps", tag = "duty", operation_id = "duty_gaps",
    params(
        ("from" = Option<String>, Query, description = "From this moment, or day by the clock of `locale.zone`; now when not said"),
        ("to" = Option<String>, Query, description = "Until this moment, or day by the clock of `locale.zone`, at most 92 days later; a week later when not said"),
        params::PartOf,
    ),
    responses((status = 200, body = Items<DutyGap>, description = "The gaps, by area and time"), Signed, Posted)
)]
pub async fn list_gaps(
    State(http): State<Http>,
    By(caller): DutyPlanners,
    mut query: Query,
) -> Result<Json<Items<DutyGap>>, Problem> {
    let (from, to) = (query.moment_or_day("from", &http), query.moment_or_day("to", &http));
    let part = query.part();
    query.end()?;
    Ok(Json(Items::part(plan::gaps(&http.cx, &caller, from, to).await?, part)))
}

/// Adds weekly hours of a coordinator. From then on the area has a roster: whoever has no hours in
/// it is no longer alerted.
#[utoipa::path(
    post, path = "/duty/shifts", tag = "duty", operation_id = "add_shift",
    params(params::Key),
    request_body = NewShift,
    responses((status = 201, body = ShiftView, description = "Added"), Signed, Posted, Clashing)
)]
pub async fn add_shift(
    State(http): State<Http>,
    By(caller): DutyPlanners,
    body: Body<NewShift>,
) -> Result<(StatusCode, Json<ShiftView>), Problem> {
    let view = plan::add_shift(&http.cx, &caller, body.once, body.value).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Removes weekly hours from the duty roster.
#[utoipa::path(
    delete, path = "/duty/shifts/{id}", tag = "duty", operation_id = "remove_shift",
    params(("id" = uuid::Uuid, Path, description = "The hours")),
    responses((status = 204, description = "Removed"), Signed, Named)
)]
pub async fn remove_shift(
    State(http): State<Http>,
    By(caller): DutyPlanners,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    plan::remove_shift(&http.cx, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a dated change: somebody is off, somebody else serves, or both (a swap).
#[utoipa::path(
    post, path = "/duty/exceptions", tag = "duty", operation_id = "add_duty_exception",
    params(params::Key),
    request_body = NewException,
    responses((status = 201, body = ExceptionView, description = "Added"), Signed, Posted, Clashing)
)]
pub async fn add_exception(
    State(http): State<Http>,
    By(caller): DutyPlanners,
    body: Body<NewException>,
) -> Result<(StatusCode, Json<ExceptionView>), Problem> {
    let view = plan::add_exception(&http.cx, &caller, body.once, body.value).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Removes a dated change from the duty roster.
#[utoipa::path(
    delete, path = "/duty/exceptions/{id}", tag = "duty", operation_id = "remove_duty_exception",
    params(("id" = uuid::Uuid, Path, description = "The change")),
    responses((status = 204, description = "Removed"), Signed, Named)
)]
pub async fn remove_exception(
    State(http): State<Http>,
    By(caller): DutyPlanners,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    plan::remove_exception(&http.cx, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
