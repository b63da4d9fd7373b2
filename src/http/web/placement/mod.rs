//! Pages of outreach teams: asking for a bed, what became of a request, all requests.

mod answer;
mod ask;
mod list;
pub(crate) mod ranked_shelters;

use axum::Router;
use axum::routing::{get, post};

use crate::domain::account::{Caller, Role};
use crate::http::Http;
use crate::services::Error;

/// Pages of outreach teams.
pub(crate) fn outreach_routes() -> Router<Http> {
    Router::new()
        .route("/outreach", get(ask::show).post(ask::submit))
        .route("/outreach/requests", get(list::show))
        .route("/outreach/requests/{reference}", get(answer::show))
        .route("/outreach/requests/{reference}/arrive", post(answer::arrive))
        .route("/outreach/requests/{reference}/no-contact", post(answer::no_contact))
        .route("/outreach/requests/{reference}/on-the-way", post(answer::still_on_the_way))
        .route("/outreach/requests/{reference}/found", post(answer::found))
        .route("/outreach/requests/{reference}/withdraw", post(answer::withdraw))
}

/// The caller in the role of an outreach team: these pages show what is the team's own, whatever
/// else the account may see.
fn as_team(caller: &Caller) -> Result<Caller, Error> {
    caller.only_as(Role::Outreach).ok_or(Error::Forbidden)
}
