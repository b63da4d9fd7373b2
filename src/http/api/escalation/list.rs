//! Endpoints for coordinators: list requests under escalation, and silent shelters.

use axum::Json;
use axum::extract::State;

use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::Query;
use crate::http::{Http, params};
use crate::services::authorisation::{As, Coordinator};
use crate::services::escalation::list::{self, EscalationView};
use crate::services::shelters::count_reminders::{self, SilentShelter};
use crate::services::views::Items;

/// Requests without an accepted offer, and those that were escalated, newest first.
#[utoipa::path(
    get, path = "/escalations", tag = "escalations", operation_id = "list_escalations",
    params(
        ("open" = Option<bool>, Query, description = "Only those that still need somebody; true when not said"),
        params::PageOf,
    ),
    responses((status = 200, body = Items<EscalationView>, description = "A page"), Signed)
)]
pub async fn list_escalations(
    State(http): State<Http>,
    caller: As<Coordinator>,
    mut query: Query,
) -> Result<Json<Items<EscalationView>>, Problem> {
    let open = query.flag("open").unwrap_or(true);
    let page = query.page();
    query.end()?;
    Ok(Json(list::list(&http.cx, &caller, open, page).await?))
}

/// Shelters of the caller's cities that were asked whether their counts are still right and have
/// not answered, longest silent first: a call may help.
#[utoipa::path(
    get, path = "/shelters/silent", tag = "escalations", operation_id = "silent_shelters",
    params(params::PartOf),
    responses((status = 200, body = Items<SilentShelter>, description = "The shelters"), Signed)
)]
pub async fn silent_shelters(
    State(http): State<Http>,
    caller: As<Coordinator>,
    mut query: Query,
) -> Result<Json<Items<SilentShelter>>, Problem> {
    let part = query.part();
    query.end()?;
    Ok(Json(Items::part(count_reminders::silent(&http.cx, &caller).await?, part)))
}
