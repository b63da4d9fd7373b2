//! Endpoints of the duty roster: read it, find its gaps, add and remove shifts and exceptions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::http::answers::{Clashing, Named, Posted, Signed};
use crate::http::error::Problem;
use crate::http::extract::{Body, Id, Query};
use crate::http::{Http, params};
use crate::services::authorisation::{As, DutyPlanner};
use crate::services::duty::roster::{
    self, DutyGap, DutyRoster, ExceptionView, NewException, NewShift, Remove, ShiftView,
};
use crate::services::views::Items;

/// The duty roster as far as it concerns the caller, who is on duty now, and who could be.
#[utoipa::path(
    get, path = "/duty", tag = "duty", operation_id = "duty_plan",
    responses((status = 200, body = DutyRoster, description = "The plan"), Signed)
)]
pub async fn get_roster(
    State(http): State<Http>,
    caller: As<DutyPlanner>,
    query: Query,
) -> Result<Json<DutyRoster>, Problem> {
    query.end()?;
    Ok(Json(roster::get(&http.cx, &caller).await?))
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
    responses((status = 200, body = Items<DutyGap>, description = "The gaps, by area and time"), (status = 422, body = Problem, content_type = "application/problem+json", description = "`to` is not after `from`, or more than 92 days later"), Signed)
)]
pub async fn list_gaps(
    State(http): State<Http>,
    caller: As<DutyPlanner>,
    mut query: Query,
) -> Result<Json<Items<DutyGap>>, Problem> {
    let (from, to) = (query.moment_or_day("from", &http), query.moment_or_day("to", &http));
    let part = query.part();
    query.end()?;
    Ok(Json(Items::part(roster::gaps(&http.cx, &caller, from, to).await?, part)))
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
    caller: As<DutyPlanner>,
    body: Body<NewShift>,
) -> Result<(StatusCode, Json<ShiftView>), Problem> {
    let view = http.cx.carry_out(&caller, body.once, body.value).await?;
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
    caller: As<DutyPlanner>,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    http.cx.write(&caller, Remove { id, is_dated: false }).await?;
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
    caller: As<DutyPlanner>,
    body: Body<NewException>,
) -> Result<(StatusCode, Json<ExceptionView>), Problem> {
    let view = http.cx.carry_out(&caller, body.once, body.value).await?;
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
    caller: As<DutyPlanner>,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    http.cx.write(&caller, Remove { id, is_dated: true }).await?;
    Ok(StatusCode::NO_CONTENT)
}
