//! A street team's pages: asking for a bed, what became of it, all requests.

pub mod answer;
pub mod ask;
pub mod list;
pub mod ranked_shelters;

use axum::Router;
use axum::routing::{get, post};

use crate::domain::account::{Caller, Role};
use crate::http::Http;
use crate::services::Error;

/// The pages.
pub fn router() -> Router<Http> {
    Router::new()
        .route("/outreach", get(ask::show).post(ask::submit))
        .route("/outreach/requests", get(list::show))
        .route("/outreach/requests/{reference}", get(answer::show))
        .route("/outreach/requests/{reference}/{what}", post(answer::act))
}

/// Somebody in their part as a street team: these pages are for teams alone, and show what is the
/// team's own, whatever else the account may see.
fn as_team(caller: &Caller) -> Result<Caller, Error> {
    caller.only_as(Role::Outreach).ok_or(Error::Forbidden)
}
