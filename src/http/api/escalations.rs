//! Requests under escalation.

use axum::Json;
use axum::extract::State;

use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::{Auth, Query};
use crate::http::{Http, params};
use crate::services::escalating::{self, EscalationView};
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
pub async fn list(
    State(http): State<Http>,
    Auth(caller): Auth,
    mut query: Query,
) -> Result<Json<Items<EscalationView>>, Problem> {
    let open = query.flag("open").unwrap_or(true);
    let page = query.page();
    query.end()?;
    Ok(Json(escalating::list(&http.cx, &caller, open, page).await?))
}
