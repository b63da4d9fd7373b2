//! Endpoint that lists the mail of the outbox, for administrators.

use axum::Json;
use axum::extract::State;

use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::Query;
use crate::http::{Http, params};
use crate::services::authorisation::{Admin, As};
use crate::services::notifications::outbox::{self, MailState, MailView};
use crate::services::views::Items;

/// Mail of the outbox, newest first, without its contents.
#[utoipa::path(
    get, path = "/mails", tag = "set-up", operation_id = "list_mails",
    params(
        ("state" = Option<MailState>, Query, description = "Only mail that stands there"),
        params::PageOf,
    ),
    responses((status = 200, body = Items<MailView>, description = "A page"), Signed)
)]
pub async fn list_mails(
    State(http): State<Http>,
    caller: As<Admin>,
    mut query: Query,
) -> Result<Json<Items<MailView>>, Problem> {
    let states: Vec<&str> = MailState::ALL.iter().map(|state| state.code()).collect();
    let state = query.code("state", &format!("one of {}", states.join(", ")));
    let page = query.page();
    query.end()?;
    Ok(Json(outbox::list(&http.cx, &caller, state, page).await?))
}
